import { describe, expect, it } from 'vitest'
import { listening, turn } from './testing.fixture.ts'

describe('subscribe', () => {
  it('again replaces the event and adds nobody', async () => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't', 'first')
    subscribe('c1', 'i0', 't', 'second')
    expect(registries.publish('t', 1)).toBe(1)
    await turn()
    expect(got).toEqual(['c1/i0 second 1'])
  })

  it('again replaces the event of what is on its way, too', async () => {
    const { registries, got, subscribe } = listening()
    subscribe('c1', 'i0', 't', 'first')
    registries.publish('t', 1)
    subscribe('c1', 'i0', 't', 'second')
    await turn()
    expect(got).toEqual(['c1/i0 second 1'])
  })

  it('finds its own among many topics of one conversation and many subscribers of one topic', () => {
    const { registries, subscribe } = listening()
    for (let i = 0; i < 200; i++) subscribe('c0', 'i0', `t${i}`)
    for (let i = 0; i < 200; i++) subscribe(`c${i}`, 'i0', 't7')
    for (let i = 0; i < 200; i++) subscribe(`c${i}`, 'i0', 't7')
    for (let i = 0; i < 200; i++) subscribe('c0', 'i0', `t${i}`)
    expect(registries.publish('t7', 1)).toBe(200)
    expect(registries.subscriptions().size).toBe(200)
  })

  it('takes back who left a topic, also one with few subscribers and from a conversation with many', async () => {
    const { registries, got, subscribe } = listening()
    for (let i = 0; i < 20; i++) subscribe('c1', 'i0', `t${i}`)
    for (let i = 0; i < 3; i++) subscribe(`d${i}`, 'i0', 't7')
    registries.unsubscribe({ cid: 'c1', instanceId: 'i0', topic: 't7' })
    subscribe('c1', 'i0', 't7', 'again')
    subscribe('c1', 'i0', 't7', 'and again')
    expect(registries.publish('t7', 1)).toBe(4)
    await turn()
    expect(got).toContain('c1/i0 and again 1')
  })

  it('takes any string for a name', () => {
    const { registries, subscribe } = listening()
    subscribe('', '', '')
    subscribe('__proto__', 'constructor', 'toString')
    expect(registries.publish('', 1)).toBe(1)
    expect(registries.publish('toString', 1)).toBe(1)
  })
})

describe('unsubscribe', () => {
  it('without a topic drops all of the instance, and only of the instance', () => {
    const { registries, subscribe } = listening()
    subscribe('c1', 'i0', 'a')
    subscribe('c1', 'i1', 'a')
    subscribe('c1', 'i0', 'b')
    subscribe('c2', 'i0', 'b')
    registries.unsubscribe({ cid: 'c1', instanceId: 'i0' })
    expect(registries.subscriptions()).toEqual(
      new Map([
        ['a', [{ cid: 'c1', instanceId: 'i1', event: 'e' }]],
        ['b', [{ cid: 'c2', instanceId: 'i0', event: 'e' }]],
      ]),
    )
  })

  it('of who is not subscribed does nothing', () => {
    const { registries, subscribe } = listening()
    subscribe('c1', 'i0', 'a')
    registries.unsubscribe({ cid: 'c1', instanceId: 'i0', topic: 'b' })
    registries.unsubscribe({ cid: 'c1', instanceId: 'i1', topic: 'a' })
    registries.unsubscribe({ cid: 'c2', instanceId: 'i0' })
    registries.removeSubscriptionsForCid('c2')
    expect(registries.publish('a', 1)).toBe(1)
  })
})

describe('the snapshot of subscriptions', () => {
  it('shows topics, subscribers and events, and does not change afterwards', () => {
    const { registries, subscribe } = listening()
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 'a', event: ['moved', 1] })
    const before = registries.subscriptions()
    subscribe('c2', 'i0', 'a')
    subscribe('c1', 'i0', 'a', 'changed')
    expect(before).toEqual(new Map([['a', [{ cid: 'c1', instanceId: 'i0', event: ['moved', 1] }]]]))
  })

  it('forgets topics without subscribers', () => {
    const { registries, subscribe } = listening()
    subscribe('c1', 'i0', 'a')
    registries.publish('a', 1)
    registries.removeSubscriptionsForCid('c1')
    expect(registries.subscriptions().size).toBe(0)
  })
})
