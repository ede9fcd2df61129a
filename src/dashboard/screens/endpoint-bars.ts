// Latencies as bars: the buckets of a histogram, gathered to as many as a person can tell apart.
// Invariant: each bar is as wide as the next on a scale that doubles; a bucket counts where it begins, so none counts twice.
// Does not know how they are drawn.
import type { Bucket } from 'repartee/ops'

export interface Bar {
  /** Ms. */
  readonly from: number
  readonly to: number
  readonly count: number
}

export interface Bars {
  readonly bars: readonly Bar[]
  readonly most: number
  readonly count: number
  /** How many of them it takes until latencies are twice as long. */
  readonly perDoubling: number
}

const MOST_BARS = 40
/** Nothing shorter is told apart, ms. */
const SHORTEST_MS = 0.001
/** From here on buckets are so fine that sixteen bars to a doubling are all met, ms. */
const FINE_MS = 0.064

export function barsOf(buckets: readonly Bucket[]): Bars | undefined {
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (first === undefined || last === undefined) return undefined
  // So many bars to a doubling as fit; what is very short is kept in few buckets, and more bars would only be empty.
  let per = first.fromMs < FINE_MS ? 4 : 16
  const at = (ms: number): number =>
    Math.floor(Math.log2(Math.max(SHORTEST_MS, ms) / SHORTEST_MS) * per + 1e-9)
  while (per > 1 && at(last.fromMs) - at(first.fromMs) >= MOST_BARS) per /= 2
  const low = at(first.fromMs)
  const counts = Array.from({ length: at(last.fromMs) - low + 1 }, () => 0)
  for (const { fromMs, count } of buckets) counts[at(fromMs) - low] = (counts[at(fromMs) - low] ?? 0) + count
  const edge = (i: number): number => SHORTEST_MS * 2 ** ((low + i) / per)
  return {
    bars: counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count })),
    most: Math.max(...counts),
    count: counts.reduce((sum, count) => sum + count, 0),
    perDoubling: per,
  }
}
