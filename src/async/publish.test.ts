import { describe, expect, it } from 'vitest'
import { Async } from './async.ts'
import { listening, turn } from './testing.fixture.ts'

describe('publish', () => {
  it('delivers later, never inside the call', async () => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't')
    registries.publish('t', 1)
    expect(got).toEqual([])
    await Promise.resolve()
    expect(got).toEqual([])
    await turn()
    expect(got).toEqual(['c1/i0 e 1'])
  })

  it('tells how many subscribers it targets, and nobody when there are none', async () => {
    const { registries, got, subscribe } = listening()
    expect(registries.publish('t', 1)).toBe(0)
    subscribe('c1', 'i0', 't')
    subscribe('c1', 'i1', 't')
    subscribe('c2', 'i0', 't')
    subscribe('c2', 'i0', 'other')
    expect(registries.publish('t', 2)).toBe(3)
    await turn()
    expect(got.toSorted()).toEqual(['c1/i0 e 2', 'c1/i1 e 2', 'c2/i0 e 2'])
  })

  it('counts no subscriber that has left', () => {
    const { registries, subscribe } = listening()
    subscribe('c1', 'i0', 't')
    subscribe('c2', 'i0', 't')
    registries.removeSubscriptionsForCid('c1')
    expect(registries.publish('t', 1)).toBe(1)
    registries.unsubscribe({ cid: 'c2', instanceId: 'i0', topic: 't' })
    expect(registries.publish('t', 2)).toBe(0)
  })

  it('does not reach who subscribes after it', async () => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't')
    expect(registries.publish('t', 1)).toBe(1)
    subscribe('c2', 'i0', 't')
    registries.publish('t', 2)
    await turn()
    expect(got).toEqual(['c1/i0 e 1', 'c1/i0 e 2', 'c2/i0 e 2'])
  })

  it('from inside a delivery is delivered after that delivery', async () => {
    const registries = new Async()
    const got: unknown[] = []
    let inside = false
    registries.installDispatch((cid, { payload }) => {
      expect(inside).toBe(false)
      inside = true
      got.push([cid, payload])
      if (payload === 1) registries.publish('t', 2)
      inside = false
    })
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'e' })
    registries.publish('t', 1)
    await turn()
    await turn()
    expect(got).toEqual([
      ['c1', 1],
      ['c1', 2],
    ])
  })

  it('keeps the order of one topic for each subscriber', async () => {
    const { registries, got, subscribe } = listening()
    const cids = Array.from({ length: 40 }, (_, i) => `c${i}`)
    for (const cid of cids) subscribe(cid, 'i0', 't')
    for (let n = 0; n < 300; n++) registries.publish('t', n)
    while (got.length < 300 * cids.length) await turn()
    for (const cid of cids) {
      const own = got.filter(line => line.startsWith(`${cid}/`))
      expect(own).toEqual(Array.from({ length: 300 }, (_, n) => `${cid}/i0 e ${n}`))
    }
  })

  it('to 100,000 subscribers lets a small publish and other work pass', async () => {
    const registries = new Async()
    let large = 0
    let behindSmall: number | undefined
    registries.installDispatch((_, { event }) => {
      if (event === 'large') large++
      else behindSmall = large
    })
    for (let i = 0; i < 100_000; i++)
      registries.subscribe({ cid: `c${i}`, instanceId: 'i0', topic: 'large', event: 'large' })
    registries.subscribe({ cid: 'c0', instanceId: 'i0', topic: 'small', event: 'small' })
    expect(registries.publish('large', 1)).toBe(100_000)
    expect(registries.publish('small', 1)).toBe(1)
    await turn()
    const behindOther = large
    while (large < 100_000) await turn()
    expect(behindSmall).toBeLessThan(1000)
    expect(behindOther).toBeLessThan(100_000)
  })

  it('that never ends does not stop the event loop', async () => {
    const registries = new Async({ clock: { now: () => 0, setTimer: () => () => {} } })
    let rounds = 0
    registries.installDispatch(() => {
      rounds++
      registries.publish('t', rounds)
    })
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'e' })
    registries.publish('t', 0)
    await turn()
    await turn()
    registries.resetState()
    expect(rounds).toBeGreaterThan(1)
  })
})

describe('a subscription dropped between publish and delivery gets nothing', () => {
  const drops = {
    'by unsubscribing from the topic': r => r.unsubscribe({ cid: 'c1', instanceId: 'i0', topic: 't' }),
    'by unsubscribing the instance': r => r.unsubscribe({ cid: 'c1', instanceId: 'i0' }),
    'by the end of its conversation': r => r.removeSubscriptionsForCid('c1'),
  } satisfies Record<string, (registries: Async) => void>

  it.each(Object.entries(drops))('%s', async (_, drop) => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't')
    subscribe('c2', 'i0', 't')
    registries.publish('t', 1)
    drop(registries)
    await turn()
    expect(got).toEqual(['c2/i0 e 1'])
  })

  it.each(Object.entries(drops))('%s, also if it came back in between', async (_, drop) => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't')
    subscribe('c2', 'i0', 't')
    registries.publish('t', 1)
    drop(registries)
    subscribe('c1', 'i0', 't')
    registries.publish('t', 2)
    await turn()
    expect(got.toSorted()).toEqual(['c1/i0 e 2', 'c2/i0 e 1', 'c2/i0 e 2'])
  })

  it('by a delivery just before its own', async () => {
    const registries = new Async()
    const got: string[] = []
    registries.installDispatch(cid => {
      got.push(cid)
      if (cid === 'c1') registries.removeSubscriptionsForCid('c2')
    })
    for (const cid of ['c1', 'c2', 'c3'])
      registries.subscribe({ cid, instanceId: 'i0', topic: 't', event: 'e' })
    registries.publish('t', 1)
    registries.publish('t', 2)
    await turn()
    expect(got).toEqual(['c1', 'c3', 'c1', 'c3'])
  })

  it('by resetState inside a delivery', async () => {
    const { registries, subscribe } = listening()
    const got: string[] = []
    for (const cid of ['c1', 'c2', 'c3']) subscribe(cid, 'i0', 't')
    registries.installDispatch(cid => {
      got.push(cid)
      registries.resetState()
    })
    registries.publish('t', 1)
    registries.publish('t', 2)
    await turn()
    await turn()
    expect(got).toEqual(['c1'])
  })

  it('by resetState, also if it came back in between', async () => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't')
    registries.publish('t', 1)
    registries.resetState()
    subscribe('c1', 'i0', 't')
    await turn()
    expect(got).toEqual([])
    registries.publish('t', 2)
    await turn()
    expect(got).toEqual(['c1/i0 e 2'])
  })
})
