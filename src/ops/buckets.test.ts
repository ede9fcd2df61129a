import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Buckets } from './buckets.ts'
import type { Rule } from './limit.ts'

const rule = (perMs: number, burst: number): Rule => ({ rate: '1/second', perMs, burst })
/** Times that the machine counts without error: tokens come in halves, quarters, eighths. */
const SLOW = rule(1 / 8, 4)
const MANY = 1_000_000

describe('a bucket', () => {
  it('gives a burst at once, and then what comes', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    expect([1, 2, 3, 4].map(() => buckets.take('a', 1, 0).remaining)).toEqual([3, 2, 1, 0])
    expect(buckets.take('a', 1, 0)).toEqual({ ok: false, retryMs: 8, remaining: 0 })
    expect(buckets.take('a', 1, 7)).toEqual({ ok: false, retryMs: 1, remaining: 0 })
    expect(buckets.take('a', 1, 8)).toEqual({ ok: true, retryMs: 0, remaining: 0 })
  })

  it('never has more than its burst', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 4, 0)
    expect(buckets.look('a', 1e9)).toEqual({ ok: true, retryMs: 0, remaining: 4 })
  })

  it('is nobody else’s', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 4, 0)
    expect(buckets.take('b', 4, 0).ok).toBe(true)
  })

  it('is not emptied by being denied', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 3, 0)
    expect(buckets.take('a', 2, 0)).toEqual({ ok: false, retryMs: 8, remaining: 1 })
    expect(buckets.take('a', 1, 0).ok).toBe(true)
  })

  it('gives a whole burst to a cost above it, when it is full', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    expect(buckets.take('a', 99, 0)).toMatchObject({ ok: true, remaining: 0 })
    expect(buckets.take('a', 99, 8)).toMatchObject({ ok: false, retryMs: 24 })
    expect(buckets.take('a', 99, 32).ok).toBe(true)
  })

  it('is held only while it is not full', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 0, 0)
    expect(buckets.look('b', 0).remaining).toBe(4)
    for (let now = 0; now < 300_000; now++) buckets.take(`key ${now}`, 1, now)
    expect(buckets.size).toBeLessThan(5_000)
    buckets.sweep(1e9)
    expect(buckets.size).toBe(0)
  })

  it('is one of so many at most, and the latest are remembered', () => {
    const buckets = new Buckets(SLOW, 0, 1_000)
    for (let i = 0; i < 20_000; i++) buckets.take(`key ${i}`, 4, 0)
    expect(buckets.size).toBeLessThanOrEqual(2_240)
    expect(buckets.take('key 19999', 1, 0).ok).toBe(false)
    expect(buckets.take('key 0', 1, 0).ok).toBe(true)
  })
})

describe('another rule', () => {
  it('holds for buckets that are there, from then on', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 4, 0)
    buckets.change(rule(1, 4), 4)
    expect(buckets.take('a', 1, 4)).toEqual({ ok: false, retryMs: 1, remaining: 0 })
    expect(buckets.look('a', 6).remaining).toBe(2)
  })

  it('that is the same changes nothing', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 4, 0)
    for (let now = 1; now < 8; now++) buckets.change(SLOW, now)
    expect(buckets.take('a', 1, 7)).toEqual({ ok: false, retryMs: 1, remaining: 0 })
  })

  it('with a smaller burst leaves who is exhausted with as little, and nobody with a debt', () => {
    const buckets = new Buckets(rule(1 / 8, 1_000), 0, MANY)
    buckets.take('exhausted', 1_000, 0)
    buckets.take('frugal', 1, 0)
    buckets.change(SLOW, 0)
    expect(buckets.look('exhausted', 0)).toEqual({ ok: false, retryMs: 8, remaining: 0 })
    expect(buckets.look('frugal', 0).remaining).toBe(4)
  })

  it('with a greater burst gives the difference', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    buckets.take('a', 4, 0)
    buckets.change(rule(1 / 8, 6), 0)
    expect(buckets.look('a', 0).remaining).toBe(2)
  })
})

describe('filling', () => {
  it('fills the bucket of one key, and says whether it was not full', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    for (const key of ['a', 'b']) buckets.take(key, 4, 0)
    expect([buckets.fill('a', 0), buckets.fill('a', 0), buckets.fill('c', 0)]).toEqual([true, false, false])
    expect([buckets.look('a', 0).remaining, buckets.look('b', 0).remaining]).toEqual([4, 0])
  })

  it('fills all', () => {
    const buckets = new Buckets(SLOW, 0, MANY)
    for (const key of ['a', 'b']) buckets.take(key, 4, 0)
    buckets.fillAll()
    expect([buckets.look('a', 0).remaining, buckets.look('b', 0).remaining]).toEqual([4, 4])
  })
})

/** Buckets as one would write them down: tokens by key, and every change goes through all of them. */
class Model {
  readonly #missing = new Map<string, number>()
  #rule: Rule

  constructor(first: Rule) {
    this.#rule = first
  }

  pass(ms: number): void {
    for (const [key, missing] of this.#missing)
      this.#missing.set(key, Math.max(0, missing - ms * this.#rule.perMs))
  }

  change(to: Rule): void {
    const less = Math.max(0, this.#rule.burst - to.burst)
    for (const [key, missing] of this.#missing) this.#missing.set(key, Math.max(0, missing - less))
    this.#rule = to
  }

  left(key: string): number {
    return this.#rule.burst - (this.#missing.get(key) ?? 0)
  }

  take(key: string, cost: number): boolean {
    const costs = Math.min(cost, this.#rule.burst)
    if (this.left(key) < costs) return false
    this.#missing.set(key, (this.#missing.get(key) ?? 0) + costs)
    return true
  }

  fill(key: string): void {
    this.#missing.delete(key)
  }
}

it('answers as buckets that are all gone through at each change, whatever is taken, changed and waited for', () => {
  const act = fc.oneof(
    { weight: 8, arbitrary: fc.record({ take: fc.nat(60), cost: fc.nat(5) }) },
    { weight: 4, arbitrary: fc.record({ pass: fc.nat(20) }) },
    fc.record({ perMs: fc.constantFrom(1 / 8, 1 / 2, 1, 2), burst: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ fill: fc.nat(60) }),
    fc.constant('sweep'),
  )
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 400 }), acts => {
      const [buckets, model] = [new Buckets(SLOW, 0, MANY), new Model(SLOW)]
      let now = 0
      for (const one of acts) {
        if (typeof one === 'string') buckets.sweep(now)
        else if ('pass' in one) {
          now += one.pass
          model.pass(one.pass)
        } else if ('perMs' in one) {
          const next = rule(one.perMs, one.burst)
          buckets.change(next, now)
          model.change(next)
        } else if ('fill' in one) {
          buckets.fill(`${one.fill}`, now)
          model.fill(`${one.fill}`)
        } else {
          const key = `${one.take}`
          const verdict = buckets.take(key, one.cost, now)
          expect(verdict.ok).toBe(model.take(key, one.cost))
          expect(verdict.remaining).toBe(Math.floor(model.left(key)))
          expect(buckets.look(key, now).remaining).toBe(verdict.remaining)
        }
      }
    }),
    { numRuns: 300 },
  )
})

it('lets in who waits as long as he was told, and hardly a moment earlier, at any rate', () => {
  fc.assert(
    fc.property(
      fc.record({
        count: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
        unit: fc.constantFrom(1e3, 6e4, 3.6e6),
      }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      ({ count, unit }, burst, now) => {
        const make = (): Buckets => {
          const buckets = new Buckets(rule(count / unit, burst), 0, MANY)
          buckets.take('a', burst, now)
          return buckets
        }
        const { ok, retryMs } = make().take('a', 1, now)
        expect(ok).toBe(false)
        expect(make().take('a', 1, now + retryMs).ok).toBe(true)
        // A millionth of a token more or less is not counted.
        const early = retryMs - 1.01 - (2e-6 * unit) / count
        if (early > 0) expect(make().take('a', 1, now + early).ok).toBe(false)
      },
    ),
  )
})
