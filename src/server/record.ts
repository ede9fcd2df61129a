// What is kept of a conversation besides its snapshot: whose it is, and which page at which address it was opened as.
// Invariant: one line of JSON, then the snapshot as the kernel wrote it.
// Does not know when it is written or read.

export interface Record {
  readonly session: string
  /** The pattern of its page. */
  readonly pattern: string
  /** The address that it was opened at. */
  readonly opened: string
}

/** A conversation and its record as they stood, under a cid of its own. */
export interface Copy extends Record {
  readonly snapshot: string
}

export function recordOf({ session, pattern, opened }: Record, snapshot: string): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ session, pattern, opened })}\n${snapshot}`)
}

export function readRecord(bytes: Uint8Array): Copy {
  const text = new TextDecoder().decode(bytes)
  const end = text.indexOf('\n')
  return { ...(JSON.parse(text.slice(0, end)) as Record), snapshot: text.slice(end + 1) }
}
