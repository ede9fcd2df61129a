// A record as one line of JSON, to be looked at, kept elsewhere, and taken in again.
// Invariant: what is read back is what was written; a line that is none is refused with what is wrong with it.
// Does not know where lines come from.
import { ReparteeError } from '../../errors/index.ts'
import type { Kept } from './records.ts'

export function lineOf({ cid, epoch, revision, updated, expires, wake, data }: Kept): string {
  const text = data === null ? null : Buffer.from(data).toString('base64')
  return JSON.stringify({ cid, epoch, revision, updated, expires, wake, data: text })
}

export function readLine(line: string): Kept {
  let read: { readonly [field: string]: unknown } | null
  try {
    read = JSON.parse(line) as typeof read
  } catch (cause) {
    throw bad(line, cause)
  }
  const { cid, epoch, revision, updated, expires, wake, data } = read ?? {}
  const isWhole =
    typeof cid === 'string' &&
    [epoch, revision, updated, expires, wake ?? 0].every(Number.isSafeInteger) &&
    (data === null || typeof data === 'string')
  if (!isWhole) throw bad(line)
  return {
    cid,
    epoch: epoch as number,
    revision: revision as number,
    updated: updated as number,
    expires: expires as number,
    wake: (wake ?? null) as number | null,
    data: data === null ? null : new Uint8Array(Buffer.from(data, 'base64')),
  }
}

function bad(line: string, cause?: unknown): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: 'A conversation cannot be read from that line',
    expected: 'a line that export wrote',
    got: line.length > 80 ? `${line.slice(0, 80)}…` : line,
    try: 'export it again, and pass each line as it is',
    ...(cause !== undefined && { cause }),
  })
}
