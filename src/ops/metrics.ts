// What every endpoint did: how often, how fast, how well. A source.
// Invariant: recording costs the same whether there is one endpoint or a thousand, and takes no snapshot; what an endpoint shows is
// added up when somebody looks. The names of endpoints are patterns, not paths; where they are not, memory stays bounded, too.
// Does not know what a request is; see measure.ts.
import type { ChangeHook, ChangeSource } from '../live/index.ts'
import { Figures } from './figures.ts'
import type { Bucket } from './histogram.ts'
import type { Outside } from './outside.ts'
import type { Ended, Point, Summary } from './summary.ts'
import { Tally, type Entry } from './tally.ts'

/** How work arrives. */
export type Transport = 'http' | 'page' | 'event' | 'timer' | 'topic' | 'io'

/** Which endpoint. Service and name together tell endpoints apart. */
export interface EndpointKey {
  readonly service: string
  /** For example `GET /posts/:id`: a pattern. */
  readonly name: string
  readonly transport: Transport | 'other'
  readonly method?: string
  readonly path?: string
}

export type EndpointRow = EndpointKey & Summary

export interface MetricsSnapshot {
  /** All endpoints together. */
  readonly total: Summary
  /** In the order they were met. What came after there were too many is the last, service `other`, name `other`. */
  readonly endpoints: readonly EndpointRow[]
}

/** One second in which something ended. */
export interface HistoryPoint extends Omit<Point, 'second'> {
  /** When it began, epoch ms. */
  readonly at: number
}

export interface EndpointDetail {
  readonly figures: EndpointRow
  /** The last five minutes, ascending; seconds in which nothing ended are left out. */
  readonly history: readonly HistoryPoint[]
  /** Every latency since the start. */
  readonly buckets: readonly Bucket[]
}

export interface MetricsOptions {
  readonly outside: Outside
  /** Endpoints beyond so many are counted as one. Default 1,000, about 14 kB each. */
  readonly most?: number
}

const OTHER: EndpointKey = { service: 'other', name: 'other', transport: 'other' }

/** No name has it. */
const idOf = (service: string, name: string): string => `${service}\0${name}`

export class Metrics implements ChangeSource {
  readonly name: string = 'ops/metrics'
  readonly #outside: Outside
  readonly #tally: Tally<EndpointKey>
  readonly #total: Figures
  #shown: MetricsSnapshot
  #offset: number

  constructor({ outside, most = 1000 }: MetricsOptions) {
    this.#outside = outside
    this.#tally = new Tally(outside, most, OTHER)
    this.#total = new Figures(outside.ticks())
    this.#shown = { total: this.#total.summary(outside.ticks()), endpoints: this.#tally.rows() }
    this.#offset = outside.now() - outside.ticks()
  }

  setChangeHook(hook: ChangeHook | undefined): void {
    this.#tally.setChangeHook(hook)
  }

  /** Where an endpoint's figures are kept; the same for the same service and name. Not shown before something has ended. */
  endpoint(key: EndpointKey): Entry<EndpointKey> {
    return this.#tally.entry(idOf(key.service, key.name), key)
  }

  /** Whether it stands for all that are too many. */
  isOther(entry: Entry<EndpointKey>): boolean {
    return this.#tally.isOther(entry)
  }

  /** To be called when the work has ended. `ticks` is the time now. */
  record(entry: Entry<EndpointKey>, ticks: number, ended: Ended): void {
    this.#total.record(ticks, ended)
    this.#tally.record(entry, ticks, ended)
  }

  /** The same object as long as nothing has ended and no figure has fallen by itself. */
  read(): MetricsSnapshot {
    const endpoints = this.#tally.rows()
    if (endpoints !== this.#shown.endpoints) {
      this.#shown = { total: this.#total.summary(this.#outside.ticks()), endpoints }
    }
    return this.#shown
  }

  /** All endpoints together, the last five minutes, ascending; seconds in which nothing ended are left out. */
  history(): readonly HistoryPoint[] {
    return this.#dated(this.#total)
  }

  /** All endpoints together: what p50 to p99 are taken of. */
  latencies(): readonly Bucket[] {
    return this.#total.recent(this.#outside.ticks())
  }

  /** Undefined where there is no such endpoint, or nothing of it has ended yet. */
  detail(service: string, name: string): EndpointDetail | undefined {
    for (const { key, figures } of this.#tally.entries()) {
      if (key.service !== service || key.name !== name || figures.count === 0) continue
      const summary = figures.summary(this.#outside.ticks())
      return { figures: { ...key, ...summary }, history: this.#dated(figures), buckets: figures.buckets() }
    }
    return undefined
  }

  /** Every endpoint with its figures, for those who scrape. */
  *entries(): IterableIterator<Entry<EndpointKey>> {
    for (const entry of this.#tally.entries()) if (entry.figures.count > 0) yield entry
  }

  #dated(figures: Figures): HistoryPoint[] {
    const ticks = this.#outside.ticks()
    // Both clocks drift a little against each other; points must not tremble for that.
    const offset = this.#outside.now() - ticks
    if (Math.abs(offset - this.#offset) >= 1000) this.#offset = offset
    return figures
      .history(ticks)
      .map(({ second, ...point }) => ({ at: Math.floor(second * 1000 + this.#offset), ...point }))
  }
}
