import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cluster, type Cluster, type Process } from './cluster.fixture.ts'
import { limit, type LimitRule } from './limit.ts'
import { Limits } from './limits.ts'
import type { Shared } from './shared.ts'

interface Program extends Process {
  readonly limits: Limits
  /** How often the engine was asked. */
  asked: number
  /** How many of so many requests may go on. */
  passed(requests: number, key?: string): Promise<number>
}

interface Scene extends Cluster {
  program(): Promise<Program>
}

/** Processes with one limit, `api`. */
async function scene(rule: LimitRule): Promise<Scene> {
  const all = await cluster(Date.UTC(2026, 0, 1))
  return {
    ...all,
    async program() {
      const process = await all.process()
      const limits = new Limits({ outside: process.outside })
      const { shared } = process
      const counted: Shared = {
        get isShared() {
          return shared.isShared
        },
        node: shared.node,
        isClosing: false,
        alive: node => shared.alive(node),
        rewrite: (key, make) => shared.rewrite(key, make),
        onNote: heard => shared.onNote(heard),
        limit(...given) {
          program.asked++
          return shared.limit(...given)
        },
      }
      const own = {
        limits,
        asked: 0,
        async passed(requests: number, key = 'a') {
          let count = 0
          for (let i = 0; i < requests; i++) if ((await limits.ask('api', key)).ok) count++
          return count
        },
      }
      const program = Object.defineProperties(own as Program, Object.getOwnPropertyDescriptors(process))
      limits.share(counted)
      limits.add(limit('api', { ...rule, by: 'ip' }))
      limits.start()
      await all.outside.pass(0)
      return program
    },
  }
}

describe('a limit of several processes', () => {
  it('gives all of them together what one is given', async () => {
    const { outside, program } = await scene({ rate: '5/minute' })
    const [first, second] = [await program(), await program()]
    expect([await first.passed(3), await second.passed(3), await first.passed(3)]).toEqual([3, 2, 0])
    expect(await first.limits.ask('api', 'a')).toEqual({ ok: false, retryMs: 12_000, remaining: 0 })
    await outside.pass(12_000)
    expect([await second.passed(2), await first.passed(2)]).toEqual([1, 0])
  })

  it('counts each key by itself, and each limit', async () => {
    const { program } = await scene({ rate: '2/minute' })
    const [first, second] = [await program(), await program()]
    second.limits.add(limit('api"a', { rate: '1/minute' }))
    expect([await first.passed(3), await second.passed(3, 'b')]).toEqual([2, 2])
    expect((await second.limits.ask('api"a', '')).ok).toBe(true)
  })

  it('shows where somebody was denied', async () => {
    const { program } = await scene({ rate: '1/minute' })
    const [first, second] = [await program(), await program()]
    await first.passed(1)
    await second.passed(2)
    expect([first, second].map(({ limits }) => limits.read().limits[0]?.denied)).toEqual([0, 2])
    expect(second.limits.read().limits[0]?.keys).toMatchObject([{ key: 'a', denied: 2 }])
  })

  it('does not ask again for what was denied before it can be had, or a second has passed', async () => {
    const { outside, program } = await scene({ rate: '1/minute' })
    const one = await program()
    await one.passed(100)
    expect(one.asked).toBe(2)
    await outside.pass(1_000)
    await one.passed(100)
    expect(one.asked).toBe(3)
  })

  it('asks for much that is wanted at once, in batches', async () => {
    const { outside, program } = await scene({ rate: '10000/second' })
    const one = await program()
    let passed = 0
    for (let i = 0; i < 100; i++) {
      passed += await one.passed(50)
      await outside.pass(10)
    }
    expect(passed).toBe(5_000)
    expect(one.asked).toBeLessThan(100)
  })

  it('gives nothing of a batch any more when its time is over', async () => {
    const { outside, program } = await scene({ rate: '10000/second' })
    const all = [await program(), await program(), await program()]
    for (const one of all) await one.passed(1_500)
    await outside.pass(10_000)
    let passed = 0
    for (const one of all) passed += await one.passed(10_000)
    expect(passed).toBeLessThanOrEqual(10_000)
  })

  it('lets those who ask at the same time wait for one answer', async () => {
    const { program } = await scene({ rate: '1000/second' })
    const one = await program()
    const all = await Promise.all(Array.from({ length: 200 }, async () => one.limits.ask('api', 'a')))
    expect(all.every(({ ok }) => ok)).toBe(true)
    expect(one.asked).toBeLessThan(20)
  })

  it('keeps to itself where the engine does not answer, tells of it once, and comes back', async () => {
    const { outside, program } = await scene({ rate: '5/minute' })
    const [first, second] = [await program(), await program()]
    first.cut(true)
    expect([await first.passed(9), await second.passed(9)]).toEqual([5, 5])
    await outside.pass(5_000)
    await first.passed(9)
    expect(first.lost).toHaveLength(1)
    expect(first.asked).toBe(2)
    first.cut(false)
    await outside.pass(55_000)
    expect([await first.passed(9), await second.passed(9)]).toEqual([5, 0])
  })

  it('is of this process alone where there are no others', async () => {
    const limits = new Limits()
    limits.add(limit('api', { rate: '1/minute' }))
    expect(limits.ask('api', 'a')).toEqual({ ok: true, retryMs: 0, remaining: 0 })
  })
})

describe('what an operator does in one process', () => {
  it('fills the bucket of a key for all of them, within a second', async () => {
    const { outside, program } = await scene({ rate: '2/hour' })
    const [first, second] = [await program(), await program()]
    expect([await first.passed(3), await second.passed(3)]).toEqual([2, 0])
    expect(first.limits.reset('api', 'a')).toEqual({ done: true })
    await outside.pass(1_000)
    expect(await second.passed(3)).toBe(2)
  })

  it('fills all buckets for all of them', async () => {
    const { outside, program } = await scene({ rate: '2/hour' })
    const [first, second] = [await program(), await program()]
    expect([await first.passed(3), await second.passed(3, 'b')]).toEqual([2, 2])
    first.limits.reset('api')
    await outside.pass(10)
    expect([await second.passed(3), await first.passed(3, 'b')]).toEqual([2, 2])
  })

  it('overrides the rule for all of them, also for those that come later, until it is over', async () => {
    const { outside, program } = await scene({ rate: '2/hour' })
    const [first, second] = [await program(), await program()]
    first.limits.override('api', { rate: '5/hour' }, { forMs: 60_000 })
    await outside.pass(10)
    const late = await program()
    const effective = [first, second, late].map(({ limits }) => limits.read().limits[0]?.effective.rate)
    expect(effective).toEqual(['5/hour', '5/hour', '5/hour'])
    expect([await second.passed(4), await late.passed(4)]).toEqual([4, 1])
    await outside.pass(60_000)
    expect([second, late].map(({ limits }) => limits.read().limits[0]?.override)).toEqual([null, null])
  })

  it('lifts what another has overridden', async () => {
    const { outside, program } = await scene({ rate: '2/hour' })
    const [first, second] = [await program(), await program()]
    first.limits.override('api', { rate: '5/hour' })
    await outside.pass(10)
    expect(second.limits.lift('api')).toEqual({ done: true })
    await outside.pass(10)
    expect(first.limits.read().limits[0]?.override).toBeNull()
  })

  it('is said once the engine answers again', async () => {
    const { outside, program } = await scene({ rate: '2/hour' })
    const [first, second] = [await program(), await program()]
    first.cut(true)
    first.limits.override('api', { rate: '5/hour' })
    await outside.pass(3_000)
    first.cut(false)
    await outside.pass(2_000)
    expect(second.limits.read().limits[0]?.effective.rate).toBe('5/hour')
  })
})

it('whoever asks, and however often, no span of time gives more than burst and rate allow', async () => {
  const act = fc.record({
    who: fc.nat(2),
    times: fc.oneof(fc.nat(3), fc.nat(300)),
    cost: fc.constantFrom(1, 1, 1, 3),
    pass: fc.oneof(fc.constant(0), fc.nat(30), fc.nat(400)),
  })
  const rule = fc.constantFrom(
    { rate: '20/second', burst: 20 },
    { rate: '100/second', burst: 100 },
    { rate: '1000/second', burst: 500 },
    { rate: '50/second', burst: 400 },
  ) as fc.Arbitrary<{ readonly rate: `${number}/second`; readonly burst: number }>
  await fc.assert(
    fc.asyncProperty(rule, fc.array(act, { maxLength: 60 }), async ({ rate, burst }, acts) => {
      const { outside, program } = await scene({ rate, burst })
      const all = [await program(), await program(), await program()]
      const perMs = Number.parseInt(rate) / 1_000
      const given: { readonly at: number; readonly sum: number }[] = []
      let sum = 0
      for (const { who, times, cost, pass } of acts) {
        const before = sum
        for (let i = 0; i < times; i++)
          if ((await all[who]?.limits.ask('api', 'a', cost))?.ok === true) sum += cost
        if (sum > before) given.push({ at: outside.ticks(), sum: sum - before })
        await outside.pass(pass)
      }
      for (let from = 0; from < given.length; from++) {
        let inIt = 0
        for (const { at, sum: some } of given.slice(from)) {
          inIt += some
          expect(inIt).toBeLessThanOrEqual(burst + (at - (given[from]?.at ?? 0)) * perMs + 1e-6)
        }
      }
    }),
    { numRuns: 100 },
  )
}, 120_000)
