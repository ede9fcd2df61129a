import { afterEach, describe, expect, it, vi } from 'vitest'
import { Async } from './async.ts'
import { systemClock } from './clock.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Replaces what the machine's clocks say. */
function machine(start: { wall: number; steady: number }): typeof start {
  const time = { ...start }
  vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(time.wall))
  vi.spyOn(performance, 'now').mockImplementation(() => time.steady)
  return time
}

describe("the machine's clock", () => {
  it('is the wall clock', () => {
    const before = Date.now()
    const now = systemClock().now()
    expect(now).toBeGreaterThan(before - 1)
    expect(now).toBeLessThan(Date.now() + 1)
  })

  it('does not cut fractions off, so that no delay is shortened by them', () => {
    const time = machine({ wall: 1000.9, steady: 5.9 })
    const { now } = systemClock()
    const scheduledAt = now()
    time.wall += 9.2
    time.steady += 9.2
    expect(now() - scheduledAt).toBeCloseTo(9.2, 6)
  })

  it.each([3_600_000, -3_600_000])('soon follows a wall clock that is set by %d ms', step => {
    const time = machine({ wall: 1e12, steady: 10 })
    const { now } = systemClock()
    expect(now()).toBe(1e12)
    time.wall += step + 10
    time.steady += 10
    expect(now()).toBe(1e12 + step + 10)
    time.wall += 5
    time.steady += 5
    expect(now()).toBe(1e12 + step + 15)
  })

  it('does not take a pause between its two readings for a set clock', () => {
    const time = machine({ wall: 1e12, steady: 10 })
    const { now } = systemClock()
    time.steady += 40
    expect(now()).toBe(1e12 + 40)
    time.wall += 40
    expect(now()).toBe(1e12 + 40)
  })

  it('never asks the native timer for more than it can count', () => {
    const native = vi.spyOn(globalThis, 'setTimeout')
    const clock = systemClock()
    const off = clock.setTimer(clock.now() + 30 * 86_400_000, () => {})
    expect(native.mock.calls[0]?.[1]).toBe(2 ** 31 - 1)
    off()
  })

  it('does not keep a process alive', () => {
    const timeouts = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
    const before = timeouts()
    const clock = systemClock()
    const off = clock.setTimer(clock.now() + 1000, () => {})
    expect(timeouts()).toBe(before)
    off()
  })

  it('can be called off', () => {
    vi.useFakeTimers()
    const fire = vi.fn<() => void>()
    const clock = systemClock()
    clock.setTimer(clock.now() + 5, fire)()
    vi.advanceTimersByTime(10)
    expect(fire).not.toHaveBeenCalled()
  })
})

it("by the machine's clock a timer of 30 days fires after 30 days, not before", () => {
  vi.useFakeTimers()
  const registries = new Async()
  const got: unknown[] = []
  registries.installDispatch((_, event) => void got.push(event.event))
  const month = 30 * 86_400_000
  registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: month, event: 'expire' })
  vi.advanceTimersByTime(month - 1)
  expect(got).toEqual([])
  vi.advanceTimersByTime(2)
  expect(got).toEqual(['expire'])
})

it("by the machine's clock a real timer fires, and not early", async () => {
  const registries = new Async()
  const started = performance.now()
  const fired = new Promise<number>(resolve => {
    registries.installDispatch(() => resolve(performance.now()))
  })
  registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: 12.5, event: 'tick' })
  expect((await fired) - started).toBeGreaterThanOrEqual(12.5)
})
