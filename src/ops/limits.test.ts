import { describe, expect, it, vi } from 'vitest'
import { limit, type LimitRule } from './limit.ts'
import { Limits, retryAfterSeconds, type LimitsOptions } from './limits.ts'
import type { LimitShown } from './limit-kept.ts'
import { Shelf } from './shelf.ts'
import { virtualOutside, type VirtualOutside } from './outside.fixture.ts'
import { witness, type Witness } from './witness.fixture.ts'

const START = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

interface Scene {
  readonly outside: VirtualOutside
  readonly limits: Limits
  readonly seen: Witness
  /** How many of so many requests are let in. */
  admitted(requests: number, key?: string): number
  shown(): LimitShown | undefined
}

function scene(rule: LimitRule = { rate: '5/minute' }, options: LimitsOptions = {}): Scene {
  const outside = virtualOutside(START)
  const limits = new Limits({ outside, ...options })
  limits.add(limit('api', rule))
  const admitted = (requests: number, key = 'a'): number =>
    Array.from({ length: requests }, () => limits.allow('api', key)).filter(({ ok }) => ok).length
  return { outside, limits, seen: witness(limits), admitted, shown: () => limits.read().limits[0] }
}

describe('declaring a limit', () => {
  it('makes a plain description that cannot be changed', () => {
    const op = limit('api', { rate: '5/minute' })
    expect(op).toMatchObject({ kind: 'limit', name: 'api', by: 'ip', rule: { rate: '5/minute', burst: 5 } })
    expect([Object.isFrozen(op), Object.isFrozen(op.rule)]).toEqual([true, true])
  })

  it('may let in less than one in a unit', () => {
    expect(limit('api', { rate: '0.5/hour' }).rule).toMatchObject({ burst: 1, perMs: 0.5 / 3_600_000 })
  })

  it.each<[string, LimitRule]>([
    ['no rate', { rate: '' as never }],
    ['a unit nobody knows', { rate: '5/fortnight' as never }],
    ['nothing at all to let in', { rate: '0/minute' }],
    ['less than nothing', { rate: '-5/minute' }],
    ['too much', { rate: '1000001/second' }],
    ['a burst of nothing', { rate: '5/minute', burst: 0 }],
    ['half a burst', { rate: '5/minute', burst: 2.5 }],
    ['keys nobody knows', { rate: '5/minute', by: 'moon' } as never],
  ])('refuses %s', (_, rule) => {
    expect(() => limit('api', rule)).toThrow('bad-argument')
  })
})

describe('allow', () => {
  it('lets in a burst and then what the rate says, each key for itself', async () => {
    const { admitted, outside, limits } = scene({ rate: '5/minute', burst: 10 })
    expect([admitted(12), admitted(12, 'b')]).toEqual([10, 10])
    expect(limits.allow('api', 'a')).toEqual({ ok: false, retryMs: 12_000, remaining: 0 })
    await outside.pass(24_000)
    expect(admitted(5)).toBe(2)
  })

  it('has one bucket where the limit is by everyone', () => {
    const { limits, admitted } = scene({ rate: '5/minute', by: 'everyone' } as LimitRule)
    expect([admitted(3, 'a'), admitted(3, 'b')]).toEqual([3, 2])
    expect(limits.held('api')).toBe(1)
  })

  it('takes what a request costs', () => {
    const { limits } = scene()
    expect(limits.allow('api', 'a', 4)).toMatchObject({ ok: true, remaining: 1 })
    expect(limits.allow('api', 'a', 2)).toMatchObject({ ok: false })
    expect(limits.allow('api', 'a', 0)).toMatchObject({ ok: true, remaining: 1 })
  })

  it('keeps long keys by their digest', () => {
    const { limits, shown } = scene({ rate: '1/minute' })
    const long = 'x'.repeat(100_000)
    for (const key of [long, long, `${long}y`]) limits.allow('api', key)
    expect(shown()?.keys.map(({ key, denied }) => [key.length < 60, denied])).toEqual([[true, 1]])
  })

  it('refuses limits nobody added and costs that are none', () => {
    const { limits } = scene()
    expect(() => limits.allow('other', 'a')).toThrow('bad-argument')
    for (const cost of [-1, Number.NaN, Infinity])
      expect(() => limits.allow('api', 'a', cost)).toThrow('bad-argument')
  })

  it('does not mind the wall clock being set', async () => {
    const { admitted, outside } = scene()
    admitted(5)
    outside.setWall(START + 24 * 3_600_000)
    expect(admitted(1)).toBe(0)
    outside.setWall(START - 24 * 3_600_000)
    await outside.pass(12_000)
    expect(admitted(2)).toBe(1)
  })

  it('nudges for who is denied and not for who is allowed', () => {
    const { admitted, seen, shown } = scene()
    admitted(5)
    seen.look()
    expect(seen.nudges).toBe(0)
    admitted(2)
    seen.look()
    expect(seen.nudges).toBe(2)
    expect(shown()).toMatchObject({ denied: 2, keys: [{ key: 'a', denied: 2, lastAt: START }] })
  })

  it('shows few of many that are denied', () => {
    const { limits, shown, seen } = scene({ rate: '1/hour' })
    for (let i = 0; i < 500; i++) for (let j = 0; j < 2; j++) limits.allow('api', `key ${i}`)
    seen.look()
    expect([shown()?.denied, shown()?.keys.length]).toEqual([500, 32])
  })
})

describe('adding a limit again', () => {
  it('is no change, no nudge and no refill where it is the same', () => {
    const { limits, admitted, seen } = scene()
    admitted(5)
    limits.add(limit('api', { rate: '5/minute' }))
    expect([seen.nudges, admitted(1)]).toEqual([0, 0])
  })

  it('takes another rule without giving tokens back', async () => {
    const { limits, admitted, seen, shown, outside } = scene()
    admitted(5)
    limits.add(limit('api', { rate: '60/minute', burst: 5 }))
    seen.look()
    expect([seen.nudges, admitted(1), shown()?.effective.rate]).toEqual([1, 0, '60/minute'])
    await outside.pass(1_000)
    expect(admitted(2)).toBe(1)
  })

  it('leaves an override in effect', () => {
    const { limits, shown } = scene()
    limits.override('api', { rate: '1/minute' })
    limits.add(limit('api', { rate: '9/minute' }))
    expect(shown()).toMatchObject({ declared: { rate: '9/minute' }, effective: { rate: '1/minute' } })
    limits.lift('api')
    expect(shown()).toMatchObject({ effective: { rate: '9/minute' }, override: null })
  })

  it('begins afresh where the keys mean something else', () => {
    const { limits, admitted, seen } = scene()
    admitted(6)
    limits.add(limit('api', { rate: '5/minute', by: 'session' }))
    seen.look()
    expect(admitted(5)).toBe(5)
  })

  it('leaves the former in place where the rule is bad', () => {
    const { limits, shown, seen } = scene()
    const bad = { ...limit('api', { rate: '5/minute' }), rule: { rate: 'much', burst: 1, perMs: 1 } }
    expect(() => limits.add(bad as never)).toThrow('bad-argument')
    expect([seen.nudges, shown()?.declared]).toEqual([0, { rate: '5/minute', burst: 5 }])
  })
})

describe('override', () => {
  it('is in effect at once, and shown beside what was declared', () => {
    const { limits, admitted, shown, seen } = scene()
    expect(limits.override('api', { rate: '100/minute' })).toEqual({ done: true })
    seen.look()
    expect(shown()).toMatchObject({
      declared: { rate: '5/minute', burst: 5 },
      effective: { rate: '100/minute', burst: 100 },
      override: { rate: '100/minute', burst: 100, until: null },
    })
    expect(admitted(200)).toBe(100)
  })

  it('saved again does not refill an exhausted bucket, nor nudge', () => {
    const { limits, admitted, seen } = scene()
    limits.override('api', { rate: '2/minute' })
    admitted(3)
    const before = seen.nudges
    for (let i = 0; i < 10; i++) limits.override('api', { rate: '2/minute' })
    expect(seen.nudges).toBe(before)
    expect(admitted(1)).toBe(0)
  })

  it('saved again for longer lasts longer and refills nothing', async () => {
    const { limits, admitted, shown, outside, seen } = scene()
    limits.override('api', { rate: '2/hour' }, { forMs: MINUTE })
    admitted(3)
    await outside.pass(30_000)
    limits.override('api', { rate: '2/hour' }, { forMs: MINUTE })
    seen.look()
    expect(shown()?.override?.until).toBe(START + 90_000)
    await outside.pass(45_000)
    expect([admitted(1), shown()?.effective.rate]).toEqual([0, '2/hour'])
  })

  it('ends when its time is over, and says so by itself', async () => {
    const { limits, shown, outside, seen } = scene()
    limits.override('api', { rate: '100/minute' }, { forMs: MINUTE })
    expect(shown()?.override?.until).toBe(START + MINUTE)
    const before = seen.nudges
    await outside.pass(MINUTE)
    seen.look()
    expect(seen.nudges).toBe(before + 1)
    expect(shown()).toMatchObject({ override: null, effective: { rate: '5/minute', burst: 5 } })
  })

  it('ends at its moment for requests, also where no timer comes', async () => {
    const { limits, admitted, outside, shown } = scene({ rate: '60/minute', burst: 5 })
    limits.override('api', { rate: '1/hour', burst: 5 }, { forMs: 10_000 })
    admitted(5)
    limits.close()
    await outside.pass(12_000)
    expect([admitted(5), shown()?.override]).toEqual([2, null])
  })

  it('may be lifted', () => {
    const { limits, shown, seen, outside } = scene()
    limits.override('api', { rate: '100/minute' }, { forMs: MINUTE })
    expect(limits.lift('api')).toEqual({ done: true })
    seen.look()
    expect([shown()?.override, outside.waiting]).toEqual([null, 0])
    expect(limits.lift('api')).toMatchObject({ done: false })
  })

  it('says why where it is not done', () => {
    const { limits, seen } = scene()
    expect(limits.override('other', { rate: '1/minute' })).toEqual({
      done: false,
      why: 'no limit is called other',
    })
    expect(limits.override('api', { rate: 'much' as never })).toMatchObject({ done: false })
    expect(limits.override('api', { rate: '1/minute' }, { forMs: -1 })).toMatchObject({ done: false })
    expect(seen.nudges).toBe(0)
  })

  it('looks at no bucket, however many there are', () => {
    const { limits, admitted } = scene()
    for (let i = 0; i < 1_000; i++) admitted(1, `key ${i}`)
    const calls = callsOf(Shelf.prototype)
    limits.override('api', { rate: '1/minute' }, { forMs: MINUTE })
    limits.lift('api')
    limits.add(limit('api', { rate: '7/minute' }))
    expect(calls()).toBe(0)
    admitted(1)
    expect(calls()).toBeGreaterThan(0)
    vi.restoreAllMocks()
  })
})

describe('reset', () => {
  it('gives one key its tokens back and forgets that it was denied', () => {
    const { limits, admitted, shown, seen } = scene()
    admitted(6)
    admitted(6, 'b')
    expect(limits.reset('api', 'a')).toEqual({ done: true })
    seen.look()
    expect([admitted(5), admitted(1, 'b')]).toEqual([5, 0])
    expect(shown()).toMatchObject({ denied: 3, keys: [{ key: 'b' }] })
  })

  it('gives all keys theirs', () => {
    const { limits, admitted, seen } = scene()
    admitted(6)
    admitted(6, 'b')
    expect(limits.reset('api')).toEqual({ done: true })
    seen.look()
    expect([admitted(5), admitted(5, 'b')]).toEqual([5, 5])
  })

  it('says so where there was nothing to give back', () => {
    const { limits, seen } = scene()
    expect(limits.reset('api', 'a')).toMatchObject({ done: false })
    expect(limits.reset('other')).toMatchObject({ done: false })
    expect(seen.nudges).toBe(0)
  })
})

describe('what is held', () => {
  it('is let go of when buckets are full and nobody asks', async () => {
    const { limits, admitted, outside } = scene()
    for (let i = 0; i < 1_000; i++) admitted(1, `key ${i}`)
    expect(limits.held('api')).toBe(1_000)
    await outside.pass(2 * MINUTE)
    expect([limits.held('api'), outside.waiting]).toEqual([0, 0])
  })

  it('is bounded at a million keys, and the latest of them are still denied', () => {
    const { limits } = scene({ rate: '1/hour' }, { keys: 20_000 })
    let denied = 0
    for (let i = 0; i < 1_000_000; i++) {
      limits.allow('api', `key ${i}`)
      if (i % 1_000 === 0 && i >= 10_000 && !limits.allow('api', `key ${i - 10_000}`).ok) denied++
    }
    expect(limits.held('api')).toBeLessThanOrEqual(44_032)
    expect(denied).toBe(990)
  })
})

it('Retry-After is in whole seconds, rounded up', () => {
  expect([1, 999, 1_000, 1_001, 12_000].map(retryAfterSeconds)).toEqual([1, 1, 1, 2, 12])
})

/** How often methods and getters of these objects have been called from now on. */
function callsOf(prototype: object): () => number {
  const spies = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name]) => name !== 'constructor')
    .map(([name, { get }]) =>
      get === undefined ? vi.spyOn(prototype, name as never) : vi.spyOn(prototype, name as never, 'get'),
    )
  return () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)
}
