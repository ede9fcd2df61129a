// Caution with a conversation whose owners die: maybe an event of it is what they die of, and would end the next one, too.
// Idea: each who takes it up from a dead owner leaves a mark for the next. From the third on an owner marks which event it is about to
// deal with, one conversation of the process at a time, so that a process that is killed for another reason leaves at most one such mark.
// Invariant: of one event at most so many owners die, and then nobody goes on with the conversation.
// Does not know why processes die: a mark may lie, and three that say the same do not. Where no owner died nothing is written.
import type { Engine, Lease } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'
import type { Incoming } from './carrier.ts'
import { randomId } from './session.ts'

/** So many times in a row, each within a minute of the last, it was taken up from a dead owner until one is cautious. */
const TIMES = 2
/** Owners that were cautious and died of the same event. */
const MOST = 3
/** A mark is worth so long, ms. */
const WORTH_MS = 60_000
/** So long, ms, an owner is cautious: what nobody acknowledged is sent again by then, and what is due has fired. */
const CAUTIOUS_MS = 10_000

/** What an owner leaves to the next one. */
interface Marks {
  /** How often in a row it was taken up. */
  readonly times: number
  /** The event that owners died of. */
  readonly deaths?: { readonly of: string; readonly n: number }
  /** The one that is being dealt with. */
  readonly trying?: string
}

/** One at a time. */
export class Trials {
  #last: Promise<unknown> = Promise.resolve()

  next<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work)
    this.#last = next.catch(() => {})
    return next
  }
}

/** The same for an event that is sent, or fires, again. */
export function nameOf(event: Incoming): string {
  const { kind } = event
  if ('n' in event) return `${kind} ${event.n}`
  if ('timer' in event) return `${kind} ${event.iid} ${event.timer}`
  return 'iid' in event ? `${kind} ${event.iid}` : kind
}

/** What the owner that died left, and the mark of the one that has that lease now. Undefined: nobody is to go on with it. */
export async function waryOf(engine: Engine, { cid, epoch }: Lease, now: number): Promise<Wary | undefined> {
  const left = await engine.pop(keyOf(cid, epoch - 1), randomId()).catch(() => null)
  const { times, deaths: before, trying } = left === null ? { times: 0 } : read(left)
  const deaths =
    trying === undefined ? undefined : { of: trying, n: before?.of === trying ? before.n + 1 : 1 }
  if (deaths !== undefined && deaths.n >= MOST) return undefined
  const wary = new Wary(engine, keyOf(cid, epoch), { times: times + 1, ...(deaths && { deaths }) }, now)
  await wary.mark()
  return wary
}

export class Wary {
  readonly #engine: Engine
  readonly #key: string
  readonly #marks: Marks
  readonly #until: number

  constructor(engine: Engine, key: string, marks: Marks, now: number) {
    this.#engine = engine
    this.#key = key
    this.#marks = marks
    this.#until = now + CAUTIOUS_MS
  }

  isCautious(now: number): boolean {
    return this.#marks.times >= TIMES && now < this.#until
  }

  /** Does it, which takes no time but its own, between two marks. */
  async try<T>(event: string, trials: Trials, work: () => T): Promise<T> {
    return trials.next(async () => {
      await this.mark(event)
      try {
        return work()
      } finally {
        void this.mark()
      }
    })
  }

  /** That nobody can be warned is no reason not to go on. */
  mark(trying?: string): Promise<void> {
    const marks: Marks = { ...this.#marks, ...(trying !== undefined && { trying }) }
    return this.#engine
      .put(this.#key, new TextEncoder().encode(JSON.stringify(marks)), WORTH_MS)
      .catch(() => {})
  }
}

const keyOf = (cid: string, epoch: number): string => `owner ${cid} ${epoch}`
const read = (bytes: Uint8Array): Marks => JSON.parse(new TextDecoder().decode(bytes)) as Marks

export const deadly = (pattern: string): ReparteeError =>
  new ReparteeError('deadly', {
    what: `A conversation of the page ${pattern} has ended ${TIMES + MOST} processes, and does not go on`,
    expected: 'events after which the process is still there',
    got: 'one after which it was gone, time and again',
    try: 'look at the conversation (npx repartee inspect), and into the log of the processes that died',
  })
