// Resources: whether each can be used, why not, since when, and how long its checks take.
// Invariant: only what is shown is looked at closely. Does not know how one is drawn: resource.tsx.
import type { Node } from 'repartee'
import type { Probe, ResourceFigure, ResourceShown } from 'repartee/ops'
import { Ago, Choice, Go, Head, Search, Spark } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, fits, keyOn, nodeColumn, PresentOnly, toOn } from '../parts.tsx'
import type { Place } from '../place.ts'
import { listOf } from '../merging.ts'
import { screen, type Look, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { duration } from '../units.ts'
import { Acts, isTrouble, One, Status, type OneData, type Row } from './resource.tsx'

interface Data {
  readonly rows: readonly Row[]
  readonly total: number
  readonly one: OneData | undefined
}

const SPARK = 40
const NONE: readonly never[] = []

function pick({ desk, place, section, isPart }: Look): Data {
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
    isPart,
  )
  return { rows: rows.map(row => rowOf(row, detailOf(row.name)?.probes)), total, one: undefined }
}

const BY: Readonly<Record<string, (row: Row) => string | number>> = {
  name: row => row.name,
  kind: row => row.kind,
  status: row => row.status,
  since: row => row.since,
  latency: row => row.latencyMs ?? -1,
}

/** Each node has its own: of one name there is a list of them. */
function merge(parts: readonly Part<Data>[], place: Place): Data {
  const list = (data: Data): Paged<Row> =>
    place.id === '' ? data : { rows: data.one ? [data.one.row] : [], total: data.one ? 1 : 0 }
  return { ...listOf(parts, place, list, BY), one: undefined }
}

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
  return of.place.id === '' || of.merged ? <List {...of} /> : <One of={of} one={of.data.one} />
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
        keyOf={row => keyOn(row, row.name)}
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
              <Go of={of} to={toOn(of.place, 'resources', row.name, row.on)}>
                {row.name}
              </Go>
            ),
          },
          ...nodeColumn<Row>(of),
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

export const resources: Screen<unknown> = screen<Data>({
  name: 'resources',
  title: 'Resources',
  sign: 'M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0',
  sections: ['resources', 'checks'],
  pick,
  merge,
  view,
})
