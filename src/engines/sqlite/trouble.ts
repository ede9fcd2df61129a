// What SQLite says of a file, in the words of whoever keeps conversations in it.
// Invariant: every error that leaves this folder is a ReparteeError and names the file; where SQLite said something, it is the cause.
// Does not know what was asked for.
import { ReparteeError } from '../../errors/index.ts'
import type { Code } from '../../errors/index.ts'

type Words = readonly [code: Code, what: string, expected: string, advice: string]

/** By SQLite's primary result code. */
const WORDS: Readonly<Record<number, Words>> = {
  5: [
    'store-locked',
    'is locked by somebody else',
    'others to let go of it within seconds',
    'end the program or tool that holds a transaction on it',
  ],
  8: [
    'store-read-only',
    'cannot be written',
    'a file and a folder that this process may write',
    'check owner and mode of both, and whether the volume is mounted read-only',
  ],
  11: [
    'store-corrupt',
    'is damaged',
    'a sound SQLite database',
    'stop, keep a copy of the file with its -wal, and go back to a backup',
  ],
  13: [
    'store-full',
    'cannot grow',
    'room on the volume, below the limit of maxBytes',
    'make room, or raise the limit; what was acknowledged is kept',
  ],
  14: [
    'store-missing',
    'cannot be opened or made',
    'a path in a folder that exists',
    'make the folder first, and check that this process may write there',
  ],
  26: [
    'store-foreign',
    'is no SQLite database',
    'a file that repartee made, or none yet',
    'name another file; this one was left as it is',
  ],
}
const LOCKED_BY_OURSELVES = 6

const OTHER: Words = [
  'store-failed',
  'could not be read or written',
  'a volume that works',
  'look at the system log for errors of the disk; what was acknowledged is kept',
]

/** SQLite's primary result code; undefined for what is no error of SQLite. */
function resultOf(error: unknown): number | undefined {
  const { errcode } = error as { readonly errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : undefined
}

export function isBusy(error: unknown): boolean {
  const result = resultOf(error)
  return result === 5 || result === LOCKED_BY_OURSELVES
}

export function isFull(error: unknown): boolean {
  return resultOf(error) === 13
}

/** Not of what was asked for, but of the file as a whole. */
export function isOfFile(error: unknown): boolean {
  return [8, 10, 11, 26].includes(resultOf(error) ?? 0)
}

export function troubled(file: string, cause: unknown): ReparteeError {
  if (cause instanceof ReparteeError) return cause
  const [code, what, expected, advice] = WORDS[resultOf(cause) ?? 0] ?? OTHER
  const got = cause instanceof Error ? cause.message : String(cause)
  return new ReparteeError(code, { what: `${file} ${what}`, expected, got, try: advice, cause })
}

/** A file that is not to be touched. */
export function foreign(file: string, got: string, advice: string): ReparteeError {
  const expected = 'a file that this version of repartee or an older one made, or none yet'
  return new ReparteeError('store-foreign', {
    what: `${file} is not ours to use`,
    expected,
    got,
    try: advice,
  })
}
