// One stretch of time within a piece of work, and the piece of work itself, which is the first of them.
// Invariant: a span that nobody looks at and nobody keeps has no id and no text of its own: making one costs an object.
// Knows nothing of who keeps it.
import { messageOf } from './faults.ts'
import type { OtelSpan } from './otel.ts'
import type { SpanRow } from './traces.ts'
import { formatTraceparent, parseTraceparent, type Ids, type TraceParent } from './traceparent.ts'

/** Texts in traces are cut to this length: whoever calls chooses them. */
const MOST_TEXT = 300
/** Spans of one trace; further ones are counted. */
export const MOST_SPANS = 200

export const cut = (text: string): string => (text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text)

/** What a span is about, where it is not just a stretch of the program's own. */
export interface SpanOptions {
  /** Another service that is asked. Draws an edge to it. */
  readonly service?: string
  /** A resource that is used. Draws an edge to it. */
  readonly resource?: string
  /** For example `query`. Default `call` where a service or resource is named, else `internal`. */
  readonly kind?: string
}

export class Span {
  readonly root: RootSpan
  readonly parent: Span | undefined
  readonly name: string
  readonly options: SpanOptions
  readonly startTicks: number
  endTicks: number | undefined
  error: string | null = null
  otel: OtelSpan | undefined
  #id: string | undefined

  constructor(
    root: RootSpan | undefined,
    parent: Span | undefined,
    name: string,
    options: SpanOptions,
    ticks: number,
  ) {
    // The first span is its own root, which a constructor cannot be given.
    this.root = root ?? (this as unknown as RootSpan)
    this.parent = parent
    this.name = name
    this.options = options
    this.startTicks = ticks
  }

  get id(): string {
    return (this.#id ??= this.otel?.spanId ?? this.root.ids.spanId())
  }

  /** What to send to whom one calls from here. */
  get traceparent(): string {
    const { traceId, sampled, random } = this.root.place
    return formatTraceparent({ traceId, spanId: this.id, sampled, random })
  }

  fail(error: unknown): void {
    this.error = messageOf(error)
  }

  /** `wall` is what the clock showed when ticks were 0. */
  row(wall: number): SpanRow {
    const { service, resource, kind } = this.options
    return {
      id: this.id,
      parentId: this.parent?.id ?? this.root.remote?.spanId ?? null,
      name: cut(this.name),
      kind: cut(kind ?? (service === undefined && resource === undefined ? 'internal' : 'call')),
      service: cut(service ?? this.root.service),
      resource: resource === undefined ? null : cut(resource),
      startedAt: wall + this.startTicks,
      durationMs: this.endTicks === undefined ? null : this.endTicks - this.startTicks,
      error: this.error,
    }
  }
}

const SERVER: SpanOptions = { kind: 'server' }

export class RootSpan extends Span {
  readonly service: string
  readonly ids: Ids
  /** All but this one, in the order they began. */
  readonly spans: Span[] = []
  dropped = 0
  readonly #header: string | undefined
  #remote: TraceParent | undefined
  #read = false
  #place: TraceParent | undefined

  constructor(service: string, name: string, header: string | undefined, ids: Ids, ticks: number) {
    super(undefined, undefined, name, SERVER, ticks)
    this.service = service
    this.ids = ids
    this.#header = header
  }

  /** Who called, if they said so. */
  get remote(): TraceParent | undefined {
    if (!this.#read) {
      this.#read = true
      this.#remote = parseTraceparent(this.#header)
    }
    return this.#remote
  }

  /** Which trace this is: the caller's, OpenTelemetry's, or a new one. */
  get place(): TraceParent {
    return (this.#place ??= this.#locate())
  }

  #locate(): TraceParent {
    const { remote, otel } = this
    if (otel !== undefined) {
      const { traceId, spanId, sampled } = otel
      return { traceId, spanId, sampled, random: remote?.traceId === traceId && remote.random }
    }
    if (remote !== undefined) return remote
    // By the numbers one gets chance is good, but for an id to be called random, the specification wants it to be so throughout.
    return { traceId: this.ids.traceId(), spanId: this.id, sampled: true, random: false }
  }
}
