import { describe, expect, it } from 'vitest'
import { Edges } from './edges.ts'
import { Metrics } from './metrics.ts'
import { virtualOutside } from './outside.fixture.ts'

const ended = { ms: 5, status: 200, failed: false, bytes: 0 }
const key = (name: string) => ({ service: 'shop', name, transport: 'http' }) as const

function setUp(most?: number) {
  const outside = virtualOutside()
  const metrics = new Metrics({ outside, ...(most === undefined ? {} : { most }) })
  const record = (name: string, more: Partial<typeof ended> = {}): void =>
    metrics.record(metrics.endpoint(key(name)), outside.ticks(), { ...ended, ...more })
  let nudges = 0
  metrics.setChangeHook(() => void nudges++)
  return { outside, metrics, record, nudges: () => nudges }
}

describe('metrics', () => {
  it('show nothing and nudge nobody before something has ended', () => {
    const { metrics, nudges } = setUp()
    const before = metrics.read()
    metrics.endpoint(key('GET /'))
    expect(nudges()).toBe(0)
    expect(metrics.read()).toBe(before)
    expect(before.endpoints).toEqual([])
  })

  it('nudge once for each piece of work', () => {
    const { record, nudges } = setUp()
    for (let i = 0; i < 10; i++) record('GET /')
    expect(nudges()).toBe(10)
  })

  it('show the same object as long as it says the same, and the same row of an endpoint that did nothing', async () => {
    const { outside, metrics, record } = setUp()
    record('GET /a')
    record('GET /b')
    const first = metrics.read()
    await outside.pass(10)
    expect(metrics.read()).toBe(first)
    record('GET /b')
    const second = metrics.read()
    expect(second).not.toBe(first)
    expect(second.endpoints[0]).toBe(first.endpoints[0])
    expect(second.endpoints[1]).toMatchObject({ name: 'GET /b', count: 2 })
    expect(second.total.count).toBe(3)
    expect(first.total.count).toBe(2)
  })

  it('nudge as rates fall, and come to rest when all has fallen', async () => {
    const { outside, metrics, record, nudges } = setUp()
    record('GET /')
    await outside.pass(1000)
    expect(nudges()).toBe(2)
    expect(metrics.read().endpoints[0]?.perSecond).toBeGreaterThan(0)
    await outside.pass(60_000)
    expect(metrics.read().endpoints[0]).toMatchObject({ perSecond: 0, lastMinute: 0, count: 1 })
    await outside.pass(120_000)
    const [still, shown] = [nudges(), metrics.read()]
    // Once for what ended, ten times as its rate fell, once as it left the last minute.
    expect(still).toBe(12)
    expect(outside.waiting).toBe(0)
    await outside.pass(3_600_000)
    expect(nudges()).toBe(still)
    expect(metrics.read()).toBe(shown)
  })

  it('wait for nothing once nobody listens', () => {
    const { outside, metrics, record } = setUp()
    record('GET /')
    metrics.setChangeHook(undefined)
    record('GET /')
    expect(outside.waiting).toBe(0)
  })

  it('survive a hook that throws', () => {
    const { metrics, record } = setUp()
    metrics.setChangeHook(() => {
      throw new Error('badly listened')
    })
    expect(() => record('GET /')).not.toThrow()
    expect(metrics.read().total.count).toBe(1)
  })

  it('count endpoints that are too many as one', () => {
    const { metrics, record } = setUp(3)
    for (let i = 0; i < 10; i++) record(`GET /${i}`)
    record('GET /1')
    const { endpoints, total } = metrics.read()
    expect(endpoints.map(({ name, count }) => [name, count])).toEqual([
      ['GET /0', 1],
      ['GET /1', 2],
      ['GET /2', 1],
      ['other', 7],
    ])
    expect(total.count).toBe(11)
    expect(metrics.detail('other', 'other')?.figures.count).toBe(7)
  })

  it('tell endpoints of different services apart', () => {
    const { outside, metrics } = setUp()
    for (const service of ['a', 'b']) {
      metrics.record(metrics.endpoint({ ...key('GET /'), service }), outside.ticks(), ended)
    }
    expect(metrics.read().endpoints.map(({ service }) => service)).toEqual(['a', 'b'])
  })

  it('give an endpoint by itself, with its last five minutes dated', async () => {
    const { outside, metrics, record } = setUp()
    await outside.pass(2000)
    record('GET /', { ms: 100 })
    await outside.pass(3000)
    record('GET /', { ms: 100, failed: true })
    const detail = metrics.detail('shop', 'GET /')
    expect(
      detail?.history.map(({ at, count, errors }) => [at - Date.UTC(2026, 0, 1), count, errors]),
    ).toEqual([
      [2000, 1, 0],
      [5000, 1, 1],
    ])
    expect(detail?.buckets).toEqual([{ fromMs: 98.304, toMs: 100.352, count: 2 }])
    expect(metrics.history()).toEqual(detail?.history)
    expect(metrics.detail('shop', 'GET /nowhere')).toBe(undefined)
  })

  it('is plain data', () => {
    const { metrics, record } = setUp()
    record('GET /')
    expect(JSON.parse(JSON.stringify(metrics.read()))).toEqual(metrics.read())
  })
})

describe('edges', () => {
  it('are drawn by what goes along them, each way by itself, and those that are too many as one', () => {
    const outside = virtualOutside()
    const edges = new Edges({ outside, most: 2 })
    const [a, b, c] = (['a', 'b', 'c'] as const).map(name => ({ kind: 'service', name }) as const)
    for (const [from, to] of [
      [a, b],
      [a, b],
      [b, a],
      [b, c],
      [c, a],
    ]) {
      if (from !== undefined && to !== undefined) edges.record(edges.edge(from, to), outside.ticks(), ended)
    }
    expect(edges.read().map(({ from, to, count }) => [from.name, to.name, count])).toEqual([
      ['a', 'b', 2],
      ['b', 'a', 1],
      ['other', 'other', 2],
    ])
    expect(edges.read()).toBe(edges.read())
  })
})
