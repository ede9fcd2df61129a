// Endpoints: which there are, how often each is asked, how fast and how well it answers.
import type { Node } from 'repartee'
import { Badge, Choice, Go, Head, Search, Spark } from '../kit.tsx'
import { Pager } from '../pages.tsx'
import { having, to } from '../place.ts'
import { screen, type Screen, type Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { duration, number, percent } from '../units.ts'
import { EndpointPage } from './endpoint.tsx'
import { endpointsOfAll } from './endpoints-merge.ts'
import { endpointsOf, errorsOf, type Endpoints, type List, type Row } from './endpoints-data.ts'

type Of = Shown<Endpoints>

function view(of: Of): Node {
  const { list, one, origin } = of.data
  if (list !== undefined) return <All of={of} list={list} />
  if (one !== undefined && one !== null) return <EndpointPage of={of} one={one} origin={origin} />
  return (
    <div class="screen">
      <Head of={of} title={of.place.id} back="Endpoints" />
      <p class="empty">There is no such endpoint, or nothing asked for it yet.</p>
    </div>
  )
}

/** The method, or the way it comes by, stands beside it. */
function bareName({ name, method, transport }: Row): string {
  const before = `${method ?? transport} `
  return name.startsWith(before) ? name.slice(before.length) : name
}

function All({ of, list }: { of: Of; list: List }): Node {
  const { q } = of.place
  const transports = Object.fromEntries(list.transports.map(name => [name, name]))
  return (
    <div class="screen">
      <Head of={of} title="Endpoints">
        {q['service'] !== undefined && (
          <Go of={of} to={having(of.place, { service: '' })} class="act">
            {q['service']} ×
          </Go>
        )}
        <Choice of={of} word="transport" values={{ '': 'all', ...transports }} label="Transport" />
        <Choice
          of={of}
          word="only"
          values={{ '': 'all', failing: 'failing', unused: 'unused' }}
          label="Which"
        />
        <Search of={of} label="Find an endpoint" />
      </Head>
      <Table
        of={of}
        label="Endpoints"
        rows={list.rows}
        keyOf={row => row.id}
        empty={
          list.all === 0
            ? 'There are none yet: ask for a page, or measure a framework by operations.express(), .fastify(), .hono() or .node()'
            : 'No endpoint fits. Search for less.'
        }
        columns={[
          {
            name: 'Endpoint',
            sort: 'name',
            cell: row => (
              <>
                <code class="method">{row.method ?? row.transport}</code>{' '}
                <Go of={of} to={to(of.place, 'endpoints', row.id)} class="path">
                  {bareName(row)}
                </Go>
              </>
            ),
          },
          {
            name: 'Service',
            sort: 'service',
            cell: row => (
              <Go of={of} to={having(of.place, { service: row.service })}>
                {row.service}
              </Go>
            ),
          },
          {
            name: 'Last minute',
            cell: row =>
              row.line.some(value => value > 0) && (
                <Spark key="line" values={row.line} label={`Requests of ${row.name} in the last minute`} />
              ),
          },
          {
            name: 'Rate',
            sort: 'rate',
            num: true,
            cell: row =>
              row.figures === undefined ? (
                <Badge tone="quiet">unused</Badge>
              ) : (
                `${number(row.figures.perSecond)}/s`
              ),
          },
          {
            name: 'Errors',
            sort: 'errors',
            num: true,
            cell: row => row.figures && <Share of={errorsOf(row)} />,
          },
          { name: 'p50', sort: 'p50', num: true, cell: row => row.figures && duration(row.figures.p50) },
          { name: 'p95', sort: 'p95', num: true, cell: row => row.figures && duration(row.figures.p95) },
          { name: 'p99', sort: 'p99', num: true, cell: row => row.figures && duration(row.figures.p99) },
          {
            name: 'Since start',
            sort: 'count',
            num: true,
            cell: row => row.figures && number(row.figures.count),
          },
        ]}
      />
      <Pager of={of} total={list.total} />
    </div>
  )
}

const Share = ({ of: share }: { of: number }): Node => (
  <span class={share >= 0.05 ? 'share bad' : share > 0 ? 'share warn' : 'none'}>{percent(share)}</span>
)

export const endpoints: Screen<unknown> = screen<Endpoints>({
  name: 'endpoints',
  title: 'Endpoints',
  sign: 'M4 7h16M4 12h10M4 17h13',
  sections: ['metrics', 'registry', 'faults', 'traces'],
  pick: endpointsOf,
  merge: endpointsOfAll,
  view,
})
