import { describe, expect, it } from 'vitest'
import { Faults } from './faults.ts'
import { virtualOutside } from './outside.fixture.ts'

function setUp() {
  const outside = virtualOutside()
  const faults = new Faults({ outside })
  let nudges = 0
  faults.setChangeHook(() => void nudges++)
  const record = (error: unknown, endpoint = 'GET /'): void =>
    faults.record({ service: 'shop', endpoint, error })
  return { outside, faults, record, nudges: () => nudges }
}
const oops = (message: string): Error => new TypeError(message)

describe('faults', () => {
  it('gather what differs by numbers, ids and quoted text alone', async () => {
    const { outside, faults, record, nudges } = setUp()
    record(oops('no order 17 of "Ada" (4bf92f3577b34da6)'))
    await outside.pass(5000)
    record(oops('no order 2036 of "Bob" (00f067aa0ba902b7)'))
    const began = Date.UTC(2026, 0, 1)
    expect(faults.read()).toMatchObject([
      {
        name: 'TypeError',
        count: 2,
        firstAt: began,
        lastAt: began + 5000,
        message: expect.stringContaining('2036'),
      },
    ])
    expect(nudges()).toBe(2)
  })

  it('keep apart what differs by name, message, place or endpoint', () => {
    const { faults, record } = setUp()
    record(oops('a'))
    record(oops('b'))
    record(new RangeError('a'))
    record(oops('a'), 'POST /')
    // Another place.
    record(new TypeError('a'))
    expect(faults.read().length).toBe(5)
    expect(new Set(faults.read().map(({ id }) => id)).size).toBe(5)
  })

  it('name the place in the program, not in Node', () => {
    const { faults, record } = setUp()
    record(oops('a'))
    expect(faults.read()[0]?.at).toMatch(/oops.*faults\.test\.ts:\d+\)?$/)
    try {
      JSON.parse('{')
    } catch (error) {
      record(error)
    }
    expect(faults.read()[0]?.at).toContain('faults.test.ts')
  })

  it('keep the last five stacks, newest first, with their causes and traces', () => {
    const { faults } = setUp()
    for (let i = 0; i < 7; i++) {
      const error = new Error(`try ${i}`, { cause: new Error(`broken pipe ${i}`) })
      faults.record({ service: 's', endpoint: 'e', error, traceId: `t${i}` })
    }
    const [row] = faults.read()
    const detail = faults.detail(row?.id ?? '')
    expect(detail?.count).toBe(7)
    expect(detail?.occurrences.map(({ traceId }) => traceId)).toEqual(['t6', 't5', 't4', 't3', 't2'])
    expect(detail?.occurrences[0]?.stack).toMatch(/try 6[^]*caused by Error: broken pipe 6/)
  })

  it('show the same object until something is thrown', () => {
    const { faults, record } = setUp()
    record(oops('a'))
    const before = faults.read()
    expect(faults.read()).toBe(before)
    record(oops('a'))
    expect(faults.read()).not.toBe(before)
    expect(before[0]?.count).toBe(1)
  })

  it('are bounded, and what happens again stays before what happened once', () => {
    const { faults, record } = setUp()
    for (let i = 0; i < 2; i++) record(oops('again and again'))
    const letters = (n: number): string => String.fromCharCode(97 + (n % 26), 97 + (Math.floor(n / 26) % 26))
    for (let i = 0; i < 600; i++) record(oops(`once upon ${letters(i)}`))
    expect(faults.read().length).toBe(200)
    expect(faults.read().some(({ message }) => message === 'again and again')).toBe(true)
    expect(faults.read()[0]?.message).toBe(`once upon ${letters(599)}`)
  })

  it('take anything that can be thrown, cut to a bounded text', () => {
    const { faults, record } = setUp()
    const hostile = new Error('x')
    for (const part of ['message', 'stack', 'name', 'cause']) {
      Object.defineProperty(hostile, part, {
        get: () => {
          throw new Error('gotcha')
        },
      })
    }
    const round = new Error('round')
    round.cause = round
    const all = ['text', 17, null, Symbol('s'), Object.create(null), { toString: 5 }, hostile, round]
    for (const one of [...all, new Error('x'.repeat(1e6))]) expect(() => record(one)).not.toThrow()
    expect(JSON.stringify(faults.read().map(({ id }) => faults.detail(id))).length).toBeLessThan(50_000)
  })

  it('are forgotten at a word, once', () => {
    const { faults, record, nudges } = setUp()
    record(oops('a'))
    const id = faults.read()[0]?.id ?? ''
    expect(faults.forget(id)).toEqual({ done: true })
    expect(faults.read()).toEqual([])
    expect(faults.forget(id)).toEqual({ done: false, why: 'no such error is kept' })
    expect(nudges()).toBe(2)
  })
})
