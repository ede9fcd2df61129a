// A map whose entries are forgotten when their time is over, by one native timer for all of them.
// Invariant: an entry past its time is never returned; and it does not stay until somebody asks either.
// Does not know what it holds.

export interface Clock {
  now(): number
  /** Calls `fire` at that time, ms since 1970, and returns a cancel. */
  setTimer(atMs: number, fire: () => void): () => void
}

/** How much later than due an entry may be swept, ms: many that expire close together are swept at once. */
const SLACK = 1000

export class Expiring<V> {
  readonly #clock: Clock
  readonly #entries = new Map<string, { value: V; until: number }>()
  #cancel: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  set(key: string, value: V, ttlMs: number): void {
    this.#entries.set(key, { value, until: this.#clock.now() + ttlMs })
    if (this.#cancel === undefined) this.#sweepAt(this.#clock.now() + ttlMs)
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.until > this.#clock.now()) return entry.value
    this.delete(key)
    return undefined
  }

  delete(key: string): void {
    this.#entries.delete(key)
    if (this.#entries.size === 0) this.#rest()
  }

  /** Those that are not past their time. */
  *entries(): Generator<readonly [string, V]> {
    const now = this.#clock.now()
    for (const [key, { value, until }] of this.#entries) if (until > now) yield [key, value]
  }

  clear(): void {
    this.#entries.clear()
    this.#rest()
  }

  #rest(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #sweepAt(at: number): void {
    this.#cancel = this.#clock.setTimer(at + SLACK, () => this.#sweep())
  }

  #sweep(): void {
    this.#cancel = undefined
    const now = this.#clock.now()
    let next = Infinity
    for (const [key, { until }] of this.#entries) {
      if (until <= now) this.#entries.delete(key)
      else if (until < next) next = until
    }
    if (next !== Infinity) this.#sweepAt(next)
  }
}
