// Nodes: each process that runs this program over one engine, how it does, and what all of them do together.
// Invariant: every node knows all of them, so whoever is asked shows the same.
import type { Node } from 'repartee'
import type { ClusterShown, NodeShown } from 'repartee/ops'
import { Ago, Badge, Figure, Go, Head, Search, type Tone } from '../kit.tsx'
import { paged, Pager, type Paged } from '../pages.tsx'
import { fits } from '../parts.tsx'
import { of as ofNode, to } from '../place.ts'
import { screen, type Look, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { bytes, duration, number } from '../units.ts'

interface Data {
  readonly list: Paged<NodeShown>
  readonly total: ClusterShown['total'] | undefined
  readonly up: number
}

const BY: Readonly<Record<string, (row: NodeShown) => string | number>> = {
  name: row => row.name,
  since: row => row.startedAt,
  connected: row => row.connected,
  rate: row => row.perSecond,
  p95: row => row.p95,
  errors: row => row.errorsLastMinute,
  memory: row => row.rssBytes,
  cpu: row => row.cpu,
  delay: row => row.delayP99Ms,
}

function pick({ place, section }: Look): Data {
  const { nodes = [], total } = section<ClusterShown>('nodes') ?? {}
  const found = nodes.filter(row => fits(place, row.name, row.version, row.state, row.down.join(' ')))
  return {
    list: paged(sorted(found, place, BY), place),
    total,
    up: nodes.filter(({ state }) => state === 'up').length,
  }
}

const TONES: Readonly<Record<NodeShown['state'], Tone>> = { up: 'good', silent: 'bad', left: 'quiet' }

/** Also on the overview. */
export const Nodes = ({ of, rows }: { of: Shown<unknown>; rows: readonly NodeShown[] }): Node => (
  <Table
    of={of}
    label="Nodes"
    rows={rows}
    keyOf={row => row.node}
    empty="There is one node, or none is like that."
    columns={[
      {
        name: 'Node',
        sort: 'name',
        cell: row => (
          <>
            <Go of={of} to={ofNode(to(of.place, ''), row.node)}>
              {row.name}
            </Go>
            <br />
            <small class="rule" title={row.runtime}>
              {[row.version, `process ${row.pid}`, row.here && 'this one'].filter(Boolean).join(' · ')}
            </small>
          </>
        ),
      },
      {
        name: 'State',
        cell: row => (
          <>
            <Badge tone={TONES[row.state]}>{row.state}</Badge>{' '}
            {row.state !== 'up' && <Ago at={row.heardAt} />}
            {row.state === 'up' && row.down.length > 0 && (
              <Badge tone="bad">{row.down.join(', ')} down</Badge>
            )}
          </>
        ),
      },
      { name: 'Up since', sort: 'since', cell: row => <Ago at={row.startedAt} /> },
      {
        name: 'Connected',
        sort: 'connected',
        num: true,
        cell: row => [number(row.connected), row.away > 0 && <small> {number(row.away)} away</small>],
      },
      { name: 'Rate', sort: 'rate', num: true, cell: row => `${number(row.perSecond)}/s` },
      { name: 'p95', sort: 'p95', num: true, cell: row => duration(row.p95) },
      {
        name: 'Errors/min',
        sort: 'errors',
        num: true,
        cell: row => (
          <span class={row.errorsLastMinute > 0 && 'share bad'}>{number(row.errorsLastMinute)}</span>
        ),
      },
      { name: 'Memory', sort: 'memory', num: true, cell: row => bytes(row.rssBytes) },
      { name: 'CPU', sort: 'cpu', num: true, cell: row => number(row.cpu) },
      { name: 'Loop delay', sort: 'delay', num: true, cell: row => duration(row.delayP99Ms) },
    ]}
  />
)

function view(of: Shown<Data>): Node {
  const { list, total, up } = of.data
  return (
    <div class="screen">
      <Head of={of} title="Nodes">
        <Search of={of} label="Find a node" />
      </Head>
      {total !== undefined && (
        <div key="total" class="figures many">
          <Figure name="Nodes">{number(up)} up</Figure>
          <Figure name="Conversations connected" note={`${number(total.away)} away`}>
            {number(total.connected)}
          </Figure>
          <Figure name="Requests and events" note={`${number(total.lastMinute)} in the last minute`}>
            {number(total.perSecond)}/s
          </Figure>
          <Figure name="Latency, p95" note={`p50 ${duration(total.p50)} · p99 ${duration(total.p99)}`}>
            {duration(total.p95)}
          </Figure>
          <Figure
            name="Errors"
            tone={total.errorsLastMinute > 0 ? 'bad' : undefined}
            note="in the last minute"
          >
            {number(total.errorsLastMinute)}
          </Figure>
          <Figure name="Memory" note={`${number(total.cpu)} cores used`}>
            {bytes(total.rssBytes)}
          </Figure>
        </div>
      )}
      <Nodes of={of} rows={list.rows} />
      <Pager of={of} total={list.total} />
    </div>
  )
}

export const nodes: Screen<unknown> = screen<Data>({
  name: 'nodes',
  title: 'Nodes',
  sign: 'M5 4h14v6H5zM5 14h14v6H5zM8 7h.01M8 17h.01',
  sections: ['nodes'],
  pick,
  // Each knows all of them.
  merge: ([here]) => here.data,
  view,
})
