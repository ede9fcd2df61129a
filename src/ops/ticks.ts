// The times of one schedule as they come due on a wall clock that may stand still, jump ahead or be set back.
// Idea: due are the times since the last look. The newest of them that is hardly late is on time; what is older was missed.
// Invariant: no time is given out twice, whatever the clock does: what was given out is remembered as a few ranges, so that a clock
// that was wrong for a while and is corrected makes nothing run again, and silences nothing that has not run.
// Does not wait, run or know what a cron is.
import type { Schedule } from './schedule.ts'

/** How late a time may be noticed and still count as on time, ms. */
export const LATE_MS = 5_000
/** Times missed at once are counted up to here. */
export const MOST_COUNTED = 100
/** Stretches of times given out that are remembered: one begins with each jump of the clock, and after each standstill. */
const STRETCHES = 64

export interface Due {
  /** The time that came on time; of several the newest. */
  readonly onTime: number | undefined
  /** The first time that came too late, if nothing came on time. */
  readonly late: number | undefined
  /** How many times went by without being given out as `onTime`; counted to a hundred. */
  readonly missed: number
}

interface Stretch {
  readonly from: number
  to: number
}

export class Ticks {
  readonly #schedule: Schedule
  readonly #given: Stretch[] = []
  #unbroken: boolean = false
  #next: number | undefined

  constructor(schedule: Schedule) {
    this.#schedule = schedule
  }

  /** When the next one comes, epoch ms; undefined before the first `plan`. */
  get next(): number | undefined {
    return this.#next
  }

  /** Begins afresh at that time: what lies before is neither due nor missed. For the beginning, and for clocks set back. */
  plan(now: number): void {
    this.#unbroken = false
    this.#next = this.#upcoming(now)
  }

  /** Forgets the next one, as while paused. What was given out stays so. */
  rest(): void {
    this.#next = undefined
  }

  /** What came due since the last look; undefined if nothing did. */
  look(now: number): Due | undefined {
    const first = this.#next
    if (first === undefined || first > now) return undefined
    const steady = first > now - LATE_MS
    // Not from `first`: a week of seconds would have to be gone through.
    const fresh = steady ? first : this.#upcoming(now - LATE_MS)
    const onTime = fresh === undefined || fresh > now ? undefined : this.#newest(fresh, now)
    const missed = this.#count(first, onTime ?? now + 1)
    this.#give(onTime ?? first, steady)
    this.#unbroken = onTime !== undefined
    this.#next = this.#upcoming(now)
    return { onTime, late: onTime === undefined ? first : undefined, missed }
  }

  #newest(from: number, now: number): number {
    let newest = from
    for (let next = this.#upcoming(from); next !== undefined && next <= now; next = this.#upcoming(next))
      newest = next
    return newest
  }

  #count(from: number, before: number): number {
    let count = 0
    for (let at: number | undefined = from; at !== undefined && at < before; at = this.#upcoming(at))
      if (++count === MOST_COUNTED) break
    return count
  }

  #give(at: number, steady: boolean): void {
    const last = this.#given.at(-1)
    if (last !== undefined && this.#unbroken && steady) last.to = at
    else this.#given.push({ from: at, to: at })
    if (this.#given.length > STRETCHES) this.#given.shift()
  }

  /** The first after that time that was not given out. */
  #upcoming(after: number): number | undefined {
    for (let from = after; ;) {
      const at = this.#schedule.after(from)
      const stretch = at === undefined ? undefined : this.#given.find(one => at >= one.from && at <= one.to)
      if (stretch === undefined) return at
      from = stretch.to
    }
  }
}
