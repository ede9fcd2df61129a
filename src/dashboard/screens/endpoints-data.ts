// Endpoints as a list that is searched, filtered, sorted and paged; and one of them with all that is known about it.
// Invariant: what is registered stands in the list, also if nobody ever asked for it; what was asked for stands there, also if nobody
// registered it. Does not know how it looks.
import type {
  Attachment,
  Bucket,
  EndpointRow,
  EndpointShown,
  FaultDetail,
  FaultRow,
  MetricsSnapshot,
  RegistrySnapshot,
  TraceRow,
  Transport,
} from 'repartee/ops'
import { endpointId } from '../endpoint-id.ts'
import type { Lines } from '../lines.ts'
import { paged } from '../pages.tsx'
import type { Look } from '../screen.ts'
import { latencyOf, secondsOf, sums, trafficOf } from '../seconds.ts'
import { sorted } from '../table.tsx'
import { barsOf, type Bars } from './endpoint-bars.ts'

export interface Row {
  readonly id: string
  readonly service: string
  readonly name: string
  readonly transport: string
  readonly method: string | undefined
  readonly path: string | undefined
  readonly description: string | undefined
  /** Undefined where nothing of it has ended yet. */
  readonly figures: EndpointRow | undefined
}

export interface List {
  readonly rows: readonly (Row & { readonly line: readonly number[] })[]
  readonly total: number
  /** How many there are before anything is searched for. */
  readonly all: number
  readonly transports: readonly string[]
}

export interface One {
  readonly row: Row
  readonly charts: { readonly traffic: Lines; readonly latency: Lines } | undefined
  readonly bars: Bars | undefined
  /** What bars are made of, where other nodes have some, too. */
  readonly buckets?: readonly Bucket[]
  readonly faults: readonly (FaultRow & { readonly last: FaultDetail['occurrences'][number] | undefined })[]
  readonly traces: readonly TraceRow[]
  readonly attached: readonly Attachment[]
}

export interface Endpoints {
  readonly list: List | undefined
  /** Null where there is none of that name. */
  readonly one: One | null | undefined
  /** Whether endpoints can be tried out. */
  readonly origin: string | undefined
}

const MOST_FAULTS = 20
/** So many of them with their stack. */
const MOST_STACKS = 3
export const MOST_TRACES = 20
/** Of a small line: one value for so many seconds. Longer ones change more seldom, which is what they cost. */
const EACH_SECONDS = 5

export function endpointsOf(look: Look): Endpoints {
  const { place, desk } = look
  const rows = rowsOf(look)
  if (place.id === '') return { list: listOf(look, rows), one: undefined, origin: desk.origin }
  const row = rows.find(({ id }) => id === place.id)
  return { list: undefined, one: row === undefined ? null : oneOf(look, row), origin: desk.origin }
}

const NONE: readonly never[] = []

function rowsOf({ desk, place, section }: Look): readonly Row[] {
  const registered = section<RegistrySnapshot>('registry')?.endpoints ?? NONE
  // The list of the past is another one each time; it does not take the place of the present one's.
  const known = desk.memo.get(place.at === 0 ? 'endpoints' : 'endpoints past', registered, () => {
    const rows = new Map<string, Row>()
    for (const each of registered) {
      const id = endpointId(each.service, each.name)
      rows.set(id, { ...rowOf(each), id, figures: undefined })
    }
    return rows
  })
  const rows: Row[] = []
  const seen = new Set<string>()
  for (const figures of section<MetricsSnapshot>('metrics')?.endpoints ?? NONE) {
    const id = endpointId(figures.service, figures.name)
    seen.add(id)
    rows.push({ ...(known.get(id) ?? rowOf(figures)), id, figures })
  }
  for (const [id, row] of known) if (!seen.has(id)) rows.push(row)
  return rows
}

const rowOf = (
  of: Pick<EndpointShown, 'service' | 'name' | 'transport'> & {
    readonly method?: string | null
    readonly path?: string | null
    readonly description?: string | null
  },
): Omit<Row, 'id' | 'figures'> => ({
  service: of.service,
  name: of.name,
  transport: of.transport,
  method: of.method ?? undefined,
  path: of.path ?? undefined,
  description: of.description ?? undefined,
})

/** Of what ended in the last minute, how much failed; where nothing did, of everything. */
export function errorsOf({ figures }: Row): number {
  if (figures === undefined || figures.count === 0) return 0
  return figures.lastMinute > 0
    ? figures.errorsLastMinute / figures.lastMinute
    : figures.errors / figures.count
}

function listOf({ desk, place, now, isPart }: Look, all: readonly Row[]): List {
  const { q } = place
  const words = (q['text'] ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const found = all.filter(row => {
    if (q['transport'] !== undefined && row.transport !== q['transport']) return false
    if (q['service'] !== undefined && row.service !== q['service']) return false
    if (q['only'] === 'failing' && (row.figures?.errors ?? 0) === 0) return false
    if (q['only'] === 'unused' && row.figures !== undefined) return false
    if (words.length === 0) return true
    const text = `${row.service} ${row.name} ${row.description ?? ''}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
  const { rows: shown, total } = paged(sorted(found, place, BY), place, isPart)
  const lines = place.at === 0 ? linesOf(desk, now, shown) : undefined
  return {
    rows: shown.map(row => ({ ...row, line: lines?.get(row.id) ?? [] })),
    total,
    all: all.length,
    transports: [...new Set(all.map(({ transport }) => transport))].toSorted(),
  }
}

export const BY: Readonly<Record<string, (row: Row) => string | number>> = {
  service: row => row.service,
  name: row => row.name,
  transport: row => row.transport,
  rate: row => row.figures?.perSecond ?? -1,
  errors: row => (row.figures === undefined ? -1 : errorsOf(row)),
  p50: row => row.figures?.p50 ?? -1,
  p95: row => row.figures?.p95 ?? -1,
  p99: row => row.figures?.p99 ?? -1,
  count: row => row.figures?.count ?? -1,
}

/** Requests in the last minute, for those that are shown: added up anew once in five seconds. */
function linesOf(
  desk: Look['desk'],
  now: number,
  rows: readonly Row[],
): ReadonlyMap<string, readonly number[]> {
  const ids = new Set(rows.map(({ id }) => id))
  const moment = Math.floor(now / 1000 / EACH_SECONDS)
  return desk.memo.get(`lines ${[...ids].toSorted().join()}`, moment, () => {
    const lines = new Map<string, readonly number[]>()
    const ticks = desk.ops.outside.ticks()
    for (const { key, figures } of desk.ops.metrics.entries()) {
      const id = endpointId(key.service, key.name)
      if (!ids.has(id)) continue
      const points = figures
        .history(ticks)
        .map(({ second, ...point }) => ({ at: Math.floor(second * 1000 + now - ticks), ...point }))
      const whole = sums(secondsOf(points, now, 0, 60 + EACH_SECONDS), EACH_SECONDS, 'count')
      lines.set(id, whole.slice(-60 / EACH_SECONDS))
    }
    return lines
  })
}

function oneOf({ desk, place, section, now, isPart }: Look, row: Row): One {
  const { service, name } = row
  const detail = desk.ops.metrics.detail(service, name)
  const seconds = detail && secondsOf(detail.history, now, desk.ops.process.read().startedAt)
  const isHere = ({
    service: s,
    endpoint,
  }: {
    readonly service: string
    readonly endpoint: string
  }): boolean => s === service && endpoint === name
  const faults = (section<readonly FaultRow[]>('faults') ?? []).filter(isHere).slice(0, MOST_FAULTS)
  return {
    row,
    charts: seconds && { traffic: trafficOf(seconds), latency: latencyOf(seconds) },
    // Latencies are kept added up since the start: what they were then cannot be told.
    bars: place.at === 0 && detail !== undefined ? barsOf(detail.buckets) : undefined,
    ...(isPart && { buckets: detail?.buckets ?? [] }),
    faults: faults.map((fault, i) => ({
      ...fault,
      last: place.at === 0 && i < MOST_STACKS ? desk.ops.faults.detail(fault.id)?.occurrences[0] : undefined,
    })),
    traces: (section<readonly TraceRow[]>('traces') ?? []).filter(isHere).slice(0, MOST_TRACES),
    attached: (section<RegistrySnapshot>('registry')?.attachments ?? []).filter(
      each => each.service === service,
    ),
  }
}

/** Whether it can be asked for by an address. */
export const isAsked = (transport: string): boolean =>
  transport === ('http' satisfies Transport) || transport === ('page' satisfies Transport)
