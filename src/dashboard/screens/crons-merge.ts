// Crons of several nodes: one row for each, one list of its runs.
// Invariant: the runs of all nodes stand in the order in which they began, each with its node.
// Does not know how it looks.
import { added, cut, rowsOf, together } from '../merging.ts'
import type { Place } from '../place.ts'
import type { OfNode, Part } from '../screen.ts'
import { sorted } from '../table.tsx'
import { BY, LINES, type Data, type Row } from './crons-data.ts'

const RUNS = 30

/** A cron is one thing, whichever node runs it. */
export function cronsOfAll(parts: readonly Part<Data>[], place: Place): Data {
  if (place.id !== '') return { list: { rows: [], total: 0 }, one: joinedOne(parts) }
  const rows = together(
    rowsOf<Data, Row & OfNode>(parts, ({ list }) => list.rows),
    row => row.name,
    joined,
  )
  const total = Math.max(rows.length, ...parts.map(({ data }) => data.list.total))
  return { list: cut(sorted(rows, place, BY), total, place), one: undefined }
}

function joined(same: readonly Row[]): Row {
  const latest = same.reduce((last, row) => ((row.lastAt ?? 0) > (last.lastAt ?? 0) ? row : last))
  return {
    ...latest,
    paused: same.every(({ paused }) => paused),
    nextAt: soonest(same),
    cancels: same.some(each => each.cancels),
    counts: added(same.map(({ counts }) => counts)),
  }
}

function joinedOne(parts: readonly Part<Data>[]): Data['one'] {
  const ones = parts.flatMap(({ node, data: { one } }) => (one === undefined ? [] : [{ node, ...one }]))
  const crons = ones.map(({ cron }) => cron)
  const [first] = crons
  if (first === undefined) return undefined
  return {
    cron: {
      ...first,
      paused: crons.every(({ paused }) => paused),
      nextAt: soonest(crons),
      waiting: crons.some(({ waiting }) => waiting),
      counts: added(crons.map(({ counts }) => counts)),
      runs: ones
        .flatMap(({ node, cron }) => cron.runs.map(run => ({ ...run, on: node })))
        .toSorted((a, b) => b.startedAt - a.startedAt)
        .slice(0, RUNS),
    },
    lines: ones
      .flatMap(({ lines }) => lines)
      .toSorted((a, b) => a.at - b.at)
      .slice(-LINES),
  }
}

function soonest(of: readonly { readonly nextAt: number | null }[]): number | null {
  const times = of.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
  return times.length === 0 ? null : Math.min(...times)
}
