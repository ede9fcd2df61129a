// Token buckets under one rule, by key.
// Idea: a meter counts the tokens that have come since the beginning, for everybody alike. A bucket is one number: the meter's
// reading at which it will be full. So changing the rule changes how fast the meter runs and nothing else, whatever the number of
// buckets; saving the same rule changes nothing; and a bucket that the meter has passed is full and need not be kept.
// Where the burst shrinks the meter leaps by the difference: who had more tokens than the new burst is full, everybody else keeps
// his. Where it grows everybody has the difference at once.
// Invariant: a bucket's number is never ahead of the meter by more than the burst. Does not know names, overrides or clocks.
//
// The keys are spread over shelves, so that a growing table of keys is never moved as a whole within one request.
import type { Rule } from './limit.ts'
import { Shelf } from './shelf.ts'

/** Whether a request may go on. */
export interface Verdict {
  readonly ok: boolean
  /** How long until it may, if nobody else takes tokens of that key; whole ms, 0 where it may now. */
  readonly retryMs: number
  /** How many further requests of cost 1 may come at once. */
  readonly remaining: number
}

/** A power of two. */
const SHELVES = 32
/** Tokens are counted in fractions that cannot be exact. */
const SLACK = 1e-6

export class Buckets {
  readonly #most: number
  readonly #shelves: (Shelf | undefined)[] = Array.from({ length: SHELVES })
  #rule: Rule
  /** The meter's reading at that time; since then it runs by the rule. */
  #reading: number = 0
  #since: number

  /**
   * @param now As all times here: ms that never run backwards.
   * @param most How many of the latest keys are remembered at least, about; at most twice as many are held.
   */
  constructor(rule: Rule, now: number, most: number) {
    this.#rule = rule
    this.#since = now
    // Keys never spread quite evenly.
    this.#most = Math.ceil((most * 1.1) / SHELVES)
  }

  /** How many buckets are held. */
  get size(): number {
    return this.#shelves.reduce((sum, shelf) => sum + (shelf?.size ?? 0), 0)
  }

  /** Another rule from then on, for all buckets. */
  change(rule: Rule, now: number): void {
    this.#reading = this.#meter(now) + Math.max(0, this.#rule.burst - rule.burst)
    this.#since = now
    this.#rule = rule
  }

  /** Takes `cost` tokens, if they are there. A cost above the burst takes a whole burst. */
  take(key: string, cost: number, now: number): Verdict {
    const meter = this.#meter(now)
    const { burst, perMs } = this.#rule
    const shelf = (this.#shelves[spread(key)] ??= new Shelf(this.#most))
    const full = Math.max(meter, shelf.find(key))
    const left = meter + burst - full
    const after = left - Math.min(cost, burst)
    if (after >= -SLACK) {
      if (cost > 0) shelf.write(key, meter + burst - after, meter)
      return { ok: true, retryMs: 0, remaining: Math.floor(Math.max(0, after) + SLACK) }
    }
    // Who keeps knocking is not to be forgotten for it.
    if (shelf.ages) shelf.write(key, full, meter)
    return { ok: false, retryMs: Math.ceil(-after / perMs - SLACK), remaining: Math.floor(left + SLACK) }
  }

  /** What `take` would answer to a cost of 1; takes nothing. */
  look(key: string, now: number): Verdict {
    const meter = this.#meter(now)
    const full = Math.max(meter, this.#shelves[spread(key)]?.find(key) ?? meter)
    const left = meter + this.#rule.burst - full
    const ok = left >= 1 - SLACK
    return {
      ok,
      retryMs: ok ? 0 : Math.ceil((1 - left) / this.#rule.perMs - SLACK),
      remaining: Math.floor(left + SLACK),
    }
  }

  /** Fills the bucket of that key. Whether it was not full. */
  fill(key: string, now: number): boolean {
    const meter = this.#meter(now)
    const shelf = this.#shelves[spread(key)]
    if (shelf === undefined || shelf.find(key) <= meter) return false
    shelf.write(key, meter, meter)
    return true
  }

  /** Fills them all. */
  fillAll(): void {
    this.#shelves.fill(undefined)
  }

  /** Lets go of buckets that have long been full. Its cost does not depend on their number. */
  sweep(now: number): void {
    const meter = this.#meter(now)
    for (const shelf of this.#shelves) shelf?.sweep(meter)
  }

  #meter(now: number): number {
    return this.#reading + (now - this.#since) * this.#rule.perMs
  }
}

/** Which shelf: by the last few characters, where addresses and ids differ most. */
function spread(key: string): number {
  let hash = key.length
  for (let i = Math.max(0, key.length - 8); i < key.length; i++)
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x9e3779b1)
  return (hash ^ (hash >>> 15)) & (SHELVES - 1)
}
