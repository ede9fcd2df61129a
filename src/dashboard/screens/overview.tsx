// The first screen: how the program does, what is wrong right now, and where to look further.
import type { EndpointRow } from 'repartee/ops'
import type { Node } from 'repartee'
import { endpointId } from '../endpoint-id.ts'
import { Ago, Chart, Go, Head } from '../kit.tsx'
import { to } from '../place.ts'
import { screen, type Screen, type Shown } from '../screen.ts'
import { Table, type Column } from '../table.tsx'
import { duration, number, percent } from '../units.ts'
import { overviewOfAll } from './overview-merge.ts'
import { Nodes } from './nodes.tsx'
import { overviewOf, type Overview } from './overview-data.ts'
import { Saturation, toneOf, Traffic } from './overview-figures.tsx'
import { WrongNow } from './overview-wrong.tsx'

type Of = Shown<Overview>

function view(of: Of): Node {
  const { data } = of
  return (
    <div class="screen">
      <Head of={of} title="Overview">
        {data.process !== undefined && (
          <span class="about">
            Node {data.process.node} · process {data.process.pid} · started{' '}
            <Ago at={data.process.startedAt} />
          </span>
        )}
      </Head>
      <WrongNow of={of} />
      <Traffic {...of} />
      {data.charts === undefined ? (
        <p class="empty">Charts reach back five minutes. Go back to now, or to a later moment.</p>
      ) : (
        <div class="panels">
          <section key="traffic" class="panel">
            <h2>Requests and errors per second</h2>
            <Chart of={data.charts.traffic} label="Requests and errors per second in the last five minutes" />
          </section>
          <section key="latency" class="panel">
            <h2>{of.merged ? 'Latency of the slowest node' : 'Latency'}</h2>
            <Chart of={data.charts.latency} label="Latency p50, p95 and p99 in the last five minutes" />
          </section>
        </div>
      )}
      {of.merged ? <AllNodes of={of} /> : <Saturation {...of} />}
      <div class="panels">
        <section key="busiest">
          <h2>Busiest endpoints</h2>
          <Endpoints of={of} rows={data.busiest} label="Busiest endpoints" />
        </section>
        <section key="slowest">
          <h2>Slowest endpoints</h2>
          <Endpoints of={of} rows={data.slowest} label="Slowest endpoints" />
        </section>
      </div>
    </div>
  )
}

const MOST_NODES = 8

function AllNodes({ of }: { of: Of }): Node {
  const rows = of.data.nodes?.nodes ?? []
  return (
    <>
      <h2>Nodes</h2>
      <Nodes of={of} rows={rows.slice(0, MOST_NODES)} />
      {rows.length > MOST_NODES && (
        <Go of={of} to={to(of.place, 'nodes')}>
          All {rows.length} nodes
        </Go>
      )}
    </>
  )
}

function Endpoints({ of, rows, label }: { of: Of; rows: readonly EndpointRow[]; label: string }): Node {
  const columns: readonly Column<EndpointRow>[] = [
    {
      name: 'Endpoint',
      cell: row => (
        <>
          <Go of={of} to={to(of.place, 'endpoints', endpointId(row.service, row.name))}>
            {row.name}
          </Go>{' '}
          <span class="none">{row.service}</span>
        </>
      ),
    },
    { name: 'Rate', num: true, cell: row => `${number(row.perSecond)}/s` },
    { name: 'p95', num: true, cell: row => duration(row.p95) },
    {
      name: 'Errors',
      num: true,
      cell: row => <Errors share={row.lastMinute === 0 ? 0 : row.errorsLastMinute / row.lastMinute} />,
    },
  ]
  return (
    <Table
      of={of}
      label={label}
      rows={rows}
      keyOf={row => endpointId(row.service, row.name)}
      empty="Nothing was asked in the last minute."
      columns={columns}
    />
  )
}

const Errors = ({ share }: { share: number }): Node => (
  <span class={`share ${toneOf(share) ?? ''}`}>{percent(share)}</span>
)

export const overview: Screen<unknown> = screen<Overview>({
  name: 'overview',
  title: 'Overview',
  sign: 'M4 13h6V4H4v9M14 20h6v-9h-6v9M4 20h6v-3H4v3M14 7h6V4h-6v3',
  sections: ['metrics', 'process', 'registry', 'resources', 'workers', 'crons', 'faults', 'server', 'nodes'],
  pick: overviewOf,
  merge: overviewOfAll,
  view,
})
