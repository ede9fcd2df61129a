// Token buckets: how often somebody may do something, with a burst for those who were quiet before.
// Invariant: whoever is not remembered has a full bucket, so forgetting is never to anybody's harm; how many are remembered is
// bounded. Reads no clock.
// Does not know who asks for what.

export class Bucket {
  #left: number
  #at: number

  constructor(burst: number, now: number) {
    this.#left = burst
    this.#at = now
  }

  /** Takes one; how many seconds too early that is, and 0 if it is not. */
  take(now: number, perSecond: number, burst: number): number {
    // A clock that was set back gives nothing.
    const gained = (Math.max(0, now - this.#at) / 1000) * perSecond
    this.#left = Math.min(burst, this.#left + gained)
    this.#at = now
    if (this.#left < 1) return (1 - this.#left) / perSecond
    this.#left--
    return 0
  }
}

export class Buckets {
  readonly #perSecond: number
  readonly #burst: number
  readonly #most: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(perSecond: number, burst: number, most: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#most = most
  }

  get size(): number {
    return this.#buckets.size
  }

  take(key: string, now: number): number {
    let bucket = this.#buckets.get(key)
    if (bucket === undefined) {
      // Those that came first have had the most time to fill up again.
      if (this.#buckets.size >= this.#most)
        for (const first of this.#buckets.keys()) {
          this.#buckets.delete(first)
          break
        }
      bucket = new Bucket(this.#burst, now)
      this.#buckets.set(key, bucket)
    }
    return bucket.take(now, this.#perSecond, this.#burst)
  }
}
