import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Edges } from './edges.ts'
import { Faults } from './faults.ts'
import { Measuring, type Work } from './measure.ts'
import { Metrics, type EndpointKey } from './metrics.ts'
import { virtualOutside } from './outside.fixture.ts'
import { parseTraceparent } from './traceparent.ts'
import { Traces } from './traces.ts'

function setUp(options: { readonly mostEndpoints?: number } = {}) {
  const outside = virtualOutside()
  const metrics = new Metrics({ outside, most: options.mostEndpoints ?? 1000 })
  const edges = new Edges({ outside })
  const traces = new Traces()
  const faults = new Faults({ outside })
  const seen: EndpointKey[] = []
  let nudges = 0
  for (const source of [metrics, edges, traces, faults]) source.setChangeHook(() => void nudges++)
  const measuring = new Measuring({ outside, metrics, edges, traces, faults, seen: it => void seen.push(it) })
  return { outside, metrics, edges, traces, faults, measuring, seen, nudges: () => nudges }
}

const CART: Work = { service: 'shop', endpoint: 'GET /cart', transport: 'http', method: 'GET', path: '/cart' }

describe('work that is measured', () => {
  it('is recorded when it has ended, with the time it took', async () => {
    const { outside, metrics, measuring } = setUp()
    const work = measuring.begin(CART)
    await outside.pass(40)
    expect(metrics.read().endpoints).toEqual([])
    expect(measuring.running).toBe(1)
    work.end({ status: 200, bytes: 12 })
    expect(metrics.read().endpoints).toMatchObject([{ name: 'GET /cart', count: 1, bytes: 12, mean: 40 }])
    expect(metrics.read().endpoints[0]?.p50).toBeCloseTo(40, -1)
    expect(measuring.running).toBe(0)
  })

  it('nudges nobody by beginning, running or being looked at', () => {
    const { measuring, metrics, edges, traces, nudges } = setUp()
    const work = measuring.begin(CART)
    work.run(() => measuring.span('think', () => 1))
    expect([work.traceparent, metrics.read(), edges.read(), traces.read()]).toHaveLength(4)
    expect(nudges()).toBe(0)
    work.end({ status: 200 })
    expect(nudges()).toBeGreaterThan(0)
  })

  it('is counted once, however often it is said to have ended', () => {
    const { metrics, measuring } = setUp()
    const work = measuring.begin(CART)
    work.end({ status: 200 })
    work.end({ status: 500, error: new Error('late') })
    work.end()
    expect(metrics.read().total).toMatchObject({ count: 1, errors: 0 })
    expect(measuring.running).toBe(0)
  })

  it('is counted when its caller has left, and that is no error', () => {
    const { metrics, faults, measuring } = setUp()
    measuring.begin(CART).end({ status: 499 })
    expect(metrics.read().endpoints).toMatchObject([{ count: 1, errors: 0, aborted: 1 }])
    expect(faults.read()).toEqual([])
  })

  it('has failed when something was thrown or the status says so', () => {
    const { metrics, faults, traces, measuring } = setUp()
    measuring.begin(CART).end({ status: 503 })
    measuring.begin(CART).end({ status: 200, error: new Error('after the headers') })
    measuring.begin(CART).end({ status: 404 })
    expect(metrics.read().total).toMatchObject({ count: 3, errors: 2 })
    expect(faults.read()).toMatchObject([
      { endpoint: 'GET /cart', service: 'shop', message: 'after the headers' },
    ])
    const traceId = faults.detail(faults.read()[0]?.id ?? '')?.occurrences[0]?.traceId
    expect(traces.detail(traceId ?? '')?.parts).toMatchObject([{ kind: 'error', error: 'after the headers' }])
  })

  it('tells of each endpoint once, by the name it has at the end', () => {
    const { measuring, seen } = setUp()
    for (let i = 0; i < 3; i++) {
      const work = measuring.begin({ ...CART, endpoint: 'GET *' })
      expect(seen.length).toBe(Math.min(i, 1))
      work.end({ status: 200, endpoint: 'GET /posts/:id', pattern: '/posts/:id' })
    }
    expect(seen).toEqual([
      { service: 'shop', name: 'GET /posts/:id', transport: 'http', method: 'GET', path: '/posts/:id' },
    ])
  })

  it('of endpoints that are too many is counted, and no one is told of them', () => {
    const { measuring, metrics, seen } = setUp({ mostEndpoints: 2 })
    for (let i = 0; i < 50; i++) measuring.begin({ ...CART, endpoint: `GET /${i}` }).end({ status: 200 })
    expect(seen.map(({ name }) => name)).toEqual(['GET /0', 'GET /1'])
    expect(metrics.read().endpoints.at(-1)).toMatchObject({ name: 'other', count: 48 })
  })

  it('is not hurt by a registry that throws', () => {
    const { outside, metrics, edges, traces, faults } = setUp()
    const seen = (): never => {
      throw new Error('full')
    }
    const measuring = new Measuring({ outside, metrics, edges, traces, faults, seen })
    expect(() => measuring.begin(CART).end()).not.toThrow()
    expect(metrics.read().total.count).toBe(1)
  })

  it('that lasts is counted, not timed, and keeps no slow trace', async () => {
    const { outside, metrics, traces, measuring } = setUp()
    const work = measuring.begin(CART)
    await outside.pass(600_000)
    work.end({ status: 200, lasting: true })
    expect(metrics.read().total).toMatchObject({ count: 1, max: 0, p99: 0 })
    expect(traces.read()).toEqual([])
  })
})

describe('a trace', () => {
  it('is the caller’s, where there is one, and its spans hang together', async () => {
    const { outside, traces, measuring } = setUp()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'
    const work = measuring.begin({ ...CART, traceparent })
    let [outgoing, inner] = ['', '']
    await work.run(async () => {
      const loading = measuring.span('load', async () => {
        await sleep(1)
        outgoing = measuring.traceparent ?? ''
        return measuring.span('query', () => (inner = measuring.traceparent ?? ''), {
          resource: 'db',
          kind: 'query',
        })
      })
      await outside.pass(30)
      await loading
    })
    work.end({ status: 200 })
    const detail = traces.detail('4bf92f3577b34da6a3ce929d0e0e4736')
    const [root, load, query] = detail?.spans ?? []
    expect(root).toMatchObject({
      name: 'GET /cart',
      parentId: '00f067aa0ba902b7',
      kind: 'server',
      service: 'shop',
    })
    expect(load).toMatchObject({ name: 'load', parentId: root?.id, kind: 'internal', error: null })
    expect(query).toMatchObject({ name: 'query', parentId: load?.id, kind: 'query', resource: 'db' })
    expect(work.traceparent).toBe(`00-4bf92f3577b34da6a3ce929d0e0e4736-${root?.id}-00`)
    expect(parseTraceparent(outgoing)?.spanId).toBe(load?.id)
    expect(parseTraceparent(inner)?.spanId).toBe(query?.id)
    expect(detail?.parts).toMatchObject([{ spans: 3, startedAt: Date.UTC(2026, 0, 1), durationMs: 30 }])
  })

  it('begins anew where the caller’s header is bad', () => {
    const { measuring } = setUp()
    const work = measuring.begin({ ...CART, traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` })
    expect(parseTraceparent(work.traceparent)).toMatchObject({ sampled: true })
  })

  it('has at most 200 spans and counts the others; one that goes on has no duration yet', async () => {
    const { outside, traces, measuring } = setUp()
    const work = measuring.begin({ ...CART, path: '/'.repeat(9000) })
    let done = (): void => {}
    const late = work.span('late', () => new Promise<void>(resolve => (done = resolve)))
    for (let i = 0; i < 1000; i++) work.span('x'.repeat(5000), () => i)
    work.end({ status: 500 })
    const [row] = traces.read()
    expect(row).toMatchObject({ spans: 201, dropped: 801 })
    const spans = () => traces.detail(row?.traceId ?? '')?.spans ?? []
    expect(spans().length).toBe(201)
    expect(spans()[1]).toMatchObject({ name: 'late', durationMs: null })
    await outside.pass(7)
    done()
    await late
    expect(spans()[1]?.durationMs).toBe(7)
    work.span('after the end', () => 1)
    expect(spans().length).toBe(201)
    expect(JSON.stringify([row, spans()]).length).toBeLessThan(201 * 600)
  })

  it('is plain data', () => {
    const { traces, measuring, edges, faults } = setUp()
    measuring.begin(CART).end({ error: new Error('x') })
    const all = [traces.read(), traces.detail(traces.read()[0]?.traceId ?? ''), edges.read(), faults.read()]
    expect(JSON.parse(JSON.stringify(all))).toEqual(all)
  })
})

describe('a span', () => {
  it('gives what its work gives, now or later, and throws what it throws', async () => {
    const { measuring, traces } = setUp()
    const work = measuring.begin(CART)
    await work.run(async () => {
      expect(measuring.span('sync', () => 1)).toBe(1)
      expect(await measuring.span('async', async () => 2)).toBe(2)
      const bad = (): never => {
        throw new Error('no')
      }
      expect(() => measuring.span('throws', bad)).toThrow('no')
      await expect(measuring.span('rejects', async () => bad())).rejects.toThrow('no')
    })
    work.end({ status: 500 })
    const { spans = [] } = traces.detail(traces.read()[0]?.traceId ?? '') ?? {}
    expect(spans.map(({ name, error }) => [name, error])).toEqual([
      ['GET /cart', null],
      ['sync', null],
      ['async', null],
      ['throws', 'no'],
      ['rejects', 'no'],
    ])
  })

  it('starts no query that starts by being awaited', () => {
    const { measuring } = setUp()
    let started = 0
    const query = { then: () => void started++ }
    expect(measuring.begin(CART).span('lazy', () => query)).toBe(query)
    expect(started).toBe(0)
  })

  it('is just its work where nothing is measured', () => {
    const { measuring, edges } = setUp()
    expect(measuring.span('alone', () => 5, { resource: 'db' })).toBe(5)
    expect(measuring.current()).toBe(undefined)
    expect(measuring.traceparent).toBe(undefined)
    expect(edges.read()).toEqual([])
  })

  it('belongs to the work that runs, also when two run at once', async () => {
    const { measuring } = setUp()
    const works = [measuring.begin(CART), measuring.begin(CART)]
    await Promise.all(
      works.map(work =>
        work.run(async () => {
          for (let i = 0; i < 3; i++) {
            await sleep(1)
            expect(measuring.current()).toBe(work)
            measuring.span('inner', () => expect(measuring.current()).toBe(work))
          }
        }),
      ),
    )
  })

  it('to a service or resource draws an edge with its latency and errors, as does coming in', async () => {
    const { outside, edges, measuring } = setUp()
    for (const fails of [false, true]) {
      const work = measuring.begin(CART)
      const asking = work.span(
        'charge',
        () => sleep(1).then(() => fails && Promise.reject(new Error('no'))),
        {
          service: 'billing',
        },
      )
      const caught = asking.catch(() => 0)
      await outside.pass(20)
      await caught
      work.end({ status: fails ? 500 : 200 })
    }
    expect(edges.read().map(({ from, to, count, errors }) => [from, to, count, errors])).toEqual([
      [{ kind: 'service', name: 'shop' }, { kind: 'service', name: 'billing' }, 2, 1],
      [{ kind: 'transport', name: 'http' }, { kind: 'service', name: 'shop' }, 2, 1],
    ])
  })
})
