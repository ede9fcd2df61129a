// What is kept of a conversation besides its snapshot: whose it is, which page at which address it was opened as, and when it was last attended.
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

/** What an owner leaves to the next one. */
export interface Left extends Record {
  /** The session before, while nobody has shown the new one, and the principal that the new one's cookie carries. */
  readonly former?: { readonly session: string; readonly sealed: string }
  /** When it was last attached or spoken to, ms since 1970. */
  readonly seen: number
  /** The number of the last patch, and the node that sent it: the same process goes on from there. */
  readonly still?: { readonly by: string; readonly n: number }
  /** The node that has its files. */
  readonly files?: string
  /** An event of it ended process after process, and it does not go on: the reference by which its visitor and the operator know that. */
  readonly deadly?: string
}

export function recordOf(left: Left, snapshot: string): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(left)}\n${snapshot}`)
}

export function readRecord(bytes: Uint8Array): Left & Copy {
  const text = new TextDecoder().decode(bytes)
  const end = text.indexOf('\n')
  return { ...(JSON.parse(text.slice(0, end)) as Left), snapshot: text.slice(end + 1) }
}
