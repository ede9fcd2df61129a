import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DENIED_KEYS, Denials } from './denials.ts'

describe('who was denied', () => {
  it('is counted, with when it was last', () => {
    const denials = new Denials()
    for (const [key, at] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const)
      denials.count(key, at)
    expect(denials.list()).toEqual([
      { key: 'a', denied: 2, over: 0, lastAt: 3 },
      { key: 'b', denied: 1, over: 0, lastAt: 2 },
    ])
  })

  it('is bounded, holds the last one and everybody above the average, and never counts too little', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 2_000 }), keys => {
        const [denials, counts] = [new Denials(), new Map<string, number>()]
        for (const [at, key] of keys.entries()) {
          denials.count(`${key}`, at)
          counts.set(`${key}`, (counts.get(`${key}`) ?? 0) + 1)
        }
        const shown = new Map(denials.list().map(place => [place.key, place]))
        expect(shown.size).toBe(Math.min(DENIED_KEYS, counts.size))
        expect(shown.get(`${keys.at(-1)}`)?.lastAt).toBe(keys.length - 1)
        for (const [key, count] of counts) {
          if (count > keys.length / DENIED_KEYS) expect(shown.has(key)).toBe(true)
        }
        for (const { key, denied, over } of shown.values()) {
          const count = counts.get(key) ?? 0
          expect(count).toBeLessThanOrEqual(denied)
          expect(count).toBeGreaterThanOrEqual(denied - over)
        }
      }),
    )
  })
})
