// Workers: whether each does its work, since when, how often it had to be started again, and why.
import type { Node } from 'repartee'
import type { WorkerDetail, WorkerRunShown, WorkerShown } from 'repartee/ops'
import { Ago, Badge, Choice, Do, Facts, Go, Head, Listing, Search, type Tone } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, fits, keyOn, Lines, nodeColumn, Nothing, PresentOnly, toOn } from '../parts.tsx'
import type { Place } from '../place.ts'
import { listOf } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { duration, number } from '../units.ts'

type Row = WorkerShown & OfNode

interface Data {
  readonly list: Paged<Row>
  readonly one: { readonly worker: WorkerShown; readonly detail: WorkerDetail | undefined } | undefined
}

const LINES = 100

function pick({ desk, place, section, isPart }: Look): Data {
  const all = section<readonly WorkerShown[]>('workers') ?? []
  if (place.id !== '') {
    const worker = all.find(({ name }) => name === place.id)
    const known = place.at === 0 ? desk.ops.workers.detail(place.id) : undefined
    const detail = known && { ...known, runs: known.runs.toReversed(), lines: known.lines.slice(-LINES) }
    return { list: { rows: [], total: 0 }, one: worker && { worker, detail } }
  }
  const found = all.filter(
    row =>
      fits(place, row.name, row.description, row.lastError) &&
      [undefined, wordOf(row)].includes(place.q['status']),
  )
  return { list: paged(sorted(found, place, BY), place, isPart), one: undefined }
}

const BY: Readonly<Record<string, (row: WorkerShown) => string | number>> = {
  name: row => row.name,
  status: row => wordOf(row),
  since: row => row.startedAt ?? 0,
  starts: row => row.starts,
}

/** Each node has its own: of one name there is a list of them. */
function merge(parts: readonly Part<Data>[], place: Place): Data {
  const list = ({ list: own, one }: Data): Paged<Row> =>
    place.id === '' ? own : { rows: one ? [one.worker] : [], total: one ? 1 : 0 }
  return { list: listOf(parts, place, list, BY), one: undefined }
}

const TONES: Readonly<Record<string, Tone>> = {
  running: 'good',
  starting: 'info',
  stopping: 'warn',
  silent: 'warn',
  failed: 'bad',
  stopped: 'quiet',
}

/** What most needs to be said of it, in a word. */
function wordOf({ status, stopping, silent }: WorkerShown): string {
  return stopping ? 'stopping' : silent ? 'silent' : status
}

const isAlive = ({ status }: WorkerShown): boolean => status === 'starting' || status === 'running'

const Status = ({ of }: { of: WorkerShown }): Node => (
  <Badge tone={TONES[wordOf(of)] ?? 'quiet'}>{wordOf(of)}</Badge>
)

function Acts({ of, worker }: { of: Shown<unknown>; worker: Row }): Node {
  const { name, nextStartAt } = worker
  const node = worker.on?.id
  const alive = isAlive(worker)
  return (
    <span class="acts">
      {!alive && <Do of={of} verb="worker.start" target={name} node={node} />}
      {alive && <Do of={of} verb="worker.restart" target={name} node={node} />}
      {(alive || nextStartAt !== null) && <Do of={of} verb="worker.stop" target={name} node={node} danger />}
    </span>
  )
}

function view(of: Shown<Data>): Node {
  return of.place.id === '' || of.merged ? <List {...of} /> : <One {...of} />
}

function List(of: Shown<Data>): Node {
  const { rows, total } = of.data.list
  const { place } = of
  const isSought = place.q['text'] !== undefined || place.q['status'] !== undefined
  return (
    <div class="screen">
      <Head of={of} title="Workers">
        <Choice
          of={of}
          word="status"
          label="Status"
          values={{ '': 'All', running: 'Running', silent: 'Silent', failed: 'Failed', stopped: 'Stopped' }}
        />
        <Search of={of} label="Find a worker" />
      </Head>
      <Table
        of={of}
        label="Workers"
        rows={rows}
        keyOf={row => keyOn(row, row.name)}
        empty={
          isSought
            ? 'No worker is like that. Take out the search or the filter.'
            : "No worker is declared: worker('mail', async run => { … })"
        }
        columns={[
          {
            name: 'Name',
            sort: 'name',
            cell: row => (
              <Go of={of} to={toOn(place, 'workers', row.name, row.on)}>
                {row.name}
              </Go>
            ),
          },
          ...nodeColumn<Row>(of),
          { name: 'Status', sort: 'status', cell: row => <Status of={row} /> },
          {
            name: 'Up since',
            sort: 'since',
            cell: row => (isAlive(row) ? <Ago at={row.startedAt} /> : <Ago at={null} />),
          },
          { name: 'Restarts', sort: 'starts', num: true, cell: row => number(Math.max(0, row.starts - 1)) },
          { name: 'Next start', cell: row => <Ago at={row.nextStartAt} /> },
          { name: 'Last error', cell: row => row.lastError && <span class="clip">{row.lastError}</span> },
          ...actsOf<Row>(of, row => <Acts of={of} worker={row} />),
        ]}
      />
      <Pager of={of} total={total} />
    </div>
  )
}

function One(of: Shown<Data>): Node {
  if (of.data.one === undefined)
    return (
      <Nothing of={of} back="Workers">
        There is no worker of that name.
      </Nothing>
    )
  const { worker, detail } = of.data.one
  return (
    <div class="screen">
      <Head of={of} title={worker.name} back="Workers">
        <Status of={worker} />
        <Acts of={of} worker={worker} />
      </Head>
      {worker.description !== null && <p>{worker.description}</p>}
      <Facts
        of={[
          isAlive(worker)
            ? ['Up since', <Ago at={worker.startedAt} />]
            : ['Ended', <Ago at={worker.endedAt} />],
          ['Starts', number(worker.starts)],
          ['Next start', <Ago at={worker.nextStartAt} />],
          ['Started again', RESTARTS[worker.restart] ?? worker.restart],
          [
            'Said that it is well',
            detail === undefined ? (
              '–'
            ) : detail.lastBeatAt === null ? (
              'never'
            ) : (
              <Ago at={detail.lastBeatAt} />
            ),
          ],
        ]}
      />
      {worker.lastError !== null && (
        <p class="trouble">
          <b>Last error</b> {worker.lastError}
        </p>
      )}
      <PresentOnly of={of}>Runs, stacks and log lines are not kept of it.</PresentOnly>
      {detail !== undefined && <Runs of={of} detail={detail} />}
    </div>
  )
}

const RESTARTS: Readonly<Record<string, string>> = {
  never: 'never',
  'on-failure': 'when it has failed',
  always: 'always',
}
const OUTCOMES: Readonly<Record<string, Tone>> = { ended: 'good', failed: 'bad', stopped: 'quiet' }

function Runs({ of, detail: { runs, lines } }: { of: Shown<Data>; detail: WorkerDetail }): Node {
  return (
    <>
      <h2>Runs that ended</h2>
      <Table
        of={of}
        label="Runs that ended, the latest first"
        rows={runs}
        keyOf={run => String(run.number)}
        empty="None has ended yet."
        columns={[
          { name: 'Run', num: true, cell: run => run.number },
          {
            name: 'Outcome',
            cell: run => <Badge tone={OUTCOMES[run.outcome] ?? 'quiet'}>{run.outcome}</Badge>,
          },
          { name: 'Ended', cell: run => <Ago at={run.endedAt} /> },
          { name: 'Took', num: true, cell: run => duration(run.endedAt - run.startedAt) },
          { name: 'Error', cell: run => <Why run={run} /> },
        ]}
      />
      <h2>Log</h2>
      {lines.length === 0 ? <p class="empty">Nothing was logged: run.log('…')</p> : <Lines lines={lines} />}
    </>
  )
}

const Why = ({ run: { error, stack, number: count } }: { run: WorkerRunShown }): Node | null =>
  error === null ? null : stack === null ? (
    <span>{error}</span>
  ) : (
    <details>
      <summary>{error}</summary>
      <Listing label={`Stack of run ${count}`} text={stack} />
    </details>
  )

export const workers: Screen<unknown> = screen<Data>({
  name: 'workers',
  title: 'Workers',
  sign: 'M9 3h6v6H9zM3 15h6v6H3zM15 15h6v6h-6zM12 9v3M6 15v-3h12v3',
  sections: ['workers'],
  pick,
  merge,
  view,
})
