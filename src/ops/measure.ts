// Measures pieces of work: a request, an event, a timer that fires. What `metrics`, `edges`, `traces` and `faults` know comes from here.
// Invariant: nothing is counted before the work has ended, and each piece once, also one whose caller has left; so no latency is
// that of the bookkeeping, and nobody is nudged when work begins. The way of a piece that is not kept makes no ids and no texts.
// Does not know the registry, which is told of a new endpoint by a callback. A piece of work and who measures it call each other, so
// both are here, a little past 250 lines.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Edges, EdgeKey } from './edges.ts'
import type { Faults } from './faults.ts'
import type { EndpointKey, Metrics } from './metrics.ts'
import type { Otel } from './otel.ts'
import type { Outside } from './outside.ts'
import { cut, MOST_SPANS, RootSpan, Span, type SpanOptions } from './span.ts'
import type { Ended } from './summary.ts'
import type { Entry } from './tally.ts'
import { Ids } from './traceparent.ts'
import type { TraceKind, TraceRow, Traces } from './traces.ts'
import type { Measured, Outcome, Work } from './work.ts'

export type { Measured, Outcome, Work } from './work.ts'

export interface MeasuringOptions {
  readonly outside: Outside
  readonly metrics: Metrics
  readonly edges: Edges
  readonly traces: Traces
  readonly faults: Faults
  /** Called once for each endpoint, when the first work of it has ended; not for those that are too many. */
  readonly seen?: (endpoint: EndpointKey) => void
  readonly otel?: Otel | undefined
}

/** An endpoint that was met before. */
interface Known {
  readonly endpoint: Entry<EndpointKey>
  readonly edge: Entry<EdgeKey>
  /** When an ordinary trace of it was last kept. */
  sampledTicks: number | undefined
}

const PLAIN: SpanOptions = {}
const DONE: Outcome = {}

/**
 * @example
 * const work = measuring.begin({ service: 'shop', endpoint: 'GET /cart', transport: 'http' })
 * try {
 *   const cart = await work.run(() => measuring.span('load', () => db.cart(id), { resource: 'db' }))
 *   work.end({ status: 200 })
 * } catch (error) {
 *   work.end({ status: 500, error })
 * }
 */
export class Measuring {
  readonly #of: MeasuringOptions
  readonly #ids: Ids
  readonly #current = new AsyncLocalStorage<Span>()
  /** By service, then by endpoint: two look-ups cost less than one joined key. */
  readonly #known = new Map<string, Map<string, Known>>()
  #running = 0

  constructor(options: MeasuringOptions) {
    this.#of = options
    this.#ids = new Ids(options.outside.random)
  }

  /** Pieces of work that have begun and not ended. */
  get running(): number {
    return this.#running
  }

  begin(work: Work): Measured {
    this.#running++
    return new Piece(this, work, this.#ids, this.#of.otel, this.#of.outside.ticks())
  }

  /** The piece of work that runs here, if one does. */
  current(): Measured | undefined {
    const root = this.#current.getStore()?.root
    return root instanceof Piece ? root : undefined
  }

  /** What to send along with a call made from here; undefined where no work runs. */
  get traceparent(): string | undefined {
    return this.#current.getStore()?.traceparent
  }

  /**
   * Times a part of the work that runs here; where none runs, just does it. Gives what `work` gives, a promise too, and the span
   * lasts until that is settled. Naming a service or resource draws an edge in the topology.
   *
   * @example
   * const user = await measuring.span('user by id', () => db.get(id), { resource: 'users-db' })
   */
  span<T>(name: string, work: () => T, options?: SpanOptions): T {
    const parent = this.#current.getStore()
    return parent === undefined ? work() : this.within(parent, name, work, options)
  }

  /** @internal */
  run<T>(span: Span, work: () => T): T {
    const { otel } = span
    return otel === undefined ? this.#current.run(span, work) : this.#current.run(span, () => otel.run(work))
  }

  /** @internal */
  within<T>(of: Span, name: string, work: () => T, options: SpanOptions = PLAIN): T {
    const { root } = of
    const current = this.#current.getStore()
    const parent = current?.root === root ? current : of
    const span = new Span(root, parent, name, options, this.#of.outside.ticks())
    if (root.endTicks === undefined && root.spans.length < MOST_SPANS) root.spans.push(span)
    else root.dropped++
    if (this.#of.otel !== undefined) {
      const kind = options.service === undefined && options.resource === undefined ? 'internal' : 'client'
      span.otel = this.#of.otel.start({ name, kind, parent: parent.otel })
    }
    let result: T
    try {
      result = this.run(span, work)
    } catch (error) {
      this.#close(span, true, error)
      throw error
    }
    // Only true promises: a query that starts when somebody calls its `then` must not be started by being measured.
    if (result instanceof Promise) {
      return result.then(
        (value: unknown) => {
          this.#close(span, false)
          return value
        },
        (error: unknown) => {
          this.#close(span, true, error)
          throw error
        },
      ) as T
    }
    this.#close(span, false)
    return result
  }

  #close(span: Span, failed: boolean, error?: unknown): void {
    const ticks = this.#of.outside.ticks()
    span.endTicks = ticks
    if (failed) span.fail(error)
    span.otel?.end(failed ? { error } : {})
    const { service, resource } = span.options
    const to = resource === undefined ? service : resource
    if (to === undefined) return
    const { edges } = this.#of
    const from = { kind: 'service', name: span.root.service } as const
    const edge = edges.edge(from, { kind: resource === undefined ? 'service' : 'resource', name: to })
    edges.record(edge, ticks, { ms: ticks - span.startTicks, status: undefined, failed, bytes: 0 })
  }

  /** @internal */
  ended(piece: Piece, outcome: Outcome): void {
    this.#running--
    const { outside, metrics, edges, traces, faults } = this.#of
    const ticks = outside.ticks()
    piece.endTicks = ticks
    const { status, error, bytes = 0 } = outcome
    const endpoint = outcome.endpoint ?? piece.name
    const failed = error !== undefined || (status !== undefined && status >= 500)
    const ms = outcome.lasting === true ? undefined : ticks - piece.startTicks
    const known =
      this.#known.get(piece.service)?.get(endpoint) ?? this.#meet(piece, endpoint, outcome.pattern)
    const ended: Ended = { ms, status, failed, bytes }
    metrics.record(known.endpoint, ticks, ended)
    edges.record(known.edge, ticks, ended)
    if (error !== undefined) piece.fail(error)
    piece.otel?.end({ name: endpoint, error, status })
    const worth = traces.worth(failed, ms, ticks, known.sampledTicks)
    if (worth === 'ordinary') known.sampledTicks = ticks
    if (worth !== undefined) this.#keep(piece, endpoint, worth, ticks, status)
    if (error === undefined) return
    faults.record({ service: piece.service, endpoint, error, traceId: piece.place.traceId })
  }

  #keep(piece: Piece, endpoint: string, kind: TraceKind, ticks: number, status: number | undefined): void {
    const wall = this.#of.outside.now() - ticks
    const row: TraceRow = {
      id: piece.id,
      traceId: piece.place.traceId,
      kind,
      service: piece.service,
      endpoint: cut(endpoint),
      transport: piece.work.transport,
      method: piece.work.method ?? null,
      path: piece.work.path === undefined ? null : cut(piece.work.path),
      startedAt: wall + piece.startTicks,
      durationMs: ticks - piece.startTicks,
      status: status ?? null,
      error: piece.error,
      spans: piece.spans.length + 1,
      dropped: piece.dropped,
    }
    // What the caller sent is held until the trace goes, though only a cut of it is shown.
    let bytes = 1000 + 2 * ((piece.work.path?.length ?? 0) + (piece.work.traceparent?.length ?? 0))
    for (const { name } of piece.spans) bytes += 300 + 2 * name.length
    this.#of.traces.keep({
      row,
      bytes,
      spans: () => [{ ...piece.row(wall), name: row.endpoint }, ...piece.spans.map(span => span.row(wall))],
    })
  }

  #meet(piece: Piece, name: string, pattern: string | undefined): Known {
    const { metrics, edges, seen } = this.#of
    const { service, work } = piece
    const key: EndpointKey = {
      service,
      name,
      transport: work.transport,
      ...(work.method === undefined ? {} : { method: work.method }),
      ...(pattern === undefined ? {} : { path: pattern }),
    }
    const from = { kind: 'transport', name: work.transport } as const
    const known: Known = {
      endpoint: metrics.endpoint(key),
      edge: edges.edge(from, { kind: 'service', name: service }),
      sampledTicks: undefined,
    }
    if (metrics.isOther(known.endpoint)) return known
    const same = this.#known.get(service)
    if (same === undefined) this.#known.set(service, new Map([[name, known]]))
    else same.set(name, known)
    try {
      seen?.(key)
    } catch {
      // Whoever keeps a list of endpoints, the work has been done.
    }
    return known
  }
}

class Piece extends RootSpan implements Measured {
  readonly #measuring: Measuring
  readonly work: Work

  constructor(measuring: Measuring, work: Work, ids: Ids, otel: Otel | undefined, ticks: number) {
    super(work.service, work.endpoint, work.traceparent, ids, ticks)
    this.#measuring = measuring
    this.work = work
    if (otel === undefined) return
    const attributes: Record<string, string> = {
      'repartee.service': work.service,
      'repartee.transport': work.transport,
    }
    if (work.method !== undefined) attributes['http.request.method'] = work.method
    if (work.path !== undefined) attributes['url.path'] = work.path
    this.otel = otel.start({ name: work.endpoint, kind: 'server', attributes, remote: this.remote })
  }

  run<T>(work: () => T): T {
    return this.#measuring.run(this, work)
  }

  span<T>(name: string, work: () => T, options?: SpanOptions): T {
    return this.#measuring.within(this, name, work, options)
  }

  end(outcome: Outcome = DONE): void {
    if (this.endTicks === undefined) this.#measuring.ended(this, outcome)
  }
}
