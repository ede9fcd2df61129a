// Timers of all conversations: what waits, the next one first.
// In the past only how many there were.
import type { Node } from 'repartee'
import type { ServerFigures, TimerRow } from 'repartee/server'
import { Ago, Choice, Figure, Go, Head, Search } from '../kit.tsx'
import { pagedBy, Pager } from '../pages.tsx'
import { to, type Place } from '../place.ts'
import { figuresOf, listOf } from '../merging.ts'
import { keyOn, nodeColumn } from '../parts.tsx'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { duration, number } from '../units.ts'
import { NO_SERVER } from './about.tsx'
import { spanOf } from './finding.ts'

type Row = TimerRow & OfNode & { readonly key: string }

interface Data {
  readonly figures: ServerFigures | null
  readonly served: boolean
  readonly total: number
  readonly rows: readonly Row[]
}

function pick({ desk, place, section, isPart }: Look): Data {
  const inspection = desk.inspection()
  const figures = section<ServerFigures>('server') ?? null
  const data: Data = { figures, served: inspection !== undefined, total: 0, rows: [] }
  if (inspection === undefined || place.at !== 0) return data
  const withinMs = spanOf(place.q['within'])
  const { total, rows } = pagedBy(
    place,
    slice =>
      inspection.timers({
        text: place.q['text'] ?? '',
        ...(withinMs !== undefined && { withinMs }),
        ...slice,
      }),
    isPart,
  )
  const seen = new Map<string, number>()
  return {
    ...data,
    total,
    // One instance may have several timers for the same event.
    rows: rows.map(row => {
      const name = `${row.cid}/${row.iid}/${row.event}`
      const nth = seen.get(name) ?? 0
      seen.set(name, nth + 1)
      return { ...row, key: `${name}/${nth}` }
    }),
  }
}

function merge(parts: readonly Part<Data>[], place: Place): Data {
  return {
    figures: figuresOf(parts),
    served: parts.some(({ data }) => data.served),
    ...listOf(
      parts,
      place,
      data => data,
      {},
      (a, b) => a.due - b.due,
    ),
  }
}

function view(of: Shown<Data>): Node {
  const { figures, served, total, rows } = of.data
  const isNow = of.place.at === 0
  return (
    <div class="screen">
      <Head of={of} title="Timers">
        {isNow && <Search of={of} label="Find: component.event, cid" />}
      </Head>
      {figures !== null && (
        <div key="counts" class="figures">
          <Figure name="Waiting" note="of all conversations that are held">
            {number(figures.timers)}
          </Figure>
        </div>
      )}
      {!served || !isNow ? (
        <p class="empty">
          {served
            ? 'Timers are not kept in the past: only how many there were. Go back to now to see them.'
            : NO_SERVER}
        </p>
      ) : (
        <>
          <div key="filters" class="filters">
            <Choice
              of={of}
              word="within"
              label="Due within"
              values={{ '': 'All', '10s': '10 s', '1m': '1 min', '1h': '1 h', '1d': '1 d' }}
            />
            <span class="hint">{`${number(total)} found, the next one first`}</span>
          </div>
          <Table
            key="rows"
            of={of}
            label="Timers"
            rows={rows}
            keyOf={row => keyOn(row, row.key)}
            empty="No timer waits: after(ms, on.event) and every(ms, on.event) in `listen` make them."
            columns={[
              { name: 'Due', cell: row => <Ago at={row.due} /> },
              { name: 'Event', cell: row => <b>{row.event}</b> },
              { name: 'Component', cell: row => row.component },
              { name: 'Every', num: true, cell: row => duration(row.every) },
              { name: 'Instance', num: true, cell: row => row.iid },
              ...nodeColumn<Row>(of),
              {
                name: 'Conversation',
                cell: row => (
                  <Go of={of} to={to(of.place, 'conversations', row.cid)}>
                    <code>{row.cid.slice(0, 8)}</code>
                  </Go>
                ),
              },
            ]}
          />
          <Pager key="pager" of={of} total={total} />
        </>
      )}
    </div>
  )
}

export const timers: Screen<unknown> = screen<Data>({
  name: 'timers',
  title: 'Timers',
  sign: 'M10 2h4M12 6a8 8 0 1 0 0 16a8 8 0 1 0 0-16M12 10v4l2 2',
  sections: ['server'],
  pick,
  merge,
  view,
})
