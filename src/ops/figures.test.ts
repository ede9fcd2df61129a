import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOUNDS_SECONDS, Figures, HISTORY_SECONDS } from './figures.ts'

const ended = (ms: number | undefined, failed = false, status: number | null = 200) => ({
  ms,
  failed,
  status: status ?? undefined,
  bytes: 10,
})

describe('figures', () => {
  it('agree with counting by hand, whenever one looks', () => {
    const event = fc.record({
      after: fc.oneof(fc.nat(40_000), fc.nat(400_000)),
      ms: fc.double({ min: 0.1, max: 90_000, noNaN: true }),
      failed: fc.boolean(),
      look: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.nat(100_000), (events, begin) => {
        const figures = new Figures(begin)
        let ticks = begin
        const all: Array<{ second: number; ms: number; failed: boolean }> = []
        const check = (): void => {
          const second = Math.floor(ticks / 1000)
          const within = (seconds: number) => all.filter(one => one.second > second - seconds)
          const sum = figures.summary(ticks)
          expect(sum.count).toBe(all.length)
          expect(sum.lastMinute).toBe(within(60).length)
          expect(sum.errorsLastMinute).toBe(within(60).filter(one => one.failed).length)
          const span = Math.max(1, Math.min(9 + ticks / 1000 - second, (ticks - begin) / 1000))
          expect(sum.perSecond).toBeCloseTo(within(10).length / span, 9)
          // Of this minute and the one before, else of everything.
          const window = Math.floor(second / 60) - 1
          const recent = all.filter(one => Math.floor(one.second / 60) >= window)
          const sorted = (recent.length > 0 ? recent : all).map(one => one.ms).toSorted((a, b) => a - b)
          const p95 = sorted[Math.max(1, Math.ceil(0.95 * sorted.length)) - 1] ?? 0
          expect(Math.abs(sum.p95 - p95)).toBeLessThanOrEqual(p95 / 64 + 0.001)
          const history = figures.history(ticks)
          const seconds = [...new Set(within(HISTORY_SECONDS).map(one => one.second))]
          expect(history.map(point => point.second)).toEqual(seconds)
          for (const point of history) {
            const then = all.filter(one => one.second === point.second)
            expect(point.count).toBe(then.length)
            expect(point.errors).toBe(then.filter(one => one.failed).length)
            const longest = Math.max(...then.map(one => one.ms))
            expect(Math.abs(point.p99 - longest)).toBeLessThanOrEqual(longest / 60 + 0.001)
          }
          expect(figures.buckets().reduce((total, { count }) => total + count, 0)).toBe(all.length)
        }
        for (const { after, ms, failed, look } of events) {
          ticks += after
          figures.record(ticks, ended(ms, failed))
          all.push({ second: Math.floor(ticks / 1000), ms, failed })
          if (look) check()
        }
        ticks += 1500
        check()
      }),
      { numRuns: 60 },
    )
  })

  it('count statuses by class, and callers who left by themselves', () => {
    const figures = new Figures(0)
    for (const status of [101, 200, 204, 302, 404, 499, 500, 503, 999])
      figures.record(0, ended(1, false, status))
    figures.record(0, ended(1, false, null))
    const { status, aborted, errors } = figures.summary(0)
    expect(status).toEqual({ '1xx': 1, '2xx': 2, '3xx': 1, '4xx': 2, '5xx': 3, none: 1 })
    expect([aborted, errors]).toEqual([1, 0])
  })

  it('count what lasts without timing it', () => {
    const figures = new Figures(0)
    figures.record(0, ended(20))
    figures.record(0, ended(undefined))
    expect(figures.summary(0)).toMatchObject({ count: 2, mean: 20, max: 20 })
    expect(figures.timed).toBe(1)
  })

  it('put a latency that meets a bound into its bucket, as those who scrape expect', () => {
    const figures = new Figures(0)
    for (const seconds of BOUNDS_SECONDS) figures.record(0, ended(seconds * 1000))
    figures.record(0, ended(3_600_000))
    expect(figures.cumulative()).toEqual(
      BOUNDS_SECONDS.map((_, i) => i + 1).concat(BOUNDS_SECONDS.length + 1),
    )
  })
})
