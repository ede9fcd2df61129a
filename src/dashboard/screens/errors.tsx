// Errors, gathered by what they have in common: how often each came, where, when last, with the stacks of its last times.
import type { Node } from 'repartee'
import type { FaultDetail, FaultRow, Occurrence } from 'repartee/ops'
import { endpointId } from '../endpoint-id.ts'
import { Ago, Do, Facts, Go, Head, Listing, Search } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, clock, fits, Nothing, PresentOnly } from '../parts.tsx'
import { to, type Place } from '../place.ts'
import { cut, rowsOf, together } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { number } from '../units.ts'

interface Kept extends Occurrence, OfNode {
  /** 1 for the first of its kind. */
  readonly ordinal: number
  /** Whether its trace is still there. */
  readonly traced: boolean
}

interface Data {
  readonly list: Paged<FaultRow>
  readonly one: { readonly row: FaultRow; readonly occurrences: readonly Kept[] } | undefined
}

function pick({ desk, place, section, isPart }: Look): Data {
  const all = section<readonly FaultRow[]>('faults') ?? []
  if (place.id !== '') {
    const detail: FaultDetail | undefined = place.at === 0 ? desk.ops.faults.detail(place.id) : undefined
    const traced = new Set(desk.ops.traces.read().map(({ traceId }) => traceId))
    const occurrences = (detail?.occurrences ?? []).map((each, at) => ({
      ...each,
      ordinal: (detail?.count ?? 0) - at,
      traced: each.traceId !== null && traced.has(each.traceId),
    }))
    const row = all.find(({ id }) => id === place.id)
    return { list: { rows: [], total: 0 }, one: row && { row, occurrences } }
  }
  const found = all.filter(row => fits(place, row.name, row.message, row.service, row.endpoint, row.at))
  return { list: paged(sorted(found, place, BY), place, isPart), one: undefined }
}

const BY: Readonly<Record<string, (row: FaultRow) => string | number>> = {
  name: row => row.name,
  endpoint: row => `${row.service} ${row.endpoint}`,
  count: row => row.count,
  first: row => row.firstAt,
  last: row => row.lastAt,
}

const OCCURRENCES = 5

/** The same error is one thing, wherever it was thrown. */
function merge(parts: readonly Part<Data>[], place: Place): Data {
  const ones = parts.flatMap(({ node, data: { one } }) => (one === undefined ? [] : [{ node, ...one }]))
  const rows = faultsOf(rowsOf<Data, FaultRow & OfNode>(parts, ({ list }) => list.rows))
  const total = Math.max(rows.length, ...parts.map(({ data }) => data.list.total))
  const row = faultsOf(ones.map(one => one.row))[0]
  const occurrences = ones
    .flatMap(({ node, occurrences }) => occurrences.map(each => ({ ...each, on: node })))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, OCCURRENCES)
  return { list: cut(sorted(rows, place, BY), total, place), one: row && { row, occurrences } }
}

/** Those of several nodes as one list, the last seen first. */
export function faultsOf(rows: readonly FaultRow[]): readonly FaultRow[] {
  const all = together(
    rows,
    ({ id }) => id,
    (same): FaultRow => ({
      ...same.reduce((last, row) => (row.lastAt > last.lastAt ? row : last)),
      count: same.reduce((sum, { count }) => sum + count, 0),
      firstAt: Math.min(...same.map(({ firstAt }) => firstAt)),
    }),
  )
  return all.toSorted((a, b) => b.lastAt - a.lastAt)
}

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <One {...of} />
}

const Forget = ({ of, row }: { of: Shown<unknown>; row: FaultRow }): Node => (
  <Do of={of} verb="error.forget" target={row.id} />
)

function List(of: Shown<Data>): Node {
  const { rows, total } = of.data.list
  return (
    <div class="screen">
      <Head of={of} title="Errors">
        <Search of={of} label="Name, message, endpoint …" />
      </Head>
      <Table
        of={of}
        label="Errors, the last seen first"
        rows={rows}
        keyOf={row => row.id}
        empty={
          of.place.q['text'] === undefined
            ? 'No error was thrown since the program started, or all were forgotten.'
            : 'No error is like that. Take out the search.'
        }
        columns={[
          {
            name: 'Error',
            sort: 'name',
            cell: row => (
              <Go of={of} to={to(of.place, 'errors', row.id)}>
                <b>{row.name}</b> <span class="clip">{row.message}</span>
              </Go>
            ),
          },
          {
            name: 'Endpoint',
            sort: 'endpoint',
            cell: row => (
              <span>
                {row.endpoint} <small>{row.service}</small>
              </span>
            ),
          },
          { name: 'Times', sort: 'count', num: true, cell: row => number(row.count) },
          { name: 'First', sort: 'first', cell: row => <Ago at={row.firstAt} /> },
          { name: 'Last', sort: 'last', cell: row => <Ago at={row.lastAt} /> },
          ...actsOf<FaultRow>(of, row => <Forget of={of} row={row} />),
        ]}
      />
      <Pager of={of} total={total} />
    </div>
  )
}

function One(of: Shown<Data>): Node {
  if (of.data.one === undefined)
    return (
      <Nothing of={of} back="Errors">
        This error is not kept: it was forgotten, or many others came since.
      </Nothing>
    )
  const { row, occurrences } = of.data.one
  return (
    <div class="screen">
      <Head of={of} title={row.name} back="Errors">
        <Forget of={of} row={row} />
      </Head>
      <p class="trouble">{row.message === '' ? 'It has no message.' : row.message}</p>
      <Facts
        of={[
          ['Times', number(row.count)],
          ['First', <Ago at={row.firstAt} />],
          ['Last', <Ago at={row.lastAt} />],
          [
            'Endpoint',
            <Go of={of} to={to(of.place, 'endpoints', endpointId(row.service, row.endpoint))}>
              {row.endpoint}
            </Go>,
          ],
          ['Service', row.service],
          ['Thrown at', row.at === '' ? '–' : <code class="key">{row.at}</code>],
        ]}
      />
      <PresentOnly of={of}>Stacks are not kept of it.</PresentOnly>
      {occurrences.length > 0 && <h2>The last time</h2>}
      {occurrences.slice(0, 1).map(each => (
        <section class="panel spaced" key="last">
          <p>
            <Ago at={each.at} /> <small>{clock(each.at)} UTC</small>
          </p>
          <Stack of={of} each={each} />
        </section>
      ))}
      {occurrences.length > 1 && <h2>Before that</h2>}
      {occurrences.slice(1).map(each => (
        <details class="panel spaced" key={String(each.ordinal)}>
          <summary>
            <Ago at={each.at} /> <small>{clock(each.at)} UTC</small> {each.message}
          </summary>
          <Stack of={of} each={each} />
        </details>
      ))}
    </div>
  )
}

const Stack = ({ of, each: { stack, traceId, traced } }: { of: Shown<unknown>; each: Kept }): Node => (
  <>
    {stack === '' ? (
      <p class="empty">What was thrown has no stack.</p>
    ) : (
      <Listing label="Stack" text={stack} />
    )}
    {traceId !== null && traced && (
      <Go of={of} to={to(of.place, 'traces', traceId)} class="act">
        Its trace
      </Go>
    )}
  </>
)

export const errors: Screen<unknown> = screen<Data>({
  name: 'errors',
  title: 'Errors',
  sign: 'M12 3l9.5 17h-19zM12 10v4M12 17v.1',
  sections: ['faults'],
  pick,
  merge,
  view,
})
