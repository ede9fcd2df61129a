import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { saidOf, totalOf } from './cluster-figures.ts'
import type { Company } from './cluster.ts'
import { ops, type Ops } from './index.ts'
import { virtualOutside } from './outside.fixture.ts'

/** Time that work takes, too, without anything else falling due. */
function taking() {
  const virtual = virtualOutside()
  let taken = 0
  return { ...virtual, ticks: () => virtual.ticks() + taken, take: (ms: number) => void (taken += ms) }
}

/** As many programs as names, over one engine that is played. */
function programs(...names: readonly string[]) {
  const outside = taking()
  const all = names.map(node => ops([], { name: 'shop', node, version: '1.2', outside }))
  const gone = new Set<Ops>()
  for (const here of all) {
    const company: Company & { name: string; read(): unknown; setChangeHook(): void } = {
      name: 'server',
      read: () => ({ conversations: { connected: 3, away: 1 } }),
      setChangeHook() {},
      nodes: () =>
        [here, ...all.filter(each => each !== here)].map(each => ({
          node: `node ${each.nodeName}`,
          here: each === here,
          state: gone.has(each) ? 'silent' : 'up',
          heardAt: outside.now(),
          // As it travels.
          said: JSON.parse(JSON.stringify(each.greeting())) as unknown,
        })),
      ask: async (node, question) => {
        const answer = await all.find(each => `node ${each.nodeName}` === node)?.answer(question)
        return answer === undefined ? { why: 'no answer' } : { answer }
      },
    }
    // As a server does, which can also find and look.
    here.attach(Object.assign(company, { find() {}, look() {} }))
  }
  return { outside, all: all as [Ops, ...Ops[]], gone }
}

function work(of: Ops, ms: readonly number[], outside: ReturnType<typeof taking>, status = 200): void {
  for (const each of ms) {
    const measured = of.begin({ service: 'shop', endpoint: 'GET /', transport: 'http' })
    outside.take(each)
    measured?.end({ status })
  }
}

describe('nodes of one program', () => {
  it('are shown by name, with what each does and what all do together', async () => {
    const { outside, all } = programs('web-2', 'web-1', 'web-3')
    work(all[0], [10, 10, 10], outside)
    work(all[1]!, [10], outside, 500)
    const shown = all[0].cluster.read()
    expect(shown?.nodes.map(({ name, here, version }) => [name, here, version])).toEqual([
      ['web-1', false, '1.2'],
      ['web-2', true, '1.2'],
      ['web-3', false, '1.2'],
    ])
    expect(shown?.nodes.map(({ lastMinute }) => lastMinute)).toEqual([1, 3, 0])
    expect(shown?.total).toMatchObject({ lastMinute: 4, errorsLastMinute: 1, connected: 9, away: 3 })
  })

  it('are not counted in the total when they are silent, and stay to be seen', () => {
    const { all, gone } = programs('a', 'b')
    gone.add(all[1]!)
    const shown = all[0].cluster.read()
    expect(shown?.nodes.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'up'],
      ['b', 'silent'],
    ])
    expect(shown?.total.connected).toBe(3)
    expect(all[0].cluster.others).toEqual([])
  })

  it('are nothing to show where there is one', () => {
    const { all } = programs('alone')
    expect(all[0].cluster.read()).toBeUndefined()
    expect(JSON.parse(all[0].snapshot()).sections).not.toHaveProperty('nodes')
  })

  it('change what is shown once a second at most, and at once when one goes', async () => {
    const { outside, all, gone } = programs('a', 'b')
    const before = all[0].cluster.read()
    work(all[0], [1], outside)
    expect(all[0].cluster.read()).toBe(before)
    gone.add(all[1]!)
    expect(all[0].cluster.read()).not.toBe(before)
    const then = all[0].cluster.read()
    await outside.pass(1000)
    work(all[0], [1], outside)
    expect(all[0].cluster.read()).not.toBe(then)
  })

  it('have quantiles of all latencies, as if one program had measured them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 }),
        (here, there) => {
          const { outside, all } = programs('a', 'b')
          const one = ops([], { outside })
          // All within the window that quantiles are of.
          const scaled = (list: readonly number[]): number[] => list.map(ms => ms / 100)
          work(all[0], scaled(here), outside)
          work(all[1]!, scaled(there), outside)
          work(one, scaled([...here, ...there]), outside)
          const together = all[0].cluster.read()?.total.p95 ?? 0
          const { p95 } = one.metrics.read().total
          expect(Math.abs(together - p95)).toBeLessThanOrEqual(p95 * 0.032 + 0.001)
        },
      ),
      { numRuns: 50 },
    )
  })
})

it('what another version says of itself is read as far as it can be', () => {
  expect(saidOf(undefined)).toBeUndefined()
  expect(saidOf('hello')).toBeUndefined()
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('name', 'down', 'latencies', 'p95', 'pid'), fc.anything()),
      said => {
        const read = saidOf({ name: '', ...said })
        expect(read).toBeDefined()
        for (const value of Object.values(totalOf([read!])))
          if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})

describe('a question to another node', () => {
  it('is answered by whoever is called that', async () => {
    const { all } = programs('a', 'b')
    all[1]!.cluster.answering('desk', question => `b heard ${question}`)
    expect(await all[0].cluster.ask('node b', 'desk', 'how\nare you')).toEqual({
      answer: 'b heard how\nare you',
    })
    expect(await all[0].cluster.ask('node b', 'nobody', 'how')).toEqual({ why: 'no answer' })
  })

  it('is not asked where no server was given these operations', async () => {
    expect(await ops().cluster.ask('b', 'desk', 'how')).toEqual({ why: 'There is one node.' })
  })
})
