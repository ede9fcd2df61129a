// Crons as a list that is searched, sorted and paged; and one of them with its runs.
// Invariant: the list keeps of each what a row shows; runs and log lines are of the one that is looked at.
// Does not know how it looks.
import type { CronLine, CronRun, CronShown, CronsShown, RunOutcome } from 'repartee/ops'
import { paged, type Paged } from '../pages.tsx'
import { fits } from '../parts.tsx'
import type { Look, OfNode } from '../screen.ts'
import { sorted } from '../table.tsx'

/** What its buttons need to know. */
export interface Can {
  readonly name: string
  readonly paused: boolean
  /** Whether there is a run to be told to end, or one that waits to be dropped. */
  readonly cancels: boolean
}

export interface Row extends Can, Pick<CronShown, 'schedule' | 'nextAt' | 'counts'> {
  /** How the latest run is, or ended. */
  readonly last: RunOutcome | null
  /** How long the last that ended took, ms. */
  readonly tookMs: number | null
  /** When the latest run began. */
  readonly lastAt: number | null
}

/** Its runs may be of several nodes. */
interface OneCron extends Omit<CronShown, 'runs'> {
  readonly runs: readonly (CronRun & OfNode)[]
}

export interface Data {
  readonly list: Paged<Row>
  readonly one: { readonly cron: OneCron; readonly lines: readonly CronLine[] } | undefined
}

export const LINES = 100

export function cronsOf({ desk, place, section, isPart }: Look): Data {
  const all = section<CronsShown>('crons')?.crons ?? []
  if (place.id !== '') {
    const cron = all.find(({ name }) => name === place.id)
    const lines = place.at === 0 ? desk.ops.crons.lines(place.id).slice(-LINES) : []
    return { list: { rows: [], total: 0 }, one: cron && { cron, lines } }
  }
  const found = all.filter(row => fits(place, row.name, row.schedule, row.description))
  const { rows, total } = paged(sorted(found, place, BY), place, isPart)
  return { list: { rows: rows.map(rowOf), total }, one: undefined }
}

export const BY: Readonly<Record<string, (row: Pick<Row, 'name' | 'nextAt' | 'counts'>) => string | number>> =
  {
    name: row => row.name,
    next: row => row.nextAt ?? Infinity,
    failed: row => row.counts.failed + row.counts.timedOut,
    done: row => row.counts.done,
  }

function rowOf(cron: CronShown): Row {
  const { name, schedule, paused, nextAt, counts, runs } = cron
  const tookMs = runs.find(run => run.tookMs !== null)?.tookMs ?? null
  return {
    name,
    schedule,
    paused,
    nextAt,
    counts,
    cancels: cancels(cron),
    last: runs[0]?.outcome ?? null,
    tookMs,
    lastAt: runs[0]?.startedAt ?? null,
  }
}

export const cancels = ({ runs, waiting }: Pick<CronShown, 'runs' | 'waiting'>): boolean =>
  waiting || runs.some(({ outcome }) => outcome === 'running')
