import { describe, expect, it } from 'vitest'
import { timed } from './testing.fixture.ts'

describe('cancel', () => {
  it('keeps a timer from firing, and may be repeated', () => {
    const { clock, got, schedule } = timed()
    const timer = schedule(10, 'cancelled')
    schedule(10, 'kept')
    timer.cancel()
    timer.cancel()
    clock.advance(10)
    timer.cancel()
    expect(got).toEqual(['kept'])
  })

  it('after firing touches no other timer', () => {
    const { clock, got, schedule } = timed()
    const first = schedule(1, 'first')
    clock.advance(1)
    schedule(1, 'second')
    first.cancel()
    clock.advance(1)
    expect(got).toEqual(['first', 'second'])
  })

  it('inside a delivery keeps back what is due at the same time', () => {
    const { clock, registries, schedule } = timed()
    const got: string[] = []
    const timers = ['a', 'b', 'c'].map(name => schedule(10, name))
    registries.installDispatch((_, { event }) => {
      got.push(event)
      for (const timer of timers.slice(0, 2)) timer.cancel()
    })
    clock.advance(10)
    expect(got).toEqual(['a', 'c'])
  })

  it('of a whole conversation leaves the others alone', () => {
    const { clock, registries, got, schedule } = timed()
    for (const cid of ['c1', 'c2', 'c1', 'c3']) schedule(10, cid, cid)
    registries.cancelTimers('c1')
    registries.cancelTimers('unknown')
    clock.advance(10)
    expect(got).toEqual(['c2', 'c3'])
  })

  it('of a whole conversation inside one of its deliveries holds at once', () => {
    const { clock, registries, schedule } = timed()
    const got: string[] = []
    registries.installDispatch((cid, { event }) => {
      got.push(event)
      if (cid === 'c1') registries.cancelTimers('c1')
    })
    schedule(10, 'a', 'c1')
    schedule(10, 'b', 'c1')
    schedule(10, 'c', 'c2')
    schedule(20, 'd', 'c1')
    clock.advance(30)
    expect(got).toEqual(['a', 'c'])
  })

  it('of everything by resetState keeps the dispatch', () => {
    const { clock, registries, got, schedule } = timed()
    const timer = schedule(10, 'before')
    registries.resetState()
    expect(clock.alarms).toBe(0)
    timer.cancel()
    schedule(10, 'after')
    clock.advance(10)
    expect(got).toEqual(['after'])
  })
})
