// What is declared to run: an op is a plain description with a kind and a name; nothing runs until a source is given it.
// Here stands what all kinds share: names, what a run is given, how a verb answers, and errors as bounded text.
// Does not know any kind.
import { ReparteeError } from '../errors/index.ts'

export interface Op {
  readonly kind: 'cron' | 'worker' | 'resource' | 'limit'
  /** 1 to 100 characters, unique among those of its kind. */
  readonly name: string
}

/** What a run is given. */
export interface Run {
  /** Aborted when the run is to end: stopped, timed out or shut down. */
  readonly signal: AbortSignal
  /** Keeps a line for operators. The last 200 of a worker or cron are kept, each cut at 500 characters. */
  log(line: string): void
}

/** What an operator's verb did: never that it did what it did not. */
export type Done = { readonly done: true } | { readonly done: false; readonly why: string }

export const DONE: Done = { done: true }

export function undone(why: string): Done {
  return { done: false, why }
}

const NAME_LENGTH = 100

/** Refuses what cannot be the name of an op. Throws `bad-argument`. */
export function checkName(kind: string, name: unknown): asserts name is string {
  if (typeof name === 'string' && name.length > 0 && name.length <= NAME_LENGTH) return
  throw new ReparteeError('bad-argument', {
    what: `A ${kind} was given a name that cannot be used`,
    expected: `a text of 1 to ${NAME_LENGTH} characters`,
    got: typeof name === 'string' ? `${name.length} characters` : typeof name,
    try: 'name it by what it is for, as "mail" or "orders-database"',
  })
}

/** At most `length` characters of a text, marked where it was cut. Never throws, whatever it is given. */
export function clip(text: unknown, length: number): string {
  let all: string
  try {
    all = String(text)
  } catch {
    all = 'something that is no text'
  }
  if (all.length <= length) return all
  // Through a buffer: a mere slice would keep all of the text that it was cut from.
  return Buffer.from(`${all.slice(0, length - 1)}…`, 'utf16le').toString('utf16le')
}

const REASON_LENGTH = 300
const STACK_LENGTH = 4000

/** What an error says, in at most 300 characters. */
export function reasonOf(error: unknown): string {
  return clip(error instanceof Error ? error.message || error.name : error, REASON_LENGTH)
}

/** Where it came from, in at most 4,000 characters; null where it does not say. */
export function stackOf(error: unknown): string | null {
  return error instanceof Error && error.stack !== undefined ? clip(error.stack, STACK_LENGTH) : null
}
