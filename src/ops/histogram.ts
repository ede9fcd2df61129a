// Latencies, counted in buckets that grow with them: 32 to each doubling.
// Invariant: a quantile is at most 1/64 (1.6 %) off the recorded value at that rank, from 1 us to an hour; an hour is the most it
// can tell. What is shorter than 64 us is told to the microsecond. Memory follows the longest latency: 2 kB reach one second.

/** 32 buckets to each doubling. */
const BITS = 5
const LINEAR = 2 ** (BITS + 1)
/** One hour in microseconds. */
const MOST_US = 3_600_000_000

/** The bucket of a latency in whole microseconds. */
function bucketOf(us: number): number {
  if (us < LINEAR) return us
  const shift = 31 - Math.clz32(us) - BITS
  return (shift << BITS) + (us >>> shift)
}

/** The lowest latency of a bucket, in microseconds. */
function lowest(bucket: number): number {
  if (bucket < LINEAR) return bucket
  const shift = (bucket >> BITS) - 1
  return ((bucket & (2 ** BITS - 1)) + 2 ** BITS) * 2 ** shift
}

/** The middle of a bucket in ms: no latency in it is further off than half its width. */
const middle = (bucket: number): number =>
  (bucket < LINEAR ? bucket : (lowest(bucket) + lowest(bucket + 1) - 1) / 2) / 1000

/** One bucket that is not empty. */
export interface Bucket {
  /** The least latency in it, ms. */
  readonly fromMs: number
  /** The first latency that is too long for it, ms. */
  readonly toMs: number
  readonly count: number
}

export class Histogram {
  #counts = new Uint32Array(LINEAR * 2)
  #low = Number.MAX_SAFE_INTEGER
  #high = -1
  #count = 0

  /** How many latencies were recorded. */
  get count(): number {
    return this.#count
  }

  /** Less than nothing counts as nothing, more than an hour as an hour. */
  record(ms: number, times: number = 1): void {
    const us = ms > 0 ? Math.min(MOST_US, Math.round(ms * 1000)) : 0
    const bucket = bucketOf(us)
    this.#reach(bucket)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + times
    if (bucket < this.#low) this.#low = bucket
    if (bucket > this.#high) this.#high = bucket
    this.#count += times
  }

  /** Adds what another one has recorded. */
  add(other: Histogram): void {
    if (other.#count === 0) return
    this.#reach(other.#high)
    const [mine, theirs] = [this.#counts, other.#counts]
    for (let i = other.#low; i <= other.#high; i++) mine[i] = (mine[i] ?? 0) + (theirs[i] ?? 0)
    this.#low = Math.min(this.#low, other.#low)
    this.#high = Math.max(this.#high, other.#high)
    this.#count += other.#count
  }

  /** Forgets everything and keeps the room. */
  clear(): void {
    if (this.#count === 0) return
    this.#counts.fill(0, this.#low, this.#high + 1)
    this.#low = Number.MAX_SAFE_INTEGER
    this.#high = -1
    this.#count = 0
  }

  /** The latencies in ms at these ranks, each from 0 to 1 and in ascending order. All 0 where nothing was recorded. */
  quantiles(ranks: readonly number[]): number[] {
    return Histogram.quantiles([this], ranks)
  }

  /** Those of several histograms taken together. */
  static quantiles(of: readonly Histogram[], ranks: readonly number[]): number[] {
    let [low, high, count] = [Number.MAX_SAFE_INTEGER, -1, 0]
    for (const one of of) {
      low = Math.min(low, one.#low)
      high = Math.max(high, one.#high)
      count += one.#count
    }
    if (count === 0) return ranks.map(() => 0)
    let [bucket, seen] = [low - 1, 0]
    return ranks.map(rank => {
      const wanted = Math.max(1, Math.ceil(rank * count))
      while (seen < wanted && bucket < high) {
        bucket++
        for (const one of of) seen += one.#counts[bucket] ?? 0
      }
      return middle(bucket)
    })
  }

  /** The buckets that hold something, ascending. */
  buckets(): Bucket[] {
    const all: Bucket[] = []
    for (let i = this.#low; i <= this.#high; i++) {
      const count = this.#counts[i] ?? 0
      if (count > 0) all.push({ fromMs: lowest(i) / 1000, toMs: lowest(i + 1) / 1000, count })
    }
    return all
  }

  #reach(bucket: number): void {
    if (bucket < this.#counts.length) return
    const grown = new Uint32Array((Math.floor(bucket / 32) + 1) * 32)
    grown.set(this.#counts)
    this.#counts = grown
  }
}
