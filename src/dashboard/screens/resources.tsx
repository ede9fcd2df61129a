// Resources: whether each can be used, why not, since when, and how long its checks take.
import type { Node } from 'repartee'
import type { Probe, ResourceChange, ResourceFigure, ResourceShown } from 'repartee/ops'
import { Ago, Badge, Choice, Do, Facts, Figure, Go, Head, Search, Spark, type Tone } from '../kit.tsx'
import { Pager, PAGE, paged } from '../pages.tsx'
import { actsOf, clock, fits, Nothing, PresentOnly } from '../parts.tsx'
import { to } from '../place.ts'
import { screen, type Look, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { duration, number, percent } from '../units.ts'

interface Row extends ResourceShown {
  readonly checkedAt: number | null
  readonly latencyMs: number | null
  /** Of the last checks, oldest first, ms. */
  readonly latencies: readonly number[]
}

interface Data {
  readonly rows: readonly Row[]
  readonly total: number
  readonly one:
    | { readonly row: Row; readonly probes: readonly Probe[]; readonly changes: readonly ResourceChange[] }
    | undefined
}

const SPARK = 40
const NONE: readonly never[] = []

function pick({ desk, place, section }: Look): Data {
  const all = section<readonly ResourceShown[]>('resources') ?? []
  const figures = section<readonly ResourceFigure[]>('checks') ?? []
  const last = new Map(figures.map(figure => [figure.name, figure]))
  const detailOf = (name: string) => (place.at === 0 ? desk.ops.resources.detail(name) : undefined)
  const rowOf = (shown: ResourceShown, probes: readonly Probe[] = NONE): Row => {
    const { checkedAt = null, latencyMs = null } = last.get(shown.name) ?? {}
    return { ...shown, checkedAt, latencyMs, latencies: probes.slice(-SPARK).map(({ ms }) => ms) }
  }
  if (place.id !== '') {
    const shown = all.find(({ name }) => name === place.id)
    const { probes = NONE, changes = NONE } = detailOf(place.id) ?? {}
    const one = shown && {
      row: rowOf(shown, probes),
      probes: probes.toReversed(),
      changes: changes.toReversed(),
    }
    return { rows: [], total: 0, one }
  }
  const found = all.filter(
    row =>
      fits(place, row.name, row.kind, row.description, row.reason) &&
      (place.q['only'] !== 'trouble' || isTrouble(row)),
  )
  const { rows, total } = paged(
    sorted(found, place, {
      name: row => row.name,
      kind: row => row.kind,
      status: row => row.status,
      since: row => row.since,
      latency: row => last.get(row.name)?.latencyMs ?? -1,
    }),
    place,
  )
  // Only what is shown is looked at closely.
  return { rows: rows.map(row => rowOf(row, detailOf(row.name)?.probes)), total, one: undefined }
}

const isTrouble = ({ status }: ResourceShown): boolean => status === 'failed' || status === 'unhealthy'

const TONES: Readonly<Record<string, Tone>> = {
  healthy: 'good',
  open: 'good',
  opening: 'info',
  closing: 'warn',
  unhealthy: 'bad',
  failed: 'bad',
  closed: 'quiet',
}
const Status = ({ of }: { of: string }): Node => <Badge tone={TONES[of] ?? 'quiet'}>{of}</Badge>

const Acts = ({ of, row }: { of: Shown<unknown>; row: Row }): Node => (
  <span class="acts">
    {row.checked && (
      <Do of={of} verb="resource.check" target={row.name}>
        Check now
      </Do>
    )}
    <Do of={of} verb="resource.reopen" target={row.name} danger />
  </span>
)

function Latency({ row }: { row: Row }): Node {
  const { latencies, name, latencyMs } = row
  return (
    <span class="with-spark">
      {latencies.length > 1 && (
        <Spark values={latencies} label={`Last ${latencies.length} checks of ${name}`} />
      )}
      <span>{row.checked ? duration(latencyMs) : <small>no check</small>}</span>
    </span>
  )
}

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <One {...of} />
}

function List(of: Shown<Data>): Node {
  const { rows, total } = of.data
  const isSought = of.place.q['text'] !== undefined || of.place.q['only'] !== undefined
  return (
    <div class="screen">
      <Head of={of} title="Resources">
        <Choice of={of} word="only" label="Which resources" values={{ '': 'All', trouble: 'In trouble' }} />
        <Search of={of} label="Find a resource" />
      </Head>
      <PresentOnly of={of}>Of the checks before a moment only the last is kept.</PresentOnly>
      <Table
        of={of}
        label="Resources"
        rows={rows}
        keyOf={row => row.name}
        empty={
          isSought
            ? 'No resource is like that. Take out the search or the filter.'
            : "No resource is declared: resource('users-db', { open, close, check })"
        }
        columns={[
          {
            name: 'Name',
            sort: 'name',
            cell: row => (
              <Go of={of} to={to(of.place, 'resources', row.name)}>
                {row.name}
              </Go>
            ),
          },
          { name: 'Kind', sort: 'kind', cell: row => row.kind },
          { name: 'Status', sort: 'status', cell: row => <Status of={row.status} /> },
          { name: 'Since', sort: 'since', cell: row => <Ago at={row.since} /> },
          { name: 'Check took', sort: 'latency', num: true, cell: row => <Latency row={row} /> },
          { name: 'Checked', cell: row => <Ago at={row.checkedAt} /> },
          { name: 'Reason', cell: row => row.reason && <span class="clip">{row.reason}</span> },
          ...actsOf<Row>(of, row => <Acts of={of} row={row} />),
        ]}
      />
      <Pager of={of} total={total} />
    </div>
  )
}

function One(of: Shown<Data>): Node {
  if (of.data.one === undefined)
    return (
      <Nothing of={of} back="Resources">
        There is no resource of that name.
      </Nothing>
    )
  const { row, probes, changes } = of.data.one
  return (
    <div class="screen">
      <Head of={of} title={row.name} back="Resources">
        <Status of={row.status} />
        <Acts of={of} row={row} />
      </Head>
      {row.description !== null && <p>{row.description}</p>}
      {row.reason !== null && (
        <p class="trouble">
          <b>{isTrouble(row) ? 'Why' : 'Note'}</b> {row.reason}
        </p>
      )}
      <Facts
        of={[
          ['Kind', row.kind],
          ['Since', <Ago at={row.since} />],
          ['Openings failed in a row', number(row.failures)],
          ['Next try', <Ago at={row.nextTryAt} />],
          ['Checked', row.checked ? <Ago at={row.checkedAt} /> : 'it has no check'],
        ]}
      />
      <PresentOnly of={of}>Checks and changes are not kept of it.</PresentOnly>
      {probes.length > 0 && <Checks of={of} probes={probes} />}
      {of.place.at === 0 && <Changes of={of} changes={changes} />}
    </div>
  )
}

function Checks({ of, probes }: { of: Shown<unknown>; probes: readonly Probe[] }): Node {
  const sound = probes.filter(({ ok }) => ok)
  const by = sound.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const middle = by[Math.floor(by.length / 2)]
  const chart = {
    times: probes.map(({ at }) => at / 1000).toReversed(),
    lines: [
      {
        name: 'answered after',
        tone: '--info',
        values: probes.map(({ ok, ms }) => (ok ? ms : null)).toReversed(),
        fill: true,
      },
      {
        name: 'failed after',
        tone: '--bad',
        values: probes.map(({ ok, ms }) => (ok ? null : ms)).toReversed(),
      },
    ],
    unit: ' ms',
  }
  return (
    <>
      <h2>Checks</h2>
      <div class="figures">
        <Figure name="Last" note="of the latest check">
          {duration(probes[0]?.ms)}
        </Figure>
        <Figure name="Median" note={`of ${sound.length} that were answered`}>
          {duration(middle)}
        </Figure>
        <Figure name="Longest" note="of those">
          {duration(by.at(-1))}
        </Figure>
        <Figure
          name="Failed"
          tone={sound.length < probes.length ? 'bad' : undefined}
          note={`of the last ${probes.length}`}
        >
          {percent(1 - sound.length / probes.length)}
        </Figure>
      </div>
      {probes.length > 1 && (
        <div class="panel spaced">
          <div class="chart" rp-hook="chart" data-chart={JSON.stringify(chart)}>
            <div rp-ignore />
          </div>
        </div>
      )}
      <details class="spaced">
        <summary>The last {Math.min(20, probes.length)} checks</summary>
        <Table
          of={of}
          label="The last checks, the latest first"
          rows={probes.slice(0, 20).map((probe, at) => ({ ...probe, id: at }))}
          keyOf={row => String(row.id)}
          empty=""
          columns={[
            { name: 'At', cell: row => clock(row.at) },
            { name: 'Outcome', cell: row => <Status of={row.ok ? 'healthy' : 'unhealthy'} /> },
            { name: 'Took', num: true, cell: row => duration(row.ms) },
            { name: 'Reason', cell: row => row.reason },
          ]}
        />
      </details>
    </>
  )
}

function Changes({ of, changes }: { of: Shown<unknown>; changes: readonly ResourceChange[] }): Node {
  return (
    <>
      <h2>Changes of status</h2>
      <Table
        of={of}
        label="Changes of status, the latest first"
        rows={changes.slice(0, PAGE).map((change, at) => ({ ...change, id: changes.length - at }))}
        keyOf={row => String(row.id)}
        empty="It has not changed since it was declared."
        columns={[
          { name: 'When', cell: row => <Ago at={row.at} /> },
          { name: 'Status', cell: row => <Status of={row.status} /> },
          { name: 'Reason', cell: row => row.reason },
        ]}
      />
    </>
  )
}

export const resources: Screen<unknown> = screen<Data>({
  name: 'resources',
  title: 'Resources',
  sign: 'M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0',
  sections: ['resources', 'checks'],
  pick,
  view,
})
