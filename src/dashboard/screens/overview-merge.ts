// The overview of several nodes: what they did together, second by second, and what is wrong on any of them.
// Invariant: counts are added up. A line of latencies is of the slowest node in each second, since quantiles cannot be added; the figures
// of the last minutes are of all latencies, as nodes tell them each other.
// Does not know how it looks.
import type { EndpointRow, Summary } from 'repartee/ops'
import type { Lines } from '../lines.ts'
import { added, rowsOf, serversOf, together } from '../merging.ts'
import type { Parts } from '../screen.ts'
import { faultsOf } from './errors.tsx'
import { inRank, most, MOST_ERRORS, MOST_WRONG, type Overview, type Wrong } from './overview-data.ts'

type Add = (values: readonly number[]) => number

const total: Add = values => values.reduce((sum, value) => sum + value, 0)
const largest: Add = values => Math.max(...values)

export function overviewOfAll(parts: Parts<Overview>): Overview {
  const [here] = parts
  const { nodes } = here.data
  const summaries = parts.flatMap(({ data }) => (data.total === undefined ? [] : [data.total]))
  const servers = parts.flatMap(({ data }) => (data.server === undefined ? [] : [data.server]))
  const charts = parts.flatMap(({ data }) => data.charts ?? [])
  const endpoints = (of: 'busiest' | 'slowest'): readonly EndpointRow[] =>
    endpointsOf(parts.flatMap(({ data }) => data[of]))
  const minute = (of: keyof Overview['minute'], add: Add): readonly number[] =>
    lineOf(
      parts.map(({ data }) => data.minute[of]),
      add,
    )
  return {
    total: summaries.length === 0 ? undefined : { ...summaryOf(summaries), ...quantilesOf(nodes?.total) },
    process: undefined,
    server: servers.length === 0 ? undefined : serversOf(servers),
    minute: {
      requests: minute('requests', total),
      errors: minute('errors', total),
      p95: minute('p95', largest),
      delay: minute('delay', largest),
      cpu: minute('cpu', total),
      memory: minute('memory', total),
      gc: minute('gc', largest),
    },
    charts: charts.length === 0 ? undefined : chartsOf(charts),
    wrong: inRank(rowsOf<Overview, Wrong>(parts, ({ wrong }) => wrong)).slice(0, MOST_WRONG),
    errors: faultsOf(parts.flatMap(({ data }) => data.errors))
      .toSorted((a, b) => b.firstAt - a.firstAt)
      .slice(0, MOST_ERRORS),
    busiest: most(endpoints('busiest'), row => row.lastMinute),
    slowest: most(endpoints('slowest'), row => row.p95),
    // What is declared is declared on all of them.
    counts: here.data.counts.map(([name, count], i) => [
      name,
      Math.max(count, ...parts.map(({ data }) => data.counts[i]?.[1] ?? 0)),
    ]),
    nodes,
  }
}

const quantilesOf = (of: Pick<Summary, 'p50' | 'p95' | 'p99'> | undefined) =>
  of && { p50: of.p50, p95: of.p95, p99: of.p99 }

/** Counts added up; of durations the longest, as nobody can add those. */
export function summaryOf<S extends Summary>(all: readonly S[]): S {
  const most = (of: (one: S) => number): number => Math.max(...all.map(of))
  const count = total(all.map(one => one.count))
  return {
    ...added(all),
    p50: most(one => one.p50),
    p95: most(one => one.p95),
    p99: most(one => one.p99),
    max: most(one => one.max),
    mean: count === 0 ? 0 : total(all.map(one => one.mean * one.count)) / count,
  }
}

/** Those of the same service and name as one. */
const endpointsOf = (rows: readonly EndpointRow[]): readonly EndpointRow[] =>
  together(rows, ({ service, name }) => `${service}\0${name}`, summaryOf)

/** Lines of a value for each second, the newest last. */
function lineOf(lines: readonly (readonly number[])[], add: Add): readonly number[] {
  const length = Math.max(0, ...lines.map(line => line.length))
  return Array.from({ length }, (_, i) => add(lines.map(line => line[line.length - length + i] ?? 0)))
}

interface Charts {
  readonly traffic: Lines
  readonly latency: Lines
}

export function chartsOf(charts: readonly Charts[]): Charts {
  return {
    traffic: chartOf(
      charts.map(({ traffic }) => traffic),
      total,
    ),
    latency: chartOf(
      charts.map(({ latency }) => latency),
      largest,
    ),
  }
}

/** By the seconds of the first; what another has of such a second is added. */
function chartOf(charts: readonly Lines[], add: Add): Lines {
  const [first] = charts as readonly [Lines]
  const from = fromOf(first)
  return {
    ...first,
    lines: first.lines.map((line, at) => ({
      ...line,
      values: line.values.map((_, i) => {
        const values = charts.flatMap(chart => chart.lines[at]?.values[i + from - fromOf(chart)] ?? [])
        return values.length === 0 ? null : add(values)
      }),
    })),
  }
}

const fromOf = ({ times }: Lines): number => ('from' in times ? times.from : (times[0] ?? 0))
