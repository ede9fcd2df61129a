// Crons: when each runs next, how the last runs went, and what may be done about it.
import type { CronLine, CronShown, CronsShown } from 'repartee/ops'
import type { Node } from 'repartee'
import {
  Ago,
  Badge,
  Do,
  duration,
  Facts,
  Go,
  Head,
  Listing,
  number,
  Search,
  sorted,
  Table,
  type Tone,
} from '../kit.tsx'
import { to } from '../place.ts'
import { screen, type Look, type Screen, type Shown } from '../screen.ts'

interface Data {
  readonly rows: readonly CronShown[]
  readonly one: { readonly cron: CronShown; readonly lines: readonly CronLine[] } | undefined
}

const TONES: Readonly<Record<string, Tone>> = {
  done: 'good',
  failed: 'bad',
  'timed out': 'bad',
  cancelled: 'warn',
  running: 'info',
}

function pick({ desk, place, section }: Look): Data {
  const all = section<CronsShown>('crons')?.crons ?? []
  const text = (place.q['text'] ?? '').toLowerCase()
  const found = all.filter(({ name, description }) =>
    `${name} ${description ?? ''}`.toLowerCase().includes(text),
  )
  const cron = all.find(({ name }) => name === place.id)
  return {
    rows: sorted(found, place, {
      name: row => row.name,
      next: row => row.nextAt ?? Infinity,
      failed: row => row.counts.failed + row.counts.timedOut,
      done: row => row.counts.done,
    }),
    // Lines are kept for the present only.
    one: cron && { cron, lines: place.at === 0 ? desk.ops.crons.lines(place.id).slice(-100) : [] },
  }
}

function view(shown: Shown<Data>): Node {
  return shown.place.id === '' ? <List {...shown} /> : <One {...shown} />
}

const Outcome = ({ of }: { of: string }): Node => <Badge tone={TONES[of] ?? 'quiet'}>{of}</Badge>

const Acts = ({ of, cron }: { of: Shown<unknown>; cron: CronShown }): Node => (
  <>
    <Do of={of} verb="cron.trigger" target={cron.name} />
    <Do of={of} verb={cron.paused ? 'cron.resume' : 'cron.pause'} target={cron.name} />
    {cron.runs.some(run => run.endedAt === null) && (
      <Do of={of} verb="cron.cancel" target={cron.name} danger>
        Cancel run
      </Do>
    )}
  </>
)

function List(of: Shown<Data>): Node {
  return (
    <div class="screen">
      <Head of={of} title="Crons">
        <Search of={of} label="Find a cron" />
      </Head>
      <Table
        of={of}
        label="Crons"
        rows={of.data.rows}
        keyOf={row => row.name}
        empty="No cron is declared: cron('digest', '0 3 * * *', run)"
        columns={[
          {
            name: 'Name',
            sort: 'name',
            cell: row => (
              <Go of={of} to={to(of.place, 'crons', row.name)}>
                {row.name}
              </Go>
            ),
          },
          { name: 'Schedule', cell: row => <code>{row.schedule}</code> },
          {
            name: 'Next',
            sort: 'next',
            cell: row => (row.paused ? <Badge tone="warn">paused</Badge> : <Ago at={row.nextAt} />),
          },
          { name: 'Last', cell: row => row.runs[0] && <Outcome of={row.runs[0].outcome} /> },
          {
            name: 'Took',
            num: true,
            cell: row => duration(row.runs.find(run => run.tookMs !== null)?.tookMs),
          },
          { name: 'Done', sort: 'done', num: true, cell: row => number(row.counts.done) },
          {
            name: 'Failed',
            sort: 'failed',
            num: true,
            cell: row => number(row.counts.failed + row.counts.timedOut),
          },
          {
            name: '',
            cell: row => (
              <span class="acts">
                <Acts of={of} cron={row} />
              </span>
            ),
          },
        ]}
      />
    </div>
  )
}

function One(of: Shown<Data>): Node {
  if (of.data.one === undefined)
    return (
      <div class="screen">
        <Head of={of} title={of.place.id} back="Crons" />
        <p class="empty">There is no such cron.</p>
      </div>
    )
  const { cron, lines } = of.data.one
  const { counts } = cron
  return (
    <div class="screen">
      <Head of={of} title={cron.name} back="Crons">
        <Acts of={of} cron={cron} />
      </Head>
      {cron.description !== null && <p>{cron.description}</p>}
      <Facts
        of={[
          ['Schedule', <code>{cron.schedule}</code>],
          ['Time zone', cron.timezone ?? 'the machine’s'],
          ['Next', cron.paused ? 'paused' : <Ago at={cron.nextAt} />],
          ['If it still runs', cron.overlap],
          ['If its time was missed', cron.misfire],
          ['Timeout', duration(cron.timeoutMs)],
          ['Done, failed, timed out', `${counts.done}, ${counts.failed}, ${counts.timedOut}`],
          ['Skipped, missed', `${counts.skipped}, ${counts.missed}`],
        ]}
      />
      <h2>Runs</h2>
      <Table
        of={of}
        label="Runs"
        rows={cron.runs}
        keyOf={run => String(run.id)}
        empty="It has not run yet."
        columns={[
          { name: 'Run', num: true, cell: run => run.id },
          { name: 'Outcome', cell: run => <Outcome of={run.outcome} /> },
          { name: 'Why', cell: run => run.cause },
          { name: 'Started', cell: run => <Ago at={run.startedAt} /> },
          { name: 'Took', num: true, cell: run => duration(run.tookMs) },
          { name: 'Said', cell: run => run.error ?? run.lastLine },
        ]}
      />
      <h2>Log</h2>
      {lines.length === 0 ? (
        <p class="empty">Nothing was logged.</p>
      ) : (
        <Listing
          label="Log"
          text={lines
            .map(line => `${new Date(line.at).toISOString().slice(11, 19)}  #${line.run}  ${line.text}`)
            .join('\n')}
        />
      )}
    </div>
  )
}

export const crons: Screen<unknown> = screen<Data>({
  name: 'crons',
  title: 'Crons',
  sign: 'M12 3a9 9 0 1 0 9 9M12 7v5l3 2M16 3l5 1-1 5',
  sections: ['crons'],
  pick,
  view,
})
