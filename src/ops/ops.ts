// Everything that is watched in one program, made and threaded together: one of each source, the sampler that looks at them for all
// viewers, and the measurements that feed them.
// Invariant: all of it is this object's; two of them in one process share nothing. It starts and stops what it was given, once.
// Does not know who shows it: see `repartee/dashboard`.
// Past 250 lines, as all that a program may do with its operations is a method here, each of a few lines; a third is imports and fields.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { hostname } from 'node:os'
import { pid } from 'node:process'
import type { ChangeSource } from '../live/index.ts'
import { Audit, type AuditOptions } from './audit.ts'
import type { Verdict } from './buckets.ts'
import { Cluster, type Company } from './cluster.ts'
import type { NodeSaid } from './cluster-figures.ts'
import { greetingOf } from './cluster-greeting.ts'
import type { Cron } from './cron.ts'
import { Crons } from './crons.ts'
import { Edges } from './edges.ts'
import { Faults } from './faults.ts'
import { Feed } from './feed.ts'
import type { ExpressWatch } from './frameworks/express.ts'
import { measureExpress } from './frameworks/express.ts'
import type { FrameworkOptions, RequestLike, ResponseLike } from './frameworks/exchange.ts'
import { measureFastify } from './frameworks/fastify.ts'
import { measureHono } from './frameworks/hono.ts'
import { measureNode, type NodeOptions } from './frameworks/node.ts'
import { History } from './history.ts'
import type { Limit } from './limit.ts'
import { Limits } from './limits.ts'
import { Measuring, type Measured, type Work } from './measure.ts'
import { Metrics } from './metrics.ts'
import type { Op } from './op.ts'
import { connectOtel, type Otel } from './otel.ts'
import { outside as real, type Outside } from './outside.ts'
import { ProcessFigures } from './process.ts'
import { metricsFamilies, prometheusText } from './prometheus.ts'
import { Registry } from './registry.ts'
import type { Resource } from './resource.ts'
import { Resources } from './resources.ts'
import { Sampler, type Readable } from './sampler.ts'
import type { Shared } from './shared.ts'
import type { SpanOptions } from './span.ts'
import { Traces } from './traces.ts'
import type { Worker } from './worker.ts'
import { Workers } from './workers.ts'

export interface OpsOptions {
  /** What the program is called where it is shown. Default: `program`. */
  readonly name?: string
  /** What this process is called among those of the same program. Default: the machine's name and the process id. */
  readonly node?: string
  /** Which version of the program this is, shown beside its node. */
  readonly version?: string
  /** From so many ms on a piece of work is slow, and its trace is kept longer. Default: 500. */
  readonly slowMs?: number
  /** Told of every act of an operator, to be kept where it is not forgotten. */
  readonly onAct?: AuditOptions['onEntry']
  /** Time, waiting and chance. Default: the machine's. */
  readonly outside?: Outside
}

/** What a program attaches to be watched besides: a server's conversations, or a source of its own. */
export interface Attached extends Readable {
  /** The section's name. */
  readonly name: string
}

/** A section to be watched. */
export interface Section<T> extends ChangeSource {
  readonly name: string
  /** The same object until something changes. */
  read(): T
}

/** How long resources may take to open before workers and crons begin all the same, ms. */
const READY_MS = 30_000
/** Of the time that closing may take, what runs has so much; the rest is for resources. */
const RUNNING_SHARE = 0.7

/** One program's operations. Made by `ops()`. */
export class Ops {
  readonly name: string
  /** What this process is called among those of the same program. */
  readonly nodeName: string
  readonly version: string
  readonly outside: Outside
  readonly registry: Registry
  readonly resources: Resources
  readonly workers: Workers
  readonly crons: Crons
  readonly limits: Limits
  readonly metrics: Metrics
  readonly edges: Edges
  readonly traces: Traces
  readonly faults: Faults
  readonly process: ProcessFigures
  readonly audit: Audit
  readonly measuring: Measuring
  readonly sampler: Sampler
  readonly history: History
  readonly cluster: Cluster
  readonly #feed: Feed
  readonly #attached: Attached[] = []
  readonly #unmeasured = new Set<string>()
  #otel: Otel | undefined
  #phase: 'new' | 'started' | 'closed' = 'new'

  constructor(options: OpsOptions = {}) {
    const { name = 'program', node, version = '', slowMs = 500, onAct, outside = real } = options
    this.name = name
    this.nodeName = node ?? `${hostname()}:${pid}`
    this.version = version
    this.outside = outside
    this.registry = new Registry()
    this.resources = new Resources({ outside, registry: this.registry })
    this.workers = new Workers({ outside, registry: this.registry })
    this.crons = new Crons({ outside })
    this.limits = new Limits({ outside })
    this.metrics = new Metrics({ outside })
    this.edges = new Edges({ outside })
    this.traces = new Traces({ slowMs })
    this.faults = new Faults({ outside })
    this.process = new ProcessFigures({ outside })
    this.audit = new Audit({ outside, node: this.nodeName, ...(onAct !== undefined && { onEntry: onAct }) })
    const otel = (): Otel | undefined => this.#otel
    this.measuring = new Measuring({
      outside,
      metrics: this.metrics,
      edges: this.edges,
      traces: this.traces,
      faults: this.faults,
      seen: endpoint => this.registry.registerEndpoint(endpoint),
      get otel() {
        return otel()
      },
    })
    this.sampler = new Sampler(outside)
    const { registry, metrics, edges, process, crons, workers, resources, limits, faults, traces, audit } =
      this
    const checks = checksOf(resources)
    const sections = {
      registry,
      metrics,
      edges,
      process,
      crons,
      workers,
      resources,
      checks,
      limits,
      faults,
      traces,
      audit,
    }
    for (const [section, source] of Object.entries(sections)) this.sampler.add(section, source)
    this.cluster = new Cluster(outside)
    this.sampler.add('nodes', this.cluster)
    this.history = new History(this.sampler, outside)
    this.#feed = new Feed(this.sampler, outside)
  }

  /** Takes what is declared. The same again is no change. Throws `bad-argument`. */
  add(...declared: readonly Op[]): this {
    for (const op of declared) {
      if (op.kind === 'cron') this.crons.add(op as Cron)
      else if (op.kind === 'worker') this.workers.add(op as Worker)
      else if (op.kind === 'limit') this.limits.add(op as Limit)
      else this.resources.add(op as Resource<unknown>)
    }
    return this
  }

  /** Opens resources, then starts workers and crons. Once more does nothing. */
  start(): void {
    if (this.#phase !== 'new') return
    this.#phase = 'started'
    this.process.start()
    this.history.start()
    this.limits.start()
    void connectOtel().then(otel => (this.#otel = otel))
    this.resources.start()
    void this.resources.ready(READY_MS).then(() => {
      if (this.#phase !== 'started') return
      this.workers.start()
      this.crons.start()
    })
  }

  /** Ends what runs, then closes resources in the reverse of their order. Takes at most so long, and never rejects. */
  async close(boundMs: number = 10_000): Promise<void> {
    this.#phase = 'closed'
    const runningMs = boundMs * RUNNING_SHARE
    await Promise.all([this.crons.close(runningMs), this.workers.close(runningMs)])
    await this.resources.close(boundMs - runningMs)
    this.limits.close()
    await this.process.close()
    this.history.close()
    this.sampler.close()
  }

  /**
   * Crons and limits are from now on those of all processes over one engine. Called by a server that is given it as `ops`; of several servers the
   * first counts whose engine has several processes.
   */
  share(shared: Shared): void {
    this.crons.share(shared)
    this.limits.share(shared)
  }

  /** Something more to watch: a section of that name. A server attaches itself. */
  attach(attached: Attached): void {
    this.#attached.push(attached)
    if ('nodes' in attached && 'ask' in attached) this.cluster.attach(attached as unknown as Company)
    this.sampler.add(attached.name, attached)
  }

  get attached(): readonly Attached[] {
    return this.#attached
  }

  /** What this node says of itself to the others of the same program. */
  greeting(): NodeSaid {
    return greetingOf(this)
  }

  /** Another node of the same program asks: see `cluster`. */
  answer(question: string): Promise<string | undefined> {
    return this.cluster.answer(question)
  }

  /** Measures a piece of work, from now to its `end`; undefined if it is hidden. */
  begin(work: Work): Measured | undefined {
    return this.#unmeasured.has(work.service) ? undefined : this.measuring.begin(work)
  }

  /**
   * Takes one from a key's bucket, of which there is one for all processes of the program: await it. A limit that was not declared is from
   * now on.
   */
  allow(limit: Pick<Limit, 'kind' | 'name' | 'by'>, key: string): Verdict | Promise<Verdict> {
    if (!this.limits.has(limit.name)) this.limits.add(limit as Limit)
    return this.limits.ask(limit.name, key)
  }

  /** Whether a service is not measured. */
  hides(service: string): boolean {
    return this.#unmeasured.has(service)
  }

  /** From now on a service is not measured: whoever watches is not to be seen in what is watched. */
  hide(service: string): void {
    this.#unmeasured.add(service)
  }

  /**
   * Times a part of the work that runs here, in its trace and in the topology; where none runs, just does it.
   *
   * @example
   * const user = await operations.span('user by id', () => db.get(id), { resource: 'users-db' })
   */
  span<T>(name: string, work: () => T, options?: SpanOptions): T {
    return this.measuring.span(name, work, options)
  }

  /** One section, for `watch`: each call gives one that may be watched by itself. */
  section<T>(name: string): Section<T> {
    const { sampler } = this
    let stop: (() => void) | undefined
    return {
      name: `ops/${name}`,
      read: () => sampler.get(name)?.value as T,
      setChangeHook(hook) {
        stop?.()
        stop = hook && sampler.follow(changed => changed.has(name) && hook())
      },
    }
  }

  /** The live feed, as server-sent events: a snapshot, then changes. One stream for each viewer; cancel it to leave. */
  live(): ReadableStream<Uint8Array> {
    return this.#feed.open()
  }

  /** All sections at present, as JSON. */
  snapshot(): string {
    return this.#feed.snapshot()
  }

  /** What Prometheus scrapes; serve it as `PROMETHEUS_TYPE`. */
  prometheus(): string {
    return prometheusText(metricsFamilies(this.metrics))
  }

  /** Measures an Express program: `app.use(watch)` before the routes, `app.use(watch.errors)` after them. */
  express(options?: FrameworkOptions): ExpressWatch {
    return measureExpress(this.measuring, options)
  }

  /** Measures a Fastify program: `await app.register(watch)` before the routes. */
  fastify(options?: FrameworkOptions): ReturnType<typeof measureFastify> {
    return measureFastify(this.measuring, options)
  }

  /** Measures a Hono program: `app.use(watch)` before the routes. */
  hono(options?: FrameworkOptions): ReturnType<typeof measureHono> {
    return measureHono(this.measuring, options)
  }

  /** The same listener of `node:http`, measured. */
  node<Q extends RequestLike = IncomingMessage, S extends ResponseLike = ServerResponse>(
    listener: (request: Q, response: S) => unknown,
    options?: NodeOptions<Q>,
  ): (request: Q, response: S) => unknown {
    return measureNode(this.measuring, listener, options)
  }
}

/**
 * Everything that is watched in one program, with what is declared to run in it. Nothing runs until `start`, which a server that is given
 * it as `ops` calls.
 *
 * @example
 * const operations = ops([db, digest, mailer], { name: 'shop' })
 * await serve({ pages: { '/': Shop, '/ops': dashboard(operations) }, ops: operations })
 */
export function ops(declared: readonly Op[] = [], options?: OpsOptions): Ops {
  return new Ops(options).add(...declared)
}

/** When each resource was checked last, and how long that took: no change of the resource, so it has a section of its own. */
function checksOf(resources: Resources): Readable {
  let kept: readonly unknown[] = []
  let text = '[]'
  return {
    setChangeHook() {},
    read() {
      const figures = resources.figures()
      const now = JSON.stringify(figures)
      if (now !== text) [kept, text] = [figures, now]
      return kept
    },
  }
}
