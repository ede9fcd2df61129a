// What a node says of itself to the others of its program, how that is read, and what all of them come to together.
// Invariant: what came from elsewhere is read with care, since it may be said by another version. Quantiles of all are of all latencies,
// not of quantiles: each node says its own as counts, in steps as fine as they are kept.
// Does not know how it travels.
import { Histogram, type Bucket } from './histogram.ts'

/** What a node says of itself. Times are epoch ms by its own clock. */
export interface NodeFigures {
  /** What it is called: `node` of `ops`. */
  readonly name: string
  /** `version` of `ops`; '' where the program says none. */
  readonly version: string
  readonly pid: number
  /** As 'v24.1.0'. */
  readonly runtime: string
  readonly startedAt: number
  readonly perSecond: number
  readonly lastMinute: number
  readonly errorsLastMinute: number
  /** Ms. */
  readonly p95: number
  readonly rssBytes: number
  /** Cores used. */
  readonly cpu: number
  /** How late the event loop came round, p99, ms. */
  readonly delayP99Ms: number
  readonly connected: number
  readonly away: number
  /** Resources and workers that are: at most ten. */
  readonly down: readonly string[]
}

/** With its latencies: from so many ms, so often. */
export interface NodeSaid extends NodeFigures {
  readonly latencies: readonly (readonly [fromMs: number, count: number])[]
}

/** Of all nodes that are up. */
export type ClusterTotal = Omit<NodeFigures, 'name' | 'version' | 'pid' | 'runtime' | 'startedAt'> & {
  readonly p50: number
  readonly p99: number
}

const MOST_STEPS = 300
const MOST_DOWN = 10

export function stepsOf(buckets: readonly Bucket[]): NodeSaid['latencies'] {
  let steps = buckets.map(({ fromMs, count }) => [fromMs, count] as const)
  while (steps.length > MOST_STEPS)
    steps = steps.flatMap(([from, count], i) =>
      i % 2 === 0 ? [[from, count + (steps[i + 1]?.[1] ?? 0)] as const] : [],
    )
  return steps
}

/** Undefined where it is no such thing. */
export function saidOf(said: unknown): NodeSaid | undefined {
  if (typeof said !== 'object' || said === null || !('name' in said)) return undefined
  const it = said as Readonly<Record<keyof NodeSaid, unknown>>
  const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 100) : '')
  const count = (value: unknown): number =>
    typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
  return {
    name: text(it.name),
    version: text(it.version),
    pid: count(it.pid),
    runtime: text(it.runtime),
    startedAt: count(it.startedAt),
    perSecond: count(it.perSecond),
    lastMinute: count(it.lastMinute),
    errorsLastMinute: count(it.errorsLastMinute),
    p95: count(it.p95),
    rssBytes: count(it.rssBytes),
    cpu: count(it.cpu),
    delayP99Ms: count(it.delayP99Ms),
    connected: count(it.connected),
    away: count(it.away),
    down: list(it.down).slice(0, MOST_DOWN).map(text),
    latencies: list(it.latencies)
      .slice(0, MOST_STEPS)
      .map(step => {
        const [from, times] = list(step)
        return [count(from), Math.round(count(times))] as const
      }),
  }
}

export function totalOf(nodes: readonly NodeSaid[]): ClusterTotal {
  const sum = (of: (node: NodeSaid) => number): number => nodes.reduce((all, node) => all + of(node), 0)
  const latencies = new Histogram()
  for (const node of nodes)
    for (const [ms, times] of node.latencies) if (times > 0) latencies.record(ms, times)
  const [p50 = 0, p95 = 0, p99 = 0] = latencies.quantiles([0.5, 0.95, 0.99])
  return {
    perSecond: sum(({ perSecond }) => perSecond),
    lastMinute: sum(({ lastMinute }) => lastMinute),
    errorsLastMinute: sum(({ errorsLastMinute }) => errorsLastMinute),
    p50,
    p95,
    p99,
    rssBytes: sum(({ rssBytes }) => rssBytes),
    cpu: sum(({ cpu }) => cpu),
    delayP99Ms: Math.max(0, ...nodes.map(({ delayP99Ms }) => delayP99Ms)),
    connected: sum(({ connected }) => connected),
    away: sum(({ away }) => away),
    down: [...new Set(nodes.flatMap(({ down }) => down))].slice(0, MOST_DOWN),
  }
}
