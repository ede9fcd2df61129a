// What stands in a record, read without the program that wrote it: whose it is and where it was opened, then its instances.
// Invariant: whatever the bytes are, there is an answer; what cannot be read is said in `trouble`, and what is missing is empty. A part that
// is written once and meant twice (a state that is its props) is there twice. Nothing of the program is run, so nothing changes.
// Reads what src/server/record.ts and src/kernel/kept.ts write. Does not know who asks.
import { parse } from 'devalue'

/** The line that stands before the snapshot. */
export interface Heading {
  /** The pattern of its page. */
  readonly pattern: string
  readonly opened: string
  readonly session: string
  /** When it was last attended, ms since 1970. */
  readonly seen: number | undefined
  /** It has ended processes, and does not go on: the reference by which its visitor knows that; '' otherwise. */
  readonly deadly: string
}

export interface Talk {
  readonly principal: unknown
  readonly root: string
  /** When its last event came. */
  readonly now: number
  /** Why; '' while it goes on. */
  readonly ended: string
  readonly parts: readonly Part[]
  readonly history: Past
}

export interface Part {
  readonly iid: string
  readonly name: string
  readonly version: number
  readonly props: unknown
  readonly state: unknown
  /** When either last changed. */
  readonly now: number
  /** How it hangs in another: `root`, `child` or `callee`. */
  readonly owner: { readonly as: string; readonly of: string; readonly over: boolean }
  readonly children: readonly string[]
  readonly calls: readonly string[]
  readonly frames: readonly Waiting[]
  readonly timers: readonly Timer[]
  readonly hears: readonly { readonly kind: string; readonly name: string; readonly event: string }[]
  /** What the visitor was told where it could not go on. */
  readonly failed: { readonly reference: string; readonly detail: string } | undefined
}

/** A handler or a flow that waits. */
export interface Waiting {
  readonly id: number
  /** '' for a flow's own body. */
  readonly event: string
  readonly payload: unknown
  readonly now: number
  readonly waits: string
  readonly journal: readonly {
    readonly ask: string
    readonly value?: unknown
    readonly error?: { readonly name: string; readonly message: string }
  }[]
}

export interface Timer {
  readonly id: number
  readonly event: string
  /** Undefined once it has fired. */
  readonly due: number | undefined
  readonly every: number | undefined
  readonly payload: unknown
}

export interface Past {
  /** The number of the present entry, and its address; '' where no component says one. */
  readonly at: number
  readonly address: string
  readonly forgotten: number
  /** Oldest first. */
  readonly back: readonly Entry[]
  /** Nearest first. */
  readonly forward: readonly Entry[]
}

export interface Entry {
  readonly at: number
  readonly address: string
  /** When it was left, ms since 1970. */
  readonly left: number
}

export interface Read {
  readonly heading: Heading | undefined
  readonly talk: Talk | undefined
  readonly trouble: string | undefined
}

type Fields = { readonly [name: string]: unknown }
const LINE = 0x0a

/** The first line alone, of a record that may be cut off behind it. */
export function headingOf(data: Uint8Array | null): Heading | undefined {
  const end = data?.indexOf(LINE) ?? -1
  if (data === null || end < 0) return undefined
  try {
    const line = fieldsOf(JSON.parse(textIn(data.subarray(0, end))))
    return {
      pattern: text(line['pattern']),
      opened: text(line['opened']),
      session: text(line['session']),
      seen: number(line['seen']),
      deadly: text(line['deadly']),
    }
  } catch {
    return undefined
  }
}

export function read(data: Uint8Array | null): Read {
  if (data === null || data.length === 0)
    return { heading: undefined, talk: undefined, trouble: 'nothing was written down yet' }
  const heading = headingOf(data)
  try {
    return {
      heading,
      talk: talkOf(valueOf(textIn(data.subarray(data.indexOf(LINE) + 1)))),
      trouble: heading === undefined ? 'it is not headed as a record' : undefined,
    }
  } catch (error) {
    return { heading, talk: undefined, trouble: error instanceof Error ? error.message : String(error) }
  }
}

/** When a timer is due next. */
export function dueIn({ parts }: Talk): number | undefined {
  const dues = parts.flatMap(({ timers }) => timers.flatMap(({ due }) => due ?? []))
  return dues.length === 0 ? undefined : Math.min(...dues)
}

function talkOf(value: unknown): Talk {
  const kept = fieldsOf(value)
  if (!Array.isArray(kept['instances'])) throw new Error('it holds no components')
  return {
    principal: kept['principal'],
    root: text(kept['root']),
    now: number(kept['now']) ?? 0,
    ended: text(fieldsOf(kept['ended'] ?? {})['why']),
    parts: kept['instances'].map(partOf),
    history: pastOf(fieldsOf(kept['history'] ?? {})),
  }
}

function partOf(value: unknown): Part {
  const kept = fieldsOf(value)
  return {
    iid: text(kept['iid']),
    name: text(kept['name']),
    version: number(kept['version']) ?? 1,
    props: kept['props'],
    state: kept['stateIsProps'] === true ? kept['props'] : kept['state'],
    now: number(kept['now']) ?? 0,
    owner: ownerOf(fieldsOf(kept['owner'] ?? { as: 'root' })),
    children: texts(kept['children']),
    calls: texts(kept['calls']),
    frames: list(kept['frames']).map(waitingOf),
    timers: list(kept['timers']).map(timerOf),
    hears: list(kept['hears']).map(each => {
      const { kind, name, event } = fieldsOf(each)
      return { kind: text(kind), name: text(name), event: text(event) }
    }),
    failed: kept['failed'] === undefined ? undefined : failedOf(fieldsOf(kept['failed'])),
  }
}

const ownerOf = ({ as, of, over }: Fields): Part['owner'] => ({
  as: text(as),
  of: text(of),
  over: over === true,
})
const failedOf = ({ reference, detail }: Fields): Part['failed'] => ({
  reference: text(reference),
  detail: text(detail),
})

function waitingOf(value: unknown): Waiting {
  const { id, event, payload, now, waits, journal } = fieldsOf(value)
  return {
    id: number(id) ?? 0,
    event: text(event),
    payload,
    now: number(now) ?? 0,
    waits: text(waits),
    journal: list(journal).map(each => {
      const { ask, value, error } = fieldsOf(each)
      if (error === undefined) return { ask: text(ask), value }
      const { name, message } = fieldsOf(error)
      return { ask: text(ask), error: { name: text(name), message: text(message) } }
    }),
  }
}

function timerOf(value: unknown): Timer {
  const { id, event, due, every, payload } = fieldsOf(value)
  return { id: number(id) ?? 0, event: text(event), due: number(due), every: number(every), payload }
}

function pastOf({ at, address, forgotten, back, forward }: Fields): Past {
  const entries = (texts: unknown): Entry[] =>
    list(texts).flatMap(each => {
      const entry = fieldsOf(typeof each === 'string' ? valueOf(each) : each)
      return [
        { at: number(entry['at']) ?? 0, address: text(entry['address']), left: number(entry['left']) ?? 0 },
      ]
    })
  return {
    at: number(at) ?? 0,
    address: text(address),
    forgotten: number(forgotten) ?? 0,
    // Written from the present on, as each says only what differs from the next.
    back: entries(back).toReversed(),
    forward: entries(forward),
  }
}

const valueOf = (written: string): unknown =>
  (written.startsWith('{') ? JSON.parse(written) : parse(written)) as unknown
const textIn = (data: Uint8Array): string => new TextDecoder().decode(data)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const texts = (value: unknown): readonly string[] => list(value).filter(each => typeof each === 'string')

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new Error('it is not written as a conversation')
  return value as Fields
}
