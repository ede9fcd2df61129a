// What it costs to measure a request: begun and ended over nothing, then on a node:http server against the same one unmeasured.
// The baselines of the former bracket it. Below: a Map of count, errors, sum and longest, with the clock read twice, which is the least
// that can be called measuring. Above: a span of OpenTelemetry's SDK, begun, given its attributes, and ended into nothing.
// On the server the difference is what counts; the client writes requests ahead of their answers, so that it weighs little.
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { Notifier } from 'repartee/live'
import { Edges, Faults, measureNode, Measuring, Metrics, outside, Traces } from 'repartee/ops'
import { clocked, type Bench, type Contender } from './harness.ts'
import { bytes } from './ops/bytes.ts'
import { path } from './ops/path.ts'
import { snapshot } from './ops/snapshot.tsx'

interface Parts {
  readonly measuring: Measuring
  readonly metrics: Metrics
  readonly traces: Traces
}

/** As a program has it: everything is measured, and everything nudges. */
function parts(): Parts {
  const metrics = new Metrics({ outside, most: 20_000 })
  const [edges, traces, faults] = [new Edges({ outside }), new Traces(), new Faults({ outside })]
  const notifier = new Notifier()
  for (const source of [metrics, edges, traces, faults]) source.setChangeHook(() => notifier.notify())
  return { measuring: new Measuring({ outside, metrics, edges, traces, faults }), metrics, traces }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `GET /things/${i}/:id`)
const OK = { status: 200 }

const measured =
  (endpoints: readonly string[], inside?: (measuring: Measuring) => unknown): Contender =>
  () => {
    const { measuring, metrics } = parts()
    for (const endpoint of endpoints)
      measuring.begin({ service: 'shop', endpoint, transport: 'http' }).end(OK)
    return {
      run(times) {
        for (let i = 0; i < times; i++) {
          const endpoint = endpoints[i % endpoints.length] ?? ''
          const work = measuring.begin({
            service: 'shop',
            endpoint,
            transport: 'http',
            method: 'GET',
            path: '/things',
          })
          if (inside !== undefined) work.run(() => inside(measuring))
          work.end(OK)
        }
        return metrics
      },
      end: () => metrics.setChangeHook(undefined),
    }
  }

const byHand =
  (endpoints: readonly string[]): Contender =>
  () => {
    const all = new Map<string, { count: number; errors: number; sum: number; max: number }>()
    return {
      run(times) {
        for (let i = 0; i < times; i++) {
          const endpoint = endpoints[i % endpoints.length] ?? ''
          const began = performance.now()
          const ms = performance.now() - began
          let figures = all.get(endpoint)
          if (figures === undefined) all.set(endpoint, (figures = { count: 0, errors: 0, sum: 0, max: 0 }))
          figures.count++
          figures.sum += ms
          figures.max = Math.max(figures.max, ms)
        }
        return all
      },
    }
  }

const span =
  (endpoints: readonly string[]): Contender =>
  () => {
    const tracer = new BasicTracerProvider({ spanProcessors: [] }).getTracer('bench')
    return {
      run(times) {
        for (let i = 0; i < times; i++) {
          const attributes = { 'http.request.method': 'GET', 'url.path': '/things' }
          const one = tracer.startSpan(endpoints[i % endpoints.length] ?? '', { kind: 1, attributes })
          one.setAttribute('http.response.status_code', 200)
          one.end()
        }
        return tracer
      },
    }
  }

/** A server, and a client that keeps fifty requests under way. */
const server =
  (listener: () => (request: IncomingMessage, response: ServerResponse) => unknown): Contender =>
  async () => {
    const listen = listener()
    const listening = createServer((request, response) => void listen(request, response))
    await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
    const { port } = listening.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    await new Promise(resolve => socket.once('connect', resolve))
    return {
      run: times => requests(socket, times),
      end: () => {
        socket.destroy()
        return new Promise(resolve => listening.close(resolve))
      },
    }
  }

async function requests(socket: Socket, times: number): Promise<number> {
  const BATCH = 50
  let answers = 0
  for (let done = 0; done < times; done += BATCH) {
    const batch = Math.min(BATCH, times - done)
    await new Promise<void>(resolve => {
      let left = batch
      const read = (data: Buffer): void => {
        for (let at = data.indexOf('HTTP/1.1 200'); at >= 0; at = data.indexOf('HTTP/1.1 200', at + 12))
          left--
        if (left > 0) return
        socket.off('data', read)
        resolve()
      }
      socket.on('data', read)
      socket.write('GET /things/1 HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(batch))
    })
    answers += batch
  }
  return answers
}

/** CPU of each, by turns. Servers stay up and nothing is collected between rounds: Node's own code would have to be compiled anew. */
async function warm(contenders: Readonly<Record<string, Contender>>): Promise<Record<string, number[]>> {
  const [TIMES, ROUNDS] = [3000, 25]
  const works = await Promise.all(
    Object.entries(contenders).map(async ([who, make]) => ({ who, work: await make() })),
  )
  const figures: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const { who, work } of works) {
      const { cpu } = await clocked(() => work.run(TIMES))
      if (round >= 5) (figures[who] ??= []).push(cpu / TIMES)
    }
  }
  for (const { work } of works) await work.end?.()
  return figures
}

const hello = (_request: IncomingMessage, response: ServerResponse): void => void response.end('hello')

export default async function (bench: Bench): Promise<void> {
  const few = names(10)
  await bench.compare('work begun and ended, 10 endpoints', {
    ours: measured(few),
    baselines: { 'a Map by hand': byHand(few), 'a span of OpenTelemetry': span(few) },
  })
  const thousand = names(1000)
  await bench.compare('work begun and ended, 1,000 endpoints', {
    ours: measured(thousand),
    baselines: { 'a Map by hand': byHand(thousand), 'a span of OpenTelemetry': span(thousand) },
  })
  await bench.compare('work begun, run, a part of it timed, ended', {
    ours: measured(few, measuring => measuring.span('load', () => 1, { resource: 'db' })),
  })
  await bench.growth('work begun and ended, 100 endpoints, then 1,000', {
    from: 100,
    ours: size => measured(names(size))(),
  })
  const { ours = [], bare = [] } = await warm({
    ours: server(() => measureNode(parts().measuring, hello, { pattern: () => '/things/:id' })),
    bare: server(() => hello),
  })
  bench.report('a request to node:http, measured against bare', { unit: 'ns', ours, baselines: { bare } })
  bench.heap('an endpoint that is used', {
    items: 1000,
    ours: count => {
      const { measuring, metrics } = parts()
      metrics.setChangeHook(undefined)
      for (const endpoint of names(count)) {
        for (let i = 0; i < 20; i++) measuring.begin({ service: 'shop', endpoint, transport: 'http' }).end(OK)
      }
      return [measuring, metrics]
    },
  })
  await bench.compare('a snapshot after one of 1,000 endpoints was used', { ours: looked(1) })
  await bench.compare('a snapshot after each of 1,000 endpoints was used', { ours: looked(1000), times: 20 })
  await path(bench)
  await snapshot(bench)
  await bytes(bench)
}

const looked =
  (used: number): Contender =>
  () => {
    const { measuring, metrics } = parts()
    metrics.setChangeHook(undefined)
    const all = names(1000)
    const use = (endpoint: string): void =>
      measuring.begin({ service: 'shop', endpoint, transport: 'http' }).end(OK)
    for (const endpoint of all) use(endpoint)
    return {
      run(times) {
        let rows = 0
        for (let i = 0; i < times; i++) {
          for (const endpoint of all.slice(0, used)) use(endpoint)
          rows += metrics.read().endpoints.length
        }
        return rows
      },
    }
  }
