import fc from 'fast-check'
import { expect, it } from 'vitest'
import { barsOf } from './endpoint-bars.ts'

/** Buckets as a histogram has them: 32 to each doubling, whole microseconds below 64 of them. */
const buckets = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 31 }), fc.integer({ min: 1, max: 1e6 })), {
    minLength: 1,
    selector: ([doubling, step]) => doubling * 32 + step,
  })
  .map(all =>
    all
      .map(([doubling, step, count]) => {
        const width = 2 ** doubling / 1000
        return { fromMs: (32 + step) * width, toMs: (33 + step) * width, count }
      })
      .toSorted((a, b) => a.fromMs - b.fromMs),
  )

it('counts every latency once', () => {
  fc.assert(
    fc.property(buckets, all => {
      const made = barsOf(all)
      const sum = all.reduce((total, { count }) => total + count, 0)
      expect(made?.bars.reduce((total, { count }) => total + count, 0)).toBe(sum)
      expect(made?.count).toBe(sum)
    }),
  )
})

it('gives at most forty bars, the first and the last of which are not empty', () => {
  fc.assert(
    fc.property(buckets, all => {
      const { bars = [], most = 0 } = barsOf(all) ?? {}
      expect(bars.length).toBeLessThanOrEqual(40)
      expect(bars[0]?.count).toBeGreaterThan(0)
      expect(bars.at(-1)?.count).toBeGreaterThan(0)
      expect(Math.max(...bars.map(({ count }) => count))).toBe(most)
    }),
  )
})

it('puts a latency in the bar whose bounds are around it', () => {
  const { bars } = barsOf([
    { fromMs: 10, toMs: 10.24, count: 3 },
    { fromMs: 200, toMs: 204.8, count: 1 },
  ]) ?? { bars: [] }
  const [first, last] = [bars[0], bars.at(-1)]
  expect((first?.from ?? 99) <= 10 && 10 < (first?.to ?? 0)).toBe(true)
  expect((last?.from ?? 999) <= 200 && 200 < (last?.to ?? 0)).toBe(true)
})

it('takes latencies below a microsecond for the shortest there are', () => {
  expect(barsOf([{ fromMs: 0, toMs: 0.001, count: 2 }])?.bars).toHaveLength(1)
})

it('is nothing where nothing was timed', () => {
  expect(barsOf([])).toBeUndefined()
})
