// What happened in each of the last seconds, as values that lie one second apart: what charts and small lines are drawn from.
// Invariant: the second that runs is left out, so values change once a second, whatever happens in it; before the program began, and
// in seconds without a latency, there is no value rather than a zero.
// Does not know charts.
import type { HistoryPoint, ProcessSample } from 'repartee/ops'
import type { Lines } from './lines.ts'

/** How many seconds are looked back: five minutes. */
export const SECONDS = 300

export interface Second {
  /** When it began, epoch ms. */
  readonly at: number
  /** Undefined before the program began; else what ended in it, perhaps nothing. */
  readonly point: Pick<HistoryPoint, 'count' | 'errors' | 'p50' | 'p95' | 'p99'> | undefined
}

const NOTHING = { count: 0, errors: 0, p50: 0, p95: 0, p99: 0 }

/** The last `many` whole seconds before `now`, ascending. `points` are those in which something ended, ascending. */
export function secondsOf(
  points: readonly HistoryPoint[],
  now: number,
  startedAt: number = 0,
  many: number = SECONDS,
): readonly Second[] {
  const past = points.filter(({ at }) => at <= now)
  // Seconds are those of the points' clock: any of them says where they begin.
  const some = past.at(-1)?.at ?? Math.floor(now / 1000) * 1000
  const running = some + Math.max(0, Math.floor((now - some) / 1000)) * 1000
  const from = running - many * 1000
  const all: Second[] = Array.from({ length: many }, (_, i) => {
    const at = from + i * 1000
    return { at, point: at + 1000 <= startedAt ? undefined : NOTHING }
  })
  for (const point of past) {
    const i = Math.round((point.at - from) / 1000)
    const second = all[i]
    if (second !== undefined) all[i] = { at: second.at, point }
  }
  return all
}

/** Three digits say what a line can show, and travel cheaper. */
const short = (value: number): number => Number(value.toPrecision(3))

const timesOf = (seconds: readonly Second[]): Lines['times'] => ({
  from: Math.round((seconds[0]?.at ?? 0) / 1000),
  every: 1,
})

/** Requests and errors per second. */
export function trafficOf(seconds: readonly Second[]): Lines {
  return {
    times: timesOf(seconds),
    unit: '/s',
    lines: [
      {
        name: 'Requests',
        tone: '--info',
        values: seconds.map(({ point }) => point?.count ?? null),
        fill: true,
      },
      {
        name: 'Errors',
        tone: '--bad',
        values: seconds.map(({ point }) => point?.errors ?? null),
        fill: true,
      },
    ],
  }
}

/** Latency quantiles. */
export function latencyOf(seconds: readonly Second[]): Lines {
  const values = (rank: 'p50' | 'p95' | 'p99'): (number | null)[] =>
    seconds.map(({ point }) => (point === undefined || point.p99 === 0 ? null : short(point[rank])))
  return {
    times: timesOf(seconds),
    unit: ' ms',
    lines: [
      { name: 'p50', tone: '--good', values: values('p50') },
      { name: 'p95', tone: '--info', values: values('p95') },
      { name: 'p99', tone: '--warn', values: values('p99') },
    ],
  }
}

/** The last whole minute of seconds, in as many sums as asked for, for a small line. Sums begin at the same moments until one is over. */
export function sums(seconds: readonly Second[], each: number, of: 'count' | 'errors'): readonly number[] {
  const made: number[] = []
  const last = seconds.at(-1)
  if (last === undefined) return made
  // Bounds between sums lie at whole multiples of their length, else each second would change all of them.
  const spare = (Math.round(last.at / 1000) + 1) % each
  for (let end = seconds.length - spare; end - each >= 0; end -= each)
    made.unshift(seconds.slice(end - each, end).reduce((sum, { point }) => sum + (point?.[of] ?? 0), 0))
  return made
}

/** One figure of the process in each second of the last minute. */
export function minuteOf(
  samples: readonly ProcessSample[],
  now: number,
  of: Exclude<keyof ProcessSample, 'at'>,
): readonly number[] {
  return samples
    .filter(({ at }) => at <= now && at > now - 61_000)
    .slice(-60)
    .map(sample => short(sample[of]))
}
