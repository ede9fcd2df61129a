import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

const latency = fc.oneof(
  fc.double({ min: 0.001, max: 1, noNaN: true }),
  fc.double({ min: 1, max: 3_600_000, noNaN: true }),
)
const of = (latencies: readonly number[]): Histogram => {
  const histogram = new Histogram()
  for (const ms of latencies) histogram.record(ms)
  return histogram
}
const exact = (latencies: readonly number[], rank: number): number =>
  latencies.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(rank * latencies.length)) - 1] ?? 0

describe('a histogram', () => {
  it('gives every quantile within 1/64 of the recorded value, or half a microsecond', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (all, ranks) => {
          const ascending = ranks.toSorted((a, b) => a - b)
          const got = of(all).quantiles(ascending)
          for (const [i, rank] of ascending.entries()) {
            const wanted = exact(all, rank)
            expect(Math.abs((got[i] ?? 0) - wanted)).toBeLessThanOrEqual(wanted / 64 + 0.000_500_1)
          }
        },
      ),
    )
  })

  it('that others were added to is the histogram of all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.array(latency)), parts => {
        const sum = new Histogram()
        for (const part of parts) sum.add(of(part))
        expect(sum.buckets()).toEqual(of(parts.flat()).buckets())
        expect(sum.quantiles([0.5, 1])).toEqual(of(parts.flat()).quantiles([0.5, 1]))
      }),
    )
  })

  it('shows buckets that touch without overlapping and hold what was recorded', () => {
    fc.assert(
      fc.property(fc.array(latency), all => {
        const buckets = of(all).buckets()
        let end = 0
        for (const { fromMs, toMs, count } of buckets) {
          expect(fromMs).toBeGreaterThanOrEqual(end)
          expect(toMs).toBeGreaterThan(fromMs)
          const rounded = all.map(ms => Math.round(ms * 1000) / 1000)
          expect(rounded.filter(ms => ms >= fromMs && ms < toMs).length).toBe(count)
          end = toMs
        }
        expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
      }),
    )
  })

  it('is empty again once cleared', () => {
    const histogram = of([1, 200, 3000])
    histogram.clear()
    expect(histogram.buckets()).toEqual([])
    expect(histogram.quantiles([0.5, 0.99])).toEqual([0, 0])
    histogram.record(0.007)
    expect(histogram.quantiles([0.5])).toEqual([0.007])
  })

  it('takes what no clock should say for nothing or for an hour', () => {
    expect(of([-5, Number.NaN, -Infinity]).quantiles([1])).toEqual([0])
    expect(of([Infinity]).quantiles([1])[0]).toBeGreaterThan(3_500_000)
  })
})
