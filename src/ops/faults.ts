// Errors that reached nobody but the visitor, gathered by what they have in common. A source.
// Invariant: the same mistake is one fault, however often it happens and whatever numbers its message has: same name, same shape of
// message, same topmost frame, same endpoint. Bounded: 200 faults with 5 stacks each; one that happened once goes before one
// that happens again. What is thrown may be anything, hostile too; it is read with care and only its text is kept.
import { createHash } from 'node:crypto'
import type { Outside } from './outside.ts'
import { Source } from './source.ts'

const MOST_FAULTS = 200
const MOST_OCCURRENCES = 5
const MOST_STACK = 4000
const MOST_MESSAGE = 500
/** How far causes are followed. */
const MOST_CAUSES = 3

export interface FaultRow {
  /** 16 characters; the same after a restart. */
  readonly id: string
  /** The error's class. */
  readonly name: string
  /** The last one's message. */
  readonly message: string
  /** Topmost frame of the program's own, or empty. */
  readonly at: string
  readonly service: string
  readonly endpoint: string
  readonly count: number
  /** Epoch ms. */
  readonly firstAt: number
  readonly lastAt: number
}

export interface Occurrence {
  /** Epoch ms. */
  readonly at: number
  readonly message: string
  /** With its causes. */
  readonly stack: string
  /** Where the trace is found, if it was kept. */
  readonly traceId: string | null
}

export interface FaultDetail extends FaultRow {
  /** The last five, newest first. */
  readonly occurrences: readonly Occurrence[]
}

export interface Thrown {
  readonly service: string
  readonly endpoint: string
  /** Whatever was thrown. */
  readonly error: unknown
  readonly traceId?: string | undefined
}

interface Kept {
  row: FaultRow
  readonly occurrences: Occurrence[]
}

/** `read` gives the last seen first. */
export class Faults extends Source<readonly FaultRow[]> {
  readonly #outside: Outside
  /** Longest unseen first. */
  readonly #kept = new Map<string, Kept>()

  constructor({ outside }: { readonly outside: Outside }) {
    super('ops/faults')
    this.#outside = outside
  }

  record({ service, endpoint, error, traceId }: Thrown): void {
    const at = this.#outside.now()
    const told = tell(error)
    const print = [told.name, shape(told.message), told.frame, service, endpoint].join('\0')
    const known = this.#kept.get(print)
    if (known === undefined) this.#makeRoom()
    else this.#kept.delete(print)
    const id = known?.row.id ?? createHash('sha256').update(print).digest('hex').slice(0, 16)
    const row: FaultRow = {
      id,
      name: told.name,
      message: told.message,
      at: told.frame,
      service,
      endpoint,
      count: (known?.row.count ?? 0) + 1,
      firstAt: known?.row.firstAt ?? at,
      lastAt: at,
    }
    const before = known?.occurrences.slice(0, MOST_OCCURRENCES - 1) ?? []
    const now: Occurrence = { at, message: told.message, stack: told.stack, traceId: traceId ?? null }
    this.#kept.set(print, { row, occurrences: [now, ...before] })
    this.changed()
  }

  protected show(): readonly FaultRow[] {
    return [...this.#kept.values()].map(({ row }) => row).toReversed()
  }

  detail(id: string): FaultDetail | undefined {
    for (const { row, occurrences } of this.#kept.values()) if (row.id === id) return { ...row, occurrences }
    return undefined
  }

  /** Forgets a fault, for instance because it is mended. Should it come again, it counts from one. */
  forget(id: string): { readonly done: true } | { readonly done: false; readonly why: string } {
    for (const [print, { row }] of this.#kept) {
      if (row.id !== id) continue
      this.#kept.delete(print)
      this.changed()
      return { done: true }
    }
    return { done: false, why: 'no such error is kept' }
  }

  #makeRoom(): void {
    if (this.#kept.size < MOST_FAULTS) return
    let oldest: string | undefined
    for (const [print, { row }] of this.#kept) {
      oldest ??= print
      if (row.count > 1) continue
      oldest = print
      break
    }
    if (oldest !== undefined) this.#kept.delete(oldest)
  }
}

interface Told {
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly frame: string
}

/** Text of whatever it is; what cannot be read is empty. */
function text(read: () => unknown, most: number): string {
  try {
    const value = read()
    return (typeof value === 'string' ? value : String(value)).slice(0, most)
  } catch {
    return ''
  }
}

/** The message of whatever was thrown, at most 500 characters. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? text(() => error.message, MOST_MESSAGE) : text(() => error, MOST_MESSAGE)
}

function tell(error: unknown): Told {
  const message = messageOf(error)
  if (!(error instanceof Error)) return { name: 'not an Error', message, stack: '', frame: '' }
  const own = text(() => error.stack ?? '', MOST_STACK)
  const frame = own.split('\n').find(line => /^\s+at (?!.*(?:node:|<anonymous>))/.test(line)) ?? ''
  let stack = own
  let cause: unknown = error
  for (let i = 0; i < MOST_CAUSES && cause instanceof Error; i++) {
    cause = causeOf(cause)
    if (cause === undefined) break
    const it = cause
    stack += `\ncaused by ${it instanceof Error ? text(() => it.stack ?? it.message, MOST_STACK) : messageOf(it)}`
  }
  return {
    name: text(() => error.name, 100),
    message,
    stack: stack.slice(0, MOST_STACK),
    frame: frame
      .trim()
      .replace(/^at /, '')
      .replace(/:\d+(\)?)$/, '$1'),
  }
}

function causeOf(error: Error): unknown {
  try {
    return error.cause
  } catch {
    return undefined
  }
}

/** What stays of a message when what differs from time to time is taken out: numbers, ids, what is quoted. */
function shape(message: string): string {
  return (message.split('\n', 1)[0] ?? '')
    .slice(0, 200)
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '…')
    .replaceAll(/[0-9a-f]{8,}(-[0-9a-f]{4,})*/gi, '#')
    .replaceAll(/\d+/g, '#')
}
