// Some caution with a conversation whose owner died: maybe an event of it did that, and would do it again, here and everywhere.
// Invariant: while it is on, it is written down before each event that one is tried, so whoever comes next knows what its owner died of;
// an event has ended so many processes at most, the first of which was not wary.
// Does not know why processes die: one that was killed just then counts as well, so a single time means nothing.
import { ReparteeError } from '../errors/index.ts'
import type { Left } from './record.ts'

/** Deaths that were watched for before a conversation goes no further. */
const MOST = 2
/** So long after it was taken up, ms. */
const WARY_MS = 60_000

type Marks = Pick<Left, 'deaths' | 'trying'>

/** Times that a process is known to have died while it dealt with an event of it, lately. */
export const deathsOf = ({ deaths = 0, trying = false }: Marks, isFromDead: boolean): number =>
  deaths + (isFromDead && trying ? 1 : 0)

export const isDeadly = (deaths: number): boolean => deaths >= MOST

export class Wary {
  readonly #deaths: number
  readonly #until: number

  constructor(deaths: number, now: number) {
    this.#deaths = deaths
    this.#until = now + WARY_MS
  }

  isOn(now: number): boolean {
    return now < this.#until
  }

  /** What is written down before an event, and else. */
  marks(now: number, trying = false): Marks {
    if (!this.isOn(now)) return {}
    return { ...(this.#deaths > 0 && { deaths: this.#deaths }), ...(trying && { trying }) }
  }
}

export const deadly = (pattern: string): ReparteeError =>
  new ReparteeError('deadly', {
    what: `A conversation of the page ${pattern} has ended ${MOST + 1} processes, and does not go on`,
    expected: 'events after which the process is still there',
    got: 'one after which it was gone, time and again',
    try: 'look in its record at what it was about to do (npx repartee inspect), and in the log of the processes that died',
  })
