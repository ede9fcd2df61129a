import { context, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, describe, expect, it } from 'vitest'
import { Edges } from './edges.ts'
import { Faults } from './faults.ts'
import { Measuring } from './measure.ts'
import { Metrics } from './metrics.ts'
import { connectOtel } from './otel.ts'
import { virtualOutside } from './outside.fixture.ts'
import { Traces } from './traces.ts'

function listen(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter()
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  const storage = new AsyncLocalStorage<Context>()
  const manager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (at: Context, fn: (...args: unknown[]) => unknown, self?: unknown, ...args: unknown[]) =>
      storage.run(at, () => fn.apply(self, args)),
    bind: <T>(_: Context, target: T) => target,
    enable: () => manager,
    disable: () => manager,
  }
  context.setGlobalContextManager(manager as never)
  return exporter
}

async function setUp() {
  const outside = virtualOutside()
  const traces = new Traces()
  const otel = await connectOtel()
  const parts = {
    metrics: new Metrics({ outside }),
    edges: new Edges({ outside }),
    faults: new Faults({ outside }),
  }
  return { traces, measuring: new Measuring({ outside, traces, ...parts, otel }) }
}

const WORK = {
  service: 'shop',
  endpoint: 'GET *',
  transport: 'http',
  method: 'GET',
  path: '/cart/7',
} as const

afterEach(() => {
  trace.disable()
  context.disable()
})

describe('OpenTelemetry', () => {
  it('is given each piece of work and each part of it, under the ids that we show', async () => {
    const exporter = listen()
    const { traces, measuring } = await setUp()
    const work = measuring.begin(WORK)
    const told = work.traceparent
    await work.run(async () => measuring.span('load', async () => 1, { resource: 'db' }))
    work.end({ status: 500, error: new Error('no cart'), endpoint: 'GET /cart/:id' })
    const [load, root] = exporter.getFinishedSpans()
    expect(root).toMatchObject({
      name: 'GET /cart/:id',
      kind: 1,
      status: { code: 2 },
      parentSpanContext: undefined,
    })
    expect(root?.attributes).toMatchObject({ 'http.request.method': 'GET', 'http.response.status_code': 500 })
    expect(root?.events[0]).toMatchObject({
      name: 'exception',
      attributes: { 'exception.message': 'no cart' },
    })
    expect(load).toMatchObject({ name: 'load', kind: 2 })
    const { traceId, spanId } = root?.spanContext() ?? {}
    expect(load?.parentSpanContext?.spanId).toBe(spanId)
    expect(told).toBe(`00-${traceId}-${spanId}-01`)
    expect(traces.read()).toMatchObject([{ traceId, id: spanId }])
  })

  it('finds its own spans among ours, whoever began', async () => {
    const exporter = listen()
    const { measuring } = await setUp()
    const tracer = trace.getTracer('theirs')
    tracer.startActiveSpan('outer', outer => {
      const work = measuring.begin(WORK)
      work.run(() => measuring.span('ours', () => tracer.startActiveSpan('theirs', span => span.end())))
      work.end({ status: 200 })
      outer.end()
    })
    const spans = new Map(exporter.getFinishedSpans().map(span => [span.name, span]))
    const parentOf = (name: string) => spans.get(name)?.parentSpanContext?.spanId
    expect(parentOf('theirs')).toBe(spans.get('ours')?.spanContext().spanId)
    expect(parentOf('ours')).toBe(spans.get('GET *')?.spanContext().spanId)
    expect(parentOf('GET *')).toBe(spans.get('outer')?.spanContext().spanId)
  })

  it('goes on with the trace of a caller elsewhere', async () => {
    const exporter = listen()
    const { measuring } = await setUp()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    measuring.begin({ ...WORK, traceparent }).end({ status: 200 })
    const [root] = exporter.getFinishedSpans()
    expect(root?.spanContext().traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    expect(root?.parentSpanContext).toMatchObject({ spanId: '00f067aa0ba902b7', isRemote: true })
  })

  it('changes nothing where nobody has registered a tracer, or its API is not installed', async () => {
    const { measuring } = await setUp()
    const work = measuring.begin(WORK)
    expect(work.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/)
    expect(await connectOtel(() => Promise.reject(new Error('Cannot find package')))).toBe(undefined)
  })

  it('does no harm when it throws', async () => {
    listen()
    const { measuring, traces } = await setUp()
    const broken = new BasicTracerProvider({
      spanProcessors: [
        {
          onStart: () => undefined,
          onEnd: () => {
            throw new Error('exporter down')
          },
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    })
    trace.disable()
    trace.setGlobalTracerProvider(broken)
    expect(() => measuring.begin(WORK).end({ status: 500 })).not.toThrow()
    expect(traces.read().length).toBe(1)
  })
})
