// Some caution with a conversation whose owner died: maybe an event of it did that, and would do it again, here and everywhere.
// Invariant: while it is on, it is written down before each event which one is tried, so whoever comes next knows what its owner died of;
// one event has ended so many processes at most, the first of which was not wary.
// Does not know why processes die: one that was killed just then counts as well, so a single time means nothing.
import { ReparteeError } from '../errors/index.ts'
import type { Incoming } from './carrier.ts'
import type { Deaths, Left } from './record.ts'

/** Deaths of one event that were watched for before a conversation goes no further. */
const MOST = 2
/** So long after it was taken up, ms. */
const WARY_MS = 60_000

type Marks = Pick<Left, 'deaths' | 'trying'>

/** Processes that are known to have died lately while they dealt with the same event of it. */
export function deathsOf({ deaths, trying }: Marks, isFromDead: boolean): Deaths | undefined {
  if (!isFromDead || trying === undefined) return deaths
  return { of: trying, n: deaths?.of === trying ? deaths.n + 1 : 1 }
}

export const isDeadly = (deaths: Deaths | undefined): boolean => deaths !== undefined && deaths.n >= MOST

/** The same for an event that is sent, or fires, again. */
export function nameOf(event: Incoming): string {
  const { kind } = event
  if ('n' in event) return `${kind} ${event.n}`
  if ('timer' in event) return `${kind} ${event.iid} ${event.timer}`
  return 'iid' in event ? `${kind} ${event.iid}` : kind
}

export class Wary {
  readonly #deaths: Deaths | undefined
  readonly #until: number

  constructor(deaths: Deaths | undefined, now: number) {
    this.#deaths = deaths
    this.#until = now + WARY_MS
  }

  isOn(now: number): boolean {
    return now < this.#until
  }

  /** What is written down, `trying` before an event. */
  marks(now: number, trying?: string): Marks {
    if (!this.isOn(now)) return {}
    return { ...(this.#deaths && { deaths: this.#deaths }), ...(trying !== undefined && { trying }) }
  }
}

export const deadly = (pattern: string): ReparteeError =>
  new ReparteeError('deadly', {
    what: `A conversation of the page ${pattern} has ended ${MOST + 1} processes, and does not go on`,
    expected: 'events after which the process is still there',
    got: 'one after which it was gone, time and again',
    try: 'look in its record at what it was about to do (npx repartee inspect), and in the log of the processes that died',
  })
