// Crons: when each runs next, how the last runs went, and what may be done about it.
// Invariant: a view of what it is given. Does not know how that is found (crons-data.ts).
import type { Node } from 'repartee'
import type { CronLine, CronRun, CronShown, RunOutcome } from 'repartee/ops'
import { Ago, Badge, Do, Facts, Go, Head, Search, type Tone } from '../kit.tsx'
import { Pager } from '../pages.tsx'
import { actsOf, keyOn, Lines, nodeColumn, Nothing, PresentOnly } from '../parts.tsx'
import { to } from '../place.ts'
import { screen, type OfNode, type Screen, type Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { duration, number } from '../units.ts'
import { cancels, cronsOf, type Can, type Data, type Row } from './crons-data.ts'
import { cronsOfAll } from './crons-merge.ts'

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
  pick: cronsOf,
  merge: cronsOfAll,
  view,
})
