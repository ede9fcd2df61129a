// What the overview says: how the program does, and what is wrong with it right now.
// Invariant: what is wrong stands in the order of its weight and then of its name, so that nothing changes places while it lasts.
// Does not know how it looks.
import type {
  ClusterShown,
  CronsShown,
  EndpointRow,
  FaultRow,
  MetricsSnapshot,
  ProcessSample,
  ProcessShown,
  RegistrySnapshot,
  ResourceShown,
  Summary,
  WorkerShown,
} from 'repartee/ops'
import type { ServerFigures } from 'repartee/server'
import type { Tone } from '../kit.tsx'
import type { Lines } from '../lines.ts'
import type { Look, NodeRef } from '../screen.ts'
import { latencyOf, minuteOf, SECONDS, secondsOf, trafficOf, type Second } from '../seconds.ts'

/** Something that is wrong, and where more is said about it. */
export interface Wrong {
  readonly tone: Tone
  readonly kind: string
  readonly name: string
  readonly what: string
  /** Epoch ms; null where nobody knows. */
  readonly since: number | null
  readonly go: { readonly screen: string; readonly id: string }
  /** Which of several nodes it is on. */
  readonly on?: NodeRef
}

export interface Overview {
  readonly total: Summary | undefined
  readonly process: ProcessShown | undefined
  readonly server: ServerFigures | undefined
  /** Each a value for each of the last sixty seconds, the newest last. */
  readonly minute: Readonly<
    Record<'requests' | 'errors' | 'p95' | 'delay' | 'cpu' | 'memory' | 'gc', readonly number[]>
  >
  /** Undefined where it reaches back no more. */
  readonly charts: { readonly traffic: Lines; readonly latency: Lines } | undefined
  readonly wrong: readonly Wrong[]
  readonly errors: readonly FaultRow[]
  readonly busiest: readonly EndpointRow[]
  readonly slowest: readonly EndpointRow[]
  /** How many of each there are. */
  readonly counts: readonly (readonly [name: string, count: number])[]
  /** Where there are several nodes. */
  readonly nodes: ClusterShown | undefined
}

export const MOST_WRONG = 12
export const MOST_ERRORS = 5
const MOST_ENDPOINTS = 6
/** An error that was not seen for so long, ms, is no news. */
const NEWS_MS = 600_000
/** An event loop that comes round so late, ms at p99, is felt by visitors. */
const LATE_MS = 100
const BUSY_SHARE = 0.9
/** For so many seconds: what passes is not wrong. */
const LASTING = 5

export function overviewOf({ desk, section, now }: Look): Overview {
  const metrics = section<MetricsSnapshot>('metrics')
  const process = section<ProcessShown>('process')
  const registry = section<RegistrySnapshot>('registry')
  const crons = section<CronsShown>('crons')?.crons ?? []
  const samples = desk.ops.process.samples()
  const points = desk.ops.metrics.history()
  const seconds = secondsOf(points, now, process?.startedAt)
  const last = seconds.slice(-60)
  const line = (of: (point: NonNullable<Second['point']>) => number): readonly number[] =>
    last.map(({ point }) => (point === undefined ? 0 : of(point)))
  const endpoints = (metrics?.endpoints ?? []).filter(({ lastMinute }) => lastMinute > 0)
  // Of an earlier time there is nothing left that a chart could be drawn from.
  const reaches = desk.ops.outside.now() - now < SECONDS * 1000
  return {
    total: metrics?.total,
    process,
    server: section<ServerFigures>('server'),
    minute: {
      requests: line(({ count }) => count),
      errors: line(({ errors }) => errors),
      p95: line(({ p95 }) => Math.round(p95 * 100) / 100),
      delay: minuteOf(samples, now, 'delayP99Ms'),
      cpu: minuteOf(samples, now, 'cpu'),
      memory: minuteOf(samples, now, 'rssBytes'),
      gc: minuteOf(samples, now, 'gc'),
    },
    charts: reaches ? { traffic: trafficOf(seconds), latency: latencyOf(seconds) } : undefined,
    wrong: wrongOf(section, crons, samples.filter(({ at }) => at <= now).slice(-LASTING)).slice(
      0,
      MOST_WRONG,
    ),
    // By when they came first: those that come again and again would change places all the time.
    errors: (section<readonly FaultRow[]>('faults') ?? [])
      .filter(({ lastAt }) => now - lastAt < NEWS_MS)
      .toSorted((a, b) => b.firstAt - a.firstAt)
      .slice(0, MOST_ERRORS),
    busiest: most(endpoints, row => row.lastMinute),
    slowest: most(endpoints, row => row.p95),
    counts: [
      ['services', registry?.services.length ?? 0],
      ['endpoints', registry?.endpoints.length ?? 0],
      ['resources', section<readonly ResourceShown[]>('resources')?.length ?? 0],
      ['workers', section<readonly WorkerShown[]>('workers')?.length ?? 0],
      ['crons', crons.length],
    ],
    nodes: section<ClusterShown>('nodes'),
  }
}

function wrongOf(
  section: Look['section'],
  crons: CronsShown['crons'],
  samples: readonly ProcessSample[],
): readonly Wrong[] {
  const wrong: Wrong[] = []
  for (const { name, status, reason, since, failures } of section<readonly ResourceShown[]>('resources') ??
    []) {
    const isDown = status === 'failed' || status === 'unhealthy'
    if (!isDown && (status !== 'opening' || failures === 0)) continue
    const what = isDown ? (reason ?? status) : `opens again: ${reason ?? `failed ${failures} times`}`
    const tone = isDown ? 'bad' : 'warn'
    wrong.push({ tone, kind: 'resource', name, what, since, go: { screen: 'resources', id: name } })
  }
  for (const { name, status, silent, lastError, endedAt } of section<readonly WorkerShown[]>('workers') ??
    []) {
    if (status !== 'failed' && !silent) continue
    const what = status === 'failed' ? (lastError ?? 'failed') : 'it does not say any more that it is well'
    const tone = status === 'failed' ? 'bad' : 'warn'
    wrong.push({ tone, kind: 'worker', name, what, since: endedAt, go: { screen: 'workers', id: name } })
  }
  for (const { name, runs } of crons) {
    const last = runs.find(({ endedAt }) => endedAt !== null)
    if (last?.outcome !== 'failed' && last?.outcome !== 'timed-out') continue
    const what = last.error ?? last.outcome
    wrong.push({
      tone: 'bad',
      kind: 'cron',
      name,
      what,
      since: last.endedAt,
      go: { screen: 'crons', id: name },
    })
  }
  const lasting = (is: (sample: ProcessSample) => boolean): boolean =>
    samples.length === LASTING && samples.every(is)
  const slow = (name: string, what: string): Wrong => ({
    tone: 'warn',
    kind: 'process',
    name,
    what,
    since: null,
    go: { screen: '', id: '' },
  })
  if (lasting(({ delayP99Ms }) => delayP99Ms > LATE_MS))
    wrong.push(slow('event loop', 'it comes round late: something computes for long'))
  if (lasting(({ loop }) => loop > BUSY_SHARE)) wrong.push(slow('main thread', 'it hardly ever rests'))
  return inRank(wrong)
}

export function inRank(wrong: readonly Wrong[]): readonly Wrong[] {
  const rank = ({ tone }: Wrong): number => (tone === 'bad' ? 0 : 1)
  return wrong.toSorted((a, b) => rank(a) - rank(b))
}

/** The few with the largest value; of equal ones, those that came first. */
export function most(rows: readonly EndpointRow[], of: (row: EndpointRow) => number): readonly EndpointRow[] {
  return rows.toSorted((a, b) => of(b) - of(a)).slice(0, MOST_ENDPOINTS)
}
