// Spans for OpenTelemetry, where its API is installed and somebody has registered a tracer.
// Invariant: without either nothing happens, and nothing that OpenTelemetry does or throws reaches the work that is measured.
// The API is described here only as far as it is used, so that no one's types depend on a package they may not have.
import { messageOf } from './faults.ts'
import type { TraceParent } from './traceparent.ts'

type Attributes = Readonly<Record<string, string | number>>

interface ApiContext {
  getValue(key: symbol): unknown
  setValue(key: symbol, value: unknown): ApiContext
  deleteValue(key: symbol): ApiContext
}

interface ApiSpanContext {
  traceId: string
  spanId: string
  traceFlags: number
  isRemote?: boolean
}

interface ApiSpan {
  spanContext(): ApiSpanContext
  isRecording(): boolean
  updateName(name: string): unknown
  setAttributes(attributes: Record<string, string | number>): unknown
  setStatus(status: { code: number; message?: string }): unknown
  recordException(error: Error | string): void
  end(): void
}

/** What is used of the module `@opentelemetry/api`. */
export interface OtelApi<C extends ApiContext = ApiContext, S extends ApiSpan = ApiSpan> {
  readonly context: { active(): C; with<T>(context: C, work: () => T): T }
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: { kind?: number; attributes?: Record<string, string | number> },
        context: C,
      ): S
    }
    getSpan(context: C): S | undefined
    setSpan(context: C, span: S): C
    setSpanContext(context: C, span: ApiSpanContext): C
  }
}

/** One span there. */
export interface OtelSpan {
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean
  /** Makes it the active one meanwhile. */
  run<T>(work: () => T): T
  end(outcome: {
    readonly name?: string
    readonly error?: unknown
    readonly status?: number | undefined
  }): void
}

export interface OtelStart {
  readonly name: string
  readonly kind: 'server' | 'client' | 'internal'
  readonly attributes?: Attributes
  /** Whose child it is, where no span is active: a span from here, or one of another program. */
  readonly parent?: OtelSpan | undefined
  readonly remote?: TraceParent | undefined
}

export interface Otel {
  /** Undefined where nobody records it. */
  start(start: OtelStart): OtelSpan | undefined
}

/** As OpenTelemetry numbers them. */
const SPAN_KINDS = { internal: 0, server: 1, client: 2 } as const
const STATUS_ERROR = 2

class Recorded<C extends ApiContext, S extends ApiSpan> implements OtelSpan {
  readonly #api: OtelApi<C, S>
  readonly #span: S
  readonly traceId: string
  readonly spanId: string
  readonly sampled: boolean

  constructor(api: OtelApi<C, S>, span: S) {
    this.#api = api
    this.#span = span
    const { traceId, spanId, traceFlags } = span.spanContext()
    this.traceId = traceId
    this.spanId = spanId
    this.sampled = (traceFlags & 1) !== 0
  }

  within(context: C): C {
    return this.#api.trace.setSpan(context, this.#span)
  }

  run<T>(work: () => T): T {
    const { context } = this.#api
    return context.with(this.within(context.active()), work)
  }

  end({
    name,
    error,
    status,
  }: {
    readonly name?: string
    readonly error?: unknown
    readonly status?: number | undefined
  }): void {
    try {
      if (name !== undefined) this.#span.updateName(name)
      if (status !== undefined) this.#span.setAttributes({ 'http.response.status_code': status })
      if (error !== undefined) this.#span.recordException(error instanceof Error ? error : messageOf(error))
      if (error !== undefined || (status ?? 0) >= 500) this.#span.setStatus({ code: STATUS_ERROR })
      this.#span.end()
    } catch {
      // An exporter's trouble is not the work's.
    }
  }
}

/** Spans by an API that is at hand. */
function otelBy<C extends ApiContext, S extends ApiSpan>(api: OtelApi<C, S>): Otel {
  const tracer = api.trace.getTracer('repartee')
  return {
    start({ name, kind, attributes = {}, parent, remote }) {
      try {
        let context = api.context.active()
        if (api.trace.getSpan(context) === undefined) {
          if (parent instanceof Recorded) context = (parent as Recorded<C, S>).within(context)
          else if (remote !== undefined) {
            const { traceId, spanId, sampled } = remote
            const caller = { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true }
            context = api.trace.setSpanContext(context, caller)
          }
        }
        const span = tracer.startSpan(
          name,
          { kind: SPAN_KINDS[kind], attributes: { ...attributes } },
          context,
        )
        return span.isRecording() ? new Recorded(api, span) : undefined
      } catch {
        return undefined
      }
    },
  }
}

/**
 * Looks for `@opentelemetry/api`, an optional peer, and gives undefined where it is not installed. Spans go to whatever tracer
 * provider the program has registered, also when it does so later.
 */
export async function connectOtel(
  load: () => Promise<unknown> = () => import('@opentelemetry/api'),
): Promise<Otel | undefined> {
  try {
    return otelBy((await load()) as OtelApi)
  } catch {
    return undefined
  }
}
