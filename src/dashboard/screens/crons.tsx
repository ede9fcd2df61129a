// Crons: when each runs next, how the last runs went, and what may be done about it.
// Invariant: the list keeps of each what a row shows; runs and log lines are of the one that is looked at.
import type { Node } from 'repartee'
import type { CronLine, CronRun, CronShown, CronsShown, RunOutcome } from 'repartee/ops'
import { Ago, Badge, Do, Facts, Go, Head, Search, type Tone } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, fits, keyOn, Lines, nodeColumn, Nothing, PresentOnly } from '../parts.tsx'
import { to, type Place } from '../place.ts'
import { added, cut, rowsOf, together } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { duration, number } from '../units.ts'

/** What its buttons need to know. */
interface Can {
  readonly name: string
  readonly paused: boolean
  /** Whether there is a run to be told to end, or one that waits to be dropped. */
  readonly cancels: boolean
}

interface Row extends Can, Pick<CronShown, 'schedule' | 'nextAt' | 'counts'> {
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

interface Data {
  readonly list: Paged<Row>
  readonly one: { readonly cron: OneCron; readonly lines: readonly CronLine[] } | undefined
}

const LINES = 100
const RUNS = 30

function pick({ desk, place, section, isPart }: Look): Data {
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

const BY: Readonly<Record<string, (row: Pick<Row, 'name' | 'nextAt' | 'counts'>) => string | number>> = {
  name: row => row.name,
  next: row => row.nextAt ?? Infinity,
  failed: row => row.counts.failed + row.counts.timedOut,
  done: row => row.counts.done,
}

/** A cron is one thing, whichever node runs it. */
function merge(parts: readonly Part<Data>[], place: Place): Data {
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

const cancels = ({ runs, waiting }: Pick<CronShown, 'runs' | 'waiting'>): boolean =>
  waiting || runs.some(({ outcome }) => outcome === 'running')

const TONES: Readonly<Record<RunOutcome, Tone>> = {
  running: 'info',
  stopping: 'warn',
  done: 'good',
  failed: 'bad',
  'timed-out': 'bad',
  cancelled: 'warn',
}

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <One {...of} />
}

const Outcome = ({ of }: { of: RunOutcome }): Node => <Badge tone={TONES[of]}>{of.replace('-', ' ')}</Badge>

const Acts = ({ of, cron: { name, paused, cancels } }: { of: Shown<unknown>; cron: Can }): Node => (
  <span class="acts">
    <Do of={of} verb="cron.trigger" target={name} />
    <Do of={of} verb={paused ? 'cron.resume' : 'cron.pause'} target={name} />
    {cancels && (
      <Do of={of} verb="cron.cancel" target={name} danger>
        Cancel run
      </Do>
    )}
  </span>
)

function List(of: Shown<Data>): Node {
  const { place, data } = of
  const { rows, total } = data.list
  return (
    <div class="screen">
      <Head of={of} title="Crons">
        <Search of={of} label="Find a cron" />
      </Head>
      <Table
        of={of}
        label="Crons"
        rows={rows}
        keyOf={row => row.name}
        empty={
          place.q['text'] !== undefined
            ? 'No cron is like that. Take out the search.'
            : "No cron is declared: cron('digest', '0 3 * * *', run)"
        }
        columns={[
          {
            name: 'Name',
            sort: 'name',
            cell: row => (
              <Go of={of} to={to(place, 'crons', row.name)}>
                {row.name}
              </Go>
            ),
          },
          { name: 'Schedule', cell: row => <code>{row.schedule}</code> },
          { name: 'Next', sort: 'next', cell: row => <Next of={row} /> },
          { name: 'Last', cell: row => row.last && <Outcome of={row.last} /> },
          { name: 'Took', num: true, cell: row => duration(row.tookMs) },
          { name: 'Done', sort: 'done', num: true, cell: row => number(row.counts.done) },
          {
            name: 'Failed',
            sort: 'failed',
            num: true,
            cell: row => number(row.counts.failed + row.counts.timedOut),
          },
          ...actsOf<Row>(of, row => <Acts of={of} cron={row} />),
        ]}
      />
      <Pager of={of} total={total} />
    </div>
  )
}

const Next = ({ of: { paused, nextAt } }: { of: Pick<CronShown, 'paused' | 'nextAt'> }): Node =>
  paused ? <Badge tone="warn">paused</Badge> : <Ago at={nextAt} />

function One(of: Shown<Data>): Node {
  if (of.data.one === undefined)
    return (
      <Nothing of={of} back="Crons">
        There is no cron of that name.
      </Nothing>
    )
  const { cron, lines } = of.data.one
  const { name, paused, counts } = cron
  return (
    <div class="screen">
      <Head of={of} title={name} back="Crons">
        <Acts of={of} cron={{ name, paused, cancels: cancels(cron) }} />
      </Head>
      {cron.description !== null && <p>{cron.description}</p>}
      <Facts
        of={[
          ['Schedule', <code>{cron.schedule}</code>],
          ['Time zone', cron.timezone ?? 'the machine’s'],
          ['Next', <Next of={cron} />],
          ['If it still runs', OVERLAPS[cron.overlap]],
          ['If its time was missed', MISFIRES[cron.misfire]],
          ['Timeout', duration(cron.timeoutMs)],
          ['Done, failed, timed out', `${counts.done}, ${counts.failed}, ${counts.timedOut}`],
          ['Cancelled, skipped, missed', `${counts.cancelled}, ${counts.skipped}, ${counts.missed}`],
        ]}
      />
      <PresentOnly of={of}>Log lines are not kept of it.</PresentOnly>
      <h2>Runs</h2>
      <Table
        of={of}
        label="Runs, the latest first"
        rows={cron.runs}
        keyOf={run => keyOn(run, String(run.id))}
        empty="It has not run yet."
        columns={[
          { name: 'Run', num: true, cell: run => run.id },
          { name: 'Outcome', cell: run => <Outcome of={run.outcome} /> },
          ...nodeColumn<CronRun & OfNode>(of),
          { name: 'Why', cell: run => run.cause },
          { name: 'Started', cell: run => <Ago at={run.startedAt} /> },
          { name: 'Took', num: true, cell: run => duration(run.tookMs) },
          { name: 'Said', cell: run => run.error ?? run.lastLine },
        ]}
      />
      {of.place.at === 0 && <Log lines={lines} />}
    </div>
  )
}

const OVERLAPS: Readonly<Record<CronShown['overlap'], string>> = {
  skip: 'the time is dropped',
  queue: 'one run waits',
  allow: 'they run beside each other',
}
const MISFIRES: Readonly<Record<CronShown['misfire'], string>> = {
  once: 'one run for all that were missed',
  skip: 'nothing',
}

const Log = ({ lines }: { lines: readonly CronLine[] }): Node => (
  <>
    <h2>Log</h2>
    {lines.length === 0 ? (
      <p class="empty">Nothing was logged: run.log('…')</p>
    ) : (
      <Lines lines={lines.map(({ at, run, text }) => ({ at, text: `#${run} ${text}` }))} />
    )}
  </>
)

export const crons: Screen<unknown> = screen<Data>({
  name: 'crons',
  title: 'Crons',
  sign: 'M12 3a9 9 0 1 0 9 9M12 7v5l3 2M16 3l5 1-1 5',
  sections: ['crons'],
  pick,
  merge,
  view,
})
