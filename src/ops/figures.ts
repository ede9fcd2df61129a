// The figures of one endpoint, one edge or the whole program: how often, how fast, how well; now, lately and ever.
// Invariant: recording is a handful of additions and no timer; whatever is of a time that has passed is tidied away by whoever
// records or looks next. A second's latencies are counted once, and added to the minute's and to all when the second is over.
// Memory: about 14 kB. Knows no names and no wall clock: seconds are whole ones of a clock that never runs backwards.
import { Histogram, type Bucket } from './histogram.ts'
import type { Counts, Ended, Point, Summary } from './summary.ts'

/** Seconds that `history` reaches back. */
export const HISTORY_SECONDS = 300
/** Seconds that `perSecond` is taken over. */
const RATE_SECONDS = 10
/** Quantiles are of the last one to two of these. */
const WINDOW_SECONDS = 60
const RANKS = [0.5, 0.95, 0.99] as const

/** Upper bounds, in seconds, of the buckets that are kept exactly and for ever, for those who scrape. */
export const BOUNDS_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]

export class Figures {
  readonly #born: number
  #count = 0
  #errors = 0
  #aborted = 0
  #bytes = 0
  #timed = 0
  #sumMs = 0
  #maxMs = 0
  readonly #classes = [0, 0, 0, 0, 0, 0]
  readonly #bounded: number[] = Array.from({ length: BOUNDS_SECONDS.length + 1 }, () => 0)

  // The second that runs, then the minute that runs and the one before it, then everything before this second.
  #second: number
  #last = 0
  #window: number
  readonly #now = new Histogram()
  #minute = new Histogram()
  #former = new Histogram()
  readonly #all = new Histogram()

  readonly #at = new Int32Array(HISTORY_SECONDS).fill(-1)
  readonly #counts = new Uint32Array(HISTORY_SECONDS)
  readonly #failures = new Uint32Array(HISTORY_SECONDS)
  readonly #quantiles = new Float32Array(HISTORY_SECONDS * RANKS.length)

  /** `ticks` is the time, ms, as with all methods: it never runs backwards. */
  constructor(ticks: number) {
    this.#born = ticks
    this.#second = Math.floor(ticks / 1000)
    this.#window = Math.floor(this.#second / WINDOW_SECONDS)
  }

  /** How much has ended so far. It tells whether anything has changed. */
  get count(): number {
    return this.#count
  }

  get sumMs(): number {
    return this.#sumMs
  }

  get timed(): number {
    return this.#timed
  }

  /** How many took at most so long: one more than `BOUNDS_SECONDS`, each with those before it. */
  cumulative(): number[] {
    let sum = 0
    return this.#bounded.map(count => (sum += count))
  }

  record(ticks: number, ended: Ended): void {
    this.#advance(ticks)
    const slot = this.#second % HISTORY_SECONDS
    if (this.#at[slot] !== this.#second) {
      this.#at[slot] = this.#second
      this.#counts[slot] = 0
      this.#failures[slot] = 0
      this.#quantiles.fill(0, slot * RANKS.length, (slot + 1) * RANKS.length)
    }
    this.#last = this.#second
    this.#count++
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1
    if (ended.failed) {
      this.#errors++
      this.#failures[slot] = (this.#failures[slot] ?? 0) + 1
    }
    const { status, ms } = ended
    if (status === 499) this.#aborted++
    this.#bytes += ended.bytes
    const kind = status === undefined ? 5 : Math.min(4, Math.max(0, Math.floor(status / 100) - 1))
    this.#classes[kind] = (this.#classes[kind] ?? 0) + 1
    if (ms === undefined) return
    this.#timed++
    this.#sumMs += ms
    if (ms > this.#maxMs) this.#maxMs = ms
    this.#now.record(ms)
    let bound = 0
    while (bound < BOUNDS_SECONDS.length && ms > (BOUNDS_SECONDS[bound] ?? 0) * 1000) bound++
    this.#bounded[bound] = (this.#bounded[bound] ?? 0) + 1
  }

  counts(): Counts {
    const [c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, none = 0] = this.#classes
    return {
      count: this.#count,
      errors: this.#errors,
      aborted: this.#aborted,
      bytes: this.#bytes,
      status: { '1xx': c1, '2xx': c2, '3xx': c3, '4xx': c4, '5xx': c5, none },
    }
  }

  summary(ticks: number): Summary {
    this.#advance(ticks)
    const lately = this.#since(RATE_SECONDS)
    const minute = this.#since(60)
    const [p50 = 0, p95 = 0, p99 = 0] = Histogram.quantiles(this.#recent(), RANKS)
    // The second that runs counts as far as it has run; who was born within the span has no longer one.
    const span = Math.min(RATE_SECONDS - 1 + (ticks / 1000 - this.#second), (ticks - this.#born) / 1000)
    return {
      ...this.counts(),
      perSecond: lately.count / Math.max(1, span),
      lastMinute: minute.count,
      errorsLastMinute: minute.errors,
      p50,
      p95,
      p99,
      mean: this.#timed === 0 ? 0 : this.#sumMs / this.#timed,
      max: this.#maxMs,
    }
  }

  /** Seconds of the last five minutes in which something ended, ascending. */
  history(ticks: number): Point[] {
    this.#advance(ticks)
    const points: Point[] = []
    for (let second = Math.max(0, this.#second - HISTORY_SECONDS + 1); second <= this.#second; second++) {
      const slot = second % HISTORY_SECONDS
      if (this.#at[slot] !== second) continue
      const running = second === this.#second ? this.#now.quantiles(RANKS) : undefined
      const quantile = (i: number): number => running?.[i] ?? this.#quantiles[slot * RANKS.length + i] ?? 0
      const [count, errors] = [this.#counts[slot] ?? 0, this.#failures[slot] ?? 0]
      points.push({ second, count, errors, p50: quantile(0), p95: quantile(1), p99: quantile(2) })
    }
    return points
  }

  /** Everything that was ever timed. */
  buckets(): Bucket[] {
    return together([this.#all, this.#now])
  }

  /** What the quantiles of `summary` are taken of. */
  recent(ticks: number): Bucket[] {
    this.#advance(ticks)
    return together(this.#recent())
  }

  /** Whether figures over a span still move by time alone: something ended in the last two minutes. */
  settling(ticks: number): boolean {
    return this.#count > 0 && Math.floor(ticks / 1000) - this.#last <= 2 * WINDOW_SECONDS
  }

  #advance(ticks: number): void {
    const second = Math.floor(ticks / 1000)
    if (second <= this.#second) return
    if (this.#now.count > 0) {
      const slot = (this.#second % HISTORY_SECONDS) * RANKS.length
      this.#quantiles.set(this.#now.quantiles(RANKS), slot)
      this.#minute.add(this.#now)
      this.#all.add(this.#now)
      this.#now.clear()
    }
    const window = Math.floor(second / WINDOW_SECONDS)
    if (window > this.#window) {
      const over = this.#former
      over.clear()
      this.#former = this.#minute
      this.#minute = over
      if (window > this.#window + 1) this.#former.clear()
      this.#window = window
    }
    this.#second = second
  }

  #since(seconds: number): { readonly count: number; readonly errors: number } {
    let [count, errors] = [0, 0]
    for (let second = Math.max(0, this.#second - seconds + 1); second <= this.#second; second++) {
      const slot = second % HISTORY_SECONDS
      if (this.#at[slot] !== second) continue
      count += this.#counts[slot] ?? 0
      errors += this.#failures[slot] ?? 0
    }
    return { count, errors }
  }

  #recent(): readonly Histogram[] {
    const recent = [this.#former, this.#minute, this.#now]
    return recent.some(({ count }) => count > 0) ? recent : [this.#all]
  }
}

function together(of: readonly Histogram[]): Bucket[] {
  const all = new Histogram()
  for (const one of of) all.add(one)
  return all.buckets()
}
