// Endpoints of several nodes: the list of all, and one of them with all that the nodes know about it.
// Invariant: counts are added up; durations are those of the slowest node, but in the bars, which are of all latencies.
// Does not know how it looks.
import type { Bucket, EndpointRow } from 'repartee/ops'
import { cut, together } from '../merging.ts'
import type { Place } from '../place.ts'
import type { Part, Parts } from '../screen.ts'
import { sorted } from '../table.tsx'
import { barsOf } from './endpoint-bars.ts'
import { BY, MOST_TRACES, type Endpoints, type List, type One, type Row } from './endpoints-data.ts'
import { faultsOf } from './errors.tsx'
import { chartsOf, summaryOf } from './overview-merge.ts'

/** The same endpoint is one thing, wherever it answers: counts are added up, durations are those of the slowest node. */
export function endpointsOfAll(parts: Parts<Endpoints>, place: Place): Endpoints {
  const lists = parts.flatMap(({ data: { list } }) => (list === undefined ? [] : [list]))
  const [here] = parts
  if (lists.length === 0) return { list: undefined, one: oneOfAll(parts, place), origin: here.data.origin }
  const rows = together(
    lists.flatMap(({ rows: own }) => own),
    ({ id }) => id,
    same => ({
      ...(same[0] as List['rows'][number]),
      figures: figuresOf(same),
      line: (same[0]?.line ?? []).map((_, i) => same.reduce((sum, { line }) => sum + (line[i] ?? 0), 0)),
    }),
  )
  return {
    list: {
      ...cut(sorted(rows, place, BY), Math.max(rows.length, ...lists.map(({ total }) => total)), place),
      all: Math.max(...lists.map(({ all }) => all)),
      transports: [...new Set(lists.flatMap(({ transports }) => transports))].toSorted(),
    },
    one: undefined,
    origin: here.data.origin,
  }
}

function oneOfAll(parts: readonly Part<Endpoints>[], place: Place): One | null {
  const all = parts.flatMap(({ data: { one } }) => one ?? [])
  const [first] = all
  if (first === undefined) return null
  const charts = all.flatMap(one => one.charts ?? [])
  const buckets = together(
    all.flatMap(one => one.buckets ?? []),
    ({ fromMs }) => String(fromMs),
    same => ({ ...(same[0] as Bucket), count: same.reduce((sum, { count }) => sum + count, 0) }),
  )
  const faults = new Map(all.flatMap(one => one.faults.map(fault => [fault.id, fault.last] as const)))
  return {
    row: { ...first.row, figures: figuresOf(all.map(({ row }) => row)) },
    charts: charts.length === 0 ? undefined : chartsOf(charts),
    bars: place.at === 0 ? barsOf(buckets.toSorted((a, b) => a.fromMs - b.fromMs)) : undefined,
    faults: faultsOf(all.flatMap(one => one.faults)).map(row => ({ ...row, last: faults.get(row.id) })),
    traces: all
      .flatMap(one => one.traces)
      .toSorted((a, b) => b.startedAt - a.startedAt)
      .slice(0, MOST_TRACES),
    attached: first.attached,
  }
}

function figuresOf(same: readonly Row[]): EndpointRow | undefined {
  const all = same.flatMap(({ figures }) => (figures === undefined ? [] : [figures]))
  return all.length === 0 ? undefined : summaryOf(all)
}
