import { describe, expect, it } from 'vitest'
import { Async } from './async.ts'
import { timed, turn } from './testing.fixture.ts'

describe('a timer', () => {
  it('fires when it is due, once, and not before', () => {
    const { clock, got, schedule } = timed()
    schedule(100)
    clock.advance(99)
    expect(got).toEqual([])
    clock.advance(1)
    expect(got).toEqual(['tick'])
    clock.advance(1000)
    expect(got).toEqual(['tick'])
  })

  it('carries its event to its conversation and instance', () => {
    const { clock, registries } = timed()
    const got: unknown[] = []
    registries.installDispatch((cid, event) => void got.push([cid, event]))
    registries.scheduleEvent({ cid: 'c7', instanceId: 'i3', delayMs: 1, event: ['move', 1, 2] })
    clock.advance(1)
    expect(got).toStrictEqual([['c7', { instanceId: 'i3', event: 'move', payload: [1, 2], signals: {} }]])
  })

  it('says whose it is and when it is due, also afterwards', () => {
    const { clock, schedule } = timed()
    clock.advance(10)
    const timer = schedule(5)
    const shown = () => [timer.cid, timer.instanceId, timer.dueAt]
    expect(shown()).toEqual(['c1', 'i0', 15])
    clock.advance(5)
    expect(shown()).toEqual(['c1', 'i0', 15])
  })

  it('of no delay fires soon, never inside the call', async () => {
    const registries = new Async()
    const fired = new Promise(resolve => {
      registries.installDispatch((_, { event }) => resolve(event))
    })
    let inside = true
    const checked = fired.then(() => expect(inside).toBe(false))
    registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: 0, event: 'tick' })
    inside = false
    await checked
  })

  it('of a delay below zero counts as one of zero', () => {
    const { clock, got, schedule } = timed()
    clock.advance(50)
    expect(schedule(-5, 'late').dueAt).toBe(50)
    schedule(0, 'zero')
    schedule(Number.MIN_SAFE_INTEGER, 'later')
    clock.advance(0)
    expect(got).toEqual(['late', 'zero', 'later'])
  })

  it.each([NaN, Infinity, -Infinity, undefined, '5'])('of a delay of %s is refused', delay => {
    const { clock, schedule } = timed()
    expect(() => schedule(delay as number)).toThrow(RangeError)
    expect(() => schedule(delay as number)).toThrow(String(delay))
    expect(clock.alarms).toBe(0)
  })

  it('of thirty days fires after thirty days', () => {
    const { clock, got, schedule } = timed()
    const month = 30 * 86_400_000
    schedule(month)
    clock.advance(month - 1)
    expect(got).toEqual([])
    clock.advance(1)
    expect(got).toEqual(['tick'])
  })

  it('scheduled from a delivery fires in its own time', () => {
    const { clock, registries, schedule } = timed()
    const at: number[] = []
    registries.installDispatch(() => {
      at.push(clock.now())
      if (at.length < 4) schedule(10)
    })
    schedule(10)
    clock.advance(100)
    expect(at).toEqual([10, 20, 30, 40])
  })
})

describe('several timers', () => {
  it('fire in due order, equal ones in schedule order', () => {
    const { clock, got, schedule } = timed()
    for (const [delay, name] of [
      [30, 'd'],
      [10, 'a'],
      [20, 'b'],
      [20, 'c'],
      [40, 'e'],
    ] as const)
      schedule(delay, name)
    clock.advance(1000)
    expect(got).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('share one native timer, and none is left when they are gone', () => {
    const { clock, registries, schedule } = timed()
    const kept = [30, 20, 10, 40].map(delay => schedule(delay))
    expect(clock.alarms).toBe(1)
    clock.advance(25)
    expect(clock.alarms).toBe(1)
    for (const timer of kept) timer.cancel()
    expect(clock.alarms).toBe(0)
    schedule(5)
    registries.cancelTimers('c1')
    expect(clock.alarms).toBe(0)
    schedule(5)
    clock.advance(5)
    expect(clock.alarms).toBe(0)
  })

  it('by the hundred thousand do not stop the event loop, and leave in order', async () => {
    const { clock, got, schedule } = timed()
    for (let n = 0; n < 100_000; n++) schedule(5, `${n}`)
    clock.advance(5)
    expect(got.length).toBeLessThan(100_000)
    while (got.length < 100_000) await turn()
    expect(got.every((name, n) => name === `${n}`)).toBe(true)
    schedule(5, 'after')
    clock.advance(5)
    expect(got.at(-1)).toBe('after')
  })

  it('and a large publish pass each other', async () => {
    const { clock, registries, schedule } = timed()
    const got: string[] = []
    registries.installDispatch((_, { event }) => void got.push(event))
    for (let i = 0; i < 30_000; i++)
      registries.subscribe({ cid: `c${i}`, instanceId: 'i0', topic: 't', event: 'message' })
    schedule(5)
    registries.publish('t', 1)
    await turn()
    clock.advance(5)
    while (got.length < 30_001) await turn()
    expect(got.indexOf('tick')).toBeLessThan(30_000)
  })
})

describe('whatever the clock does', () => {
  it('a native timer that wakes early fires nothing early and nothing is lost', () => {
    const { clock, got, schedule } = timed()
    schedule(10)
    for (let i = 0; i < 3; i++) {
      clock.wakeEarly()
      expect(got).toEqual([])
      expect(clock.alarms).toBe(1)
    }
    clock.advance(10)
    expect(got).toEqual(['tick'])
  })

  it('a clock set back delays a timer until the clock has reached it', () => {
    const { clock, got, schedule } = timed()
    clock.set(1000)
    schedule(10)
    clock.set(500)
    clock.wakeEarly()
    expect(got).toEqual([])
    clock.advance(509)
    expect(got).toEqual([])
    clock.advance(1)
    expect(got).toEqual(['tick'])
  })

  it('a clock set back during a delivery neither hangs nor fires early', () => {
    const { clock, registries, schedule } = timed()
    const got: [string, number][] = []
    registries.installDispatch((_, { event }) => {
      got.push([event, clock.now()])
      if (event !== 'a') return
      clock.set(0)
      schedule(5, 'c')
    })
    schedule(10, 'a')
    schedule(10, 'b')
    clock.advance(10)
    expect(got).toEqual([
      ['a', 10],
      ['c', 5],
      ['b', 10],
    ])
  })

  it('a native timer that fires inside a delivery delivers nothing inside it', async () => {
    const { clock, registries, schedule } = timed()
    const got: string[] = []
    registries.installDispatch((_, { event }) => {
      got.push(`${event} begins`)
      if (event === 'message') clock.advance(10)
      got.push(`${event} ends`)
    })
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'message' })
    schedule(10, 'tick')
    registries.publish('t', 1)
    await turn()
    expect(got).toEqual(['message begins', 'message ends', 'tick begins', 'tick ends'])
  })

  it('a clock set forward fires what has come due with the next timer', () => {
    const { clock, got, schedule } = timed()
    schedule(1000, 'far')
    clock.set(5000)
    schedule(1, 'near')
    clock.advance(1)
    expect(got).toEqual(['far', 'near'])
  })
})
