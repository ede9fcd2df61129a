import type { HistoryPoint } from 'repartee/ops'
import { describe, expect, it } from 'vitest'
import { latencyOf, minuteOf, secondsOf, sums, trafficOf } from './seconds.ts'

const point = (at: number, count: number, errors = 0): HistoryPoint => ({
  at,
  count,
  errors,
  p50: 1,
  p95: 2.3456,
  p99: 3,
})
const counts = (points: readonly HistoryPoint[], now: number, many = 5, startedAt = 0) =>
  secondsOf(points, now, startedAt, many).map(({ point: it }) => it?.count)

describe('seconds', () => {
  it('lie one second apart, with zeros where nothing happened', () => {
    expect(counts([point(10_000, 3), point(12_000, 7)], 13_500)).toEqual([0, 0, 3, 0, 7])
  })

  it('do not show the second that runs', () => {
    expect(counts([point(12_000, 7), point(13_000, 1)], 13_500, 3)).toEqual([0, 0, 7])
  })

  it('stay as they are until a second is over', () => {
    const points = [point(10_400, 3), point(12_400, 7)]
    expect(secondsOf(points, 13_500)).toEqual(secondsOf(points, 14_300))
    expect(secondsOf(points, 13_500)).not.toEqual(secondsOf(points, 14_400))
  })

  it('are those of the clock of the points, which may begin within one of the wall', () => {
    expect(secondsOf([point(10_400, 3)], 12_600, 0, 2)).toEqual([
      { at: 10_400, point: point(10_400, 3) },
      { at: 11_400, point: expect.objectContaining({ count: 0 }) },
    ])
  })

  it('have no value before the program began', () => {
    expect(counts([point(12_000, 7)], 13_000, 5, 10_500)).toEqual([undefined, undefined, 0, 0, 7])
  })

  it('end at the moment that is looked at, where that is in the past', () => {
    expect(counts([point(10_000, 3), point(12_000, 7), point(20_000, 9)], 13_000)).toEqual([0, 0, 3, 0, 7])
  })

  it('are all zeros where nothing ever happened', () => {
    expect(counts([], 13_000, 3)).toEqual([0, 0, 0])
  })
})

describe('lines', () => {
  const seconds = secondsOf([point(11_000, 7, 2)], 13_000, 10_500, 4)

  it('show requests and errors, with a gap before the program began', () => {
    expect(trafficOf(seconds).times).toEqual({ from: 9, every: 1 })
    expect(trafficOf(seconds).lines.map(({ values }) => values)).toEqual([
      [null, 0, 7, 0],
      [null, 0, 2, 0],
    ])
  })

  it('show no latency where there was none', () => {
    expect(latencyOf(seconds).lines.map(({ values }) => values[2])).toEqual([1, 2.35, 3])
    expect(latencyOf(seconds).lines.map(({ values }) => values[3])).toEqual([null, null, null])
  })

  it('of sums change only when a sum is over', () => {
    const points = [point(51_000, 1), point(56_000, 2), point(60_000, 4)]
    const at = (now: number) => sums(secondsOf(points, now, 0, 64), 5, 'count')
    expect(at(61_000).slice(-3)).toEqual([0, 1, 2])
    expect(at(64_000)).toEqual(at(61_000))
    expect(at(65_000).slice(-3)).toEqual([1, 2, 4])
    expect(at(61_000)).toHaveLength(12)
  })

  it('of the process reach back a minute from the moment that is looked at', () => {
    const samples = Array.from({ length: 100 }, (_, i) => ({ at: i * 1000, cpu: i }) as never)
    expect(minuteOf(samples, 90_000, 'cpu').at(-1)).toBe(90)
    expect(minuteOf(samples, 90_000, 'cpu')).toHaveLength(60)
  })
})
