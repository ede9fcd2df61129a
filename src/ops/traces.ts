// Traces of single pieces of work, as many as memory allows: those that failed, those that were slow, and some of the others. A source.
// Invariant: each of the three kinds has its own room, so ordinary traffic never pushes out what went wrong; within a kind, the
// endpoint that has most gives first, so a noisy one pushes out its own. When bytes run short, ordinary ones go first, failed ones
// last. Bounded: 100 of a kind, 200 spans each, 4 MB together by estimate.
import { Source } from './source.ts'

/** In the order in which they go when bytes run short. */
const KINDS = ['ordinary', 'slow', 'error'] as const

/** Why a trace is kept. */
export type TraceKind = (typeof KINDS)[number]

export interface TraceRow {
  /** Of its first span in this program; 16 hexadecimal digits. */
  readonly id: string
  readonly traceId: string
  readonly kind: TraceKind
  readonly service: string
  readonly endpoint: string
  readonly transport: string
  readonly method: string | null
  readonly path: string | null
  /** Epoch ms. */
  readonly startedAt: number
  readonly durationMs: number
  readonly status: number | null
  /** What was thrown, as text. */
  readonly error: string | null
  readonly spans: number
  /** Spans that were too many. */
  readonly dropped: number
}

/** One bar of the waterfall. */
export interface SpanRow {
  readonly id: string
  /** Null where nobody called; it may name a span of another program. */
  readonly parentId: string | null
  readonly name: string
  readonly kind: string
  readonly service: string
  readonly resource: string | null
  /** Epoch ms, with fractions. */
  readonly startedAt: number
  /** Null while it runs: it went on when the whole had ended. */
  readonly durationMs: number | null
  readonly error: string | null
}

export interface TraceDetail {
  readonly traceId: string
  /** Pieces of work in this program that belong to it, ascending. */
  readonly parts: readonly TraceRow[]
  /** All spans, ascending by their beginning. */
  readonly spans: readonly SpanRow[]
}

/** A trace offered for keeping. */
export interface Kept {
  readonly row: TraceRow
  readonly bytes: number
  /** Asked for when somebody looks. */
  spans(): readonly SpanRow[]
}

export interface TracesOptions {
  /** Of each kind. Default 100. */
  readonly most?: number
  /** Of all, estimated. Default 4,000,000. */
  readonly mostBytes?: number
  /** Work that takes as long is slow. Default 500 ms. */
  readonly slowMs?: number
  /** Ordinary traces kept in a second: one of an endpoint, so many of all. Default 20. */
  readonly ordinaryPerSecond?: number
}

/** `read` gives the newest first. */
export class Traces extends Source<readonly TraceRow[]> {
  readonly #most: number
  readonly #mostBytes: number
  readonly #slowMs: number
  readonly #perSecond: number
  /** By endpoint, oldest first. */
  readonly #rooms: Readonly<Record<TraceKind, Map<string, Kept[]>>> = {
    ordinary: new Map(),
    slow: new Map(),
    error: new Map(),
  }
  readonly #sizes: Record<TraceKind, number> = { ordinary: 0, slow: 0, error: 0 }
  #bytes = 0
  #second = 0
  #taken = 0

  constructor({ most = 100, mostBytes = 4e6, slowMs = 500, ordinaryPerSecond = 20 }: TracesOptions = {}) {
    super('ops/traces')
    this.#most = most
    this.#mostBytes = mostBytes
    this.#slowMs = slowMs
    this.#perSecond = ordinaryPerSecond
  }

  /**
   * As what a trace is worth keeping, if it is. To be asked before anything is made of it.
   * `ms` undefined: untimed. `lastTicks` is when an ordinary one of the same endpoint was last kept.
   */
  worth(
    failed: boolean,
    ms: number | undefined,
    ticks: number,
    lastTicks: number | undefined,
  ): TraceKind | undefined {
    if (failed) return 'error'
    if (ms === undefined) return undefined
    if (ms >= this.#slowMs) return 'slow'
    if (lastTicks !== undefined && ticks - lastTicks < 1000) return undefined
    const second = Math.floor(ticks / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#taken = 0
    }
    return this.#taken++ < this.#perSecond ? 'ordinary' : undefined
  }

  keep(kept: Kept): void {
    const { kind, service, endpoint } = kept.row
    const key = `${service}\0${endpoint}`
    const room = this.#rooms[kind]
    const same = room.get(key)
    if (same === undefined) room.set(key, [kept])
    else same.push(kept)
    this.#sizes[kind]++
    this.#bytes += kept.bytes
    if (this.#sizes[kind] > this.#most) this.#evict(kind)
    for (const poorer of KINDS) {
      while (this.#bytes > this.#mostBytes && this.#sizes[poorer] > 0) this.#evict(poorer)
    }
    this.changed()
  }

  protected show(): readonly TraceRow[] {
    return [...this.#all()].map(({ row }) => row).toSorted((a, b) => b.startedAt - a.startedAt)
  }

  /** Undefined where none of it was kept. */
  detail(traceId: string): TraceDetail | undefined {
    const found = [...this.#all()].filter(({ row }) => row.traceId === traceId)
    if (found.length === 0) return undefined
    return {
      traceId,
      parts: found.map(({ row }) => row).toSorted((a, b) => a.startedAt - b.startedAt),
      spans: found.flatMap(kept => kept.spans()).toSorted((a, b) => a.startedAt - b.startedAt),
    }
  }

  *#all(): IterableIterator<Kept> {
    for (const room of Object.values(this.#rooms)) for (const some of room.values()) yield* some
  }

  #evict(kind: TraceKind): void {
    const room = this.#rooms[kind]
    let most: Kept[] = []
    let noisy = ''
    for (const [key, some] of room) {
      if (some.length <= most.length) continue
      most = some
      noisy = key
    }
    const gone = most.shift()
    if (gone === undefined) return
    if (most.length === 0) room.delete(noisy)
    this.#sizes[kind]--
    this.#bytes -= gone.bytes
  }
}
