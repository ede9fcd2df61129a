// The first screen: how the program does, what is wrong right now, and where to look further.
import type { EndpointRow, FaultRow } from 'repartee/ops'
import type { Node } from 'repartee'
import { endpointId } from '../endpoint-id.ts'
import {
  Ago,
  Badge,
  bytes,
  Chart,
  duration,
  Figure,
  Go,
  Head,
  number,
  percent,
  Spark,
  Table,
  type Column,
  type Tone,
} from '../kit.tsx'
import { to } from '../place.ts'
import { screen, type Screen, type Shown } from '../screen.ts'
import { overviewOf, type Overview, type Wrong } from './overview-data.ts'

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
            <h2>Latency</h2>
            <Chart of={data.charts.latency} label="Latency p50, p95 and p99 in the last five minutes" />
          </section>
        </div>
      )}
      <Saturation {...of} />
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

function WrongNow({ of }: { of: Of }): Node {
  const { wrong, errors, counts } = of.data
  return (
    <div key="wrong" class={wrong.length + errors.length === 0 ? 'panels calm' : 'panels'}>
      <section class="panel wrong" aria-label="Wrong right now">
        <h2>
          {wrong.length === 0 ? (
            <Badge tone="good">Nothing is down</Badge>
          ) : (
            <Badge tone="bad">Wrong right now: {wrong.length}</Badge>
          )}
        </h2>
        {wrong.length === 0 ? (
          <p class="note">
            {counts
              .filter(([, count]) => count > 0)
              .map(([names, count]) => `${number(count)} ${count === 1 ? names.slice(0, -1) : names}`)
              .join(' · ') || 'Nothing runs yet.'}
          </p>
        ) : (
          <ul>
            {wrong.map(each => (
              <Trouble key={`${each.kind} ${each.name}`} of={of} wrong={each} />
            ))}
          </ul>
        )}
      </section>
      {errors.length > 0 && (
        <section key="errors" class="panel wrong" aria-label="Newest errors">
          <h2>Newest errors</h2>
          <ul>
            {errors.map(each => (
              <Fault key={each.id} of={of} fault={each} />
            ))}
          </ul>
          <Go of={of} to={to(of.place, 'errors')}>
            All errors
          </Go>
        </section>
      )}
    </div>
  )
}

const Trouble = ({ of, wrong }: { of: Of; wrong: Wrong }): Node => (
  <li>
    <Badge tone={wrong.tone}>{wrong.kind}</Badge>
    <span class="what">
      {wrong.go.screen === '' ? (
        <b>{wrong.name}</b>
      ) : (
        <Go of={of} to={to(of.place, wrong.go.screen, wrong.go.id)}>
          {wrong.name}
        </Go>
      )}{' '}
      {wrong.what}
    </span>
    {wrong.since !== null && <Ago at={wrong.since} />}
  </li>
)

const Fault = ({ of, fault }: { of: Of; fault: FaultRow }): Node => (
  <li>
    <span class="times">{number(fault.count)} ×</span>
    <span class="what">
      <Go of={of} to={to(of.place, 'errors', fault.id)}>
        {fault.name}
      </Go>{' '}
      {fault.message} <span class="none">in {fault.endpoint}</span>
    </span>
    <Ago at={fault.lastAt} />
  </li>
)

/** Red where every tenth request fails, amber where any does. */
const toneOf = (share: number): Tone | undefined => (share >= 0.1 ? 'bad' : share > 0 ? 'warn' : undefined)

function Traffic({ data }: Of): Node {
  const { total, minute, server } = data
  const share = total === undefined || total.lastMinute === 0 ? 0 : total.errorsLastMinute / total.lastMinute
  return (
    <div class="figures">
      <Figure
        key="Requests"
        name="Requests"
        note={`${number(total?.lastMinute ?? 0)} in the last minute`}
        line={<Spark key="line" values={minute.requests} label="Requests per second in the last minute" />}
      >
        {number(total?.perSecond ?? 0)}/s
      </Figure>
      <Figure
        key="Errors"
        name="Errors"
        tone={toneOf(share)}
        note={`${number(total?.errorsLastMinute ?? 0)} in the last minute`}
        line={
          <Spark
            key="line"
            values={minute.errors}
            most={1}
            tone="bad"
            label="Errors per second in the last minute"
          />
        }
      >
        {percent(share)}
      </Figure>
      <Figure
        key="Latency, p95"
        name="Latency, p95"
        note={`p50 ${duration(total?.p50)} · p99 ${duration(total?.p99)}`}
        line={
          <Spark
            key="line"
            values={minute.p95}
            tone="good"
            label="Latency p95 of each second in the last minute"
          />
        }
      >
        {duration(total?.p95)}
      </Figure>
      {server !== undefined && (
        <>
          <Figure
            key="Conversations"
            name="Conversations"
            note={`${number(server.conversations.away)} away, ${number(server.conversations.resting)} of them at rest`}
          >
            {number(server.conversations.connected)} connected
          </Figure>
          <Figure
            key="Streams"
            name="Streams"
            note={`${number(server.streams.own)} own, ${number(server.streams.shared)} shared, ${number(server.streams.pieces)} in pieces`}
          >
            {number(server.streams.own + server.streams.shared + server.streams.pieces)} open
          </Figure>
        </>
      )}
    </div>
  )
}

function Saturation({ data }: Of): Node {
  const { minute, server } = data
  const sample = data.process?.last ?? undefined
  return (
    <>
      <h2>Saturation</h2>
      {sample === undefined && <p class="empty">The process is looked at once a second from its start.</p>}
      <div class="figures">
        {sample !== undefined && (
          <>
            <Figure
              key="Event-loop delay, p99"
              name="Event-loop delay, p99"
              tone={sample.delayP99Ms > 100 ? 'warn' : undefined}
              note={`mean ${duration(sample.delayMeanMs)} · most ${duration(sample.delayMaxMs)}`}
              line={
                <Spark
                  key="line"
                  values={minute.delay}
                  most={20}
                  label="Event-loop delay p99 in the last minute"
                />
              }
            >
              {duration(sample.delayP99Ms)}
            </Figure>
            <Figure
              key="CPU"
              name="CPU"
              note={`main thread ${percent(sample.loop)} busy`}
              line={<Spark key="line" values={minute.cpu} most={1} label="Cores used in the last minute" />}
            >
              {number(sample.cpu)} cores
            </Figure>
            <Figure
              key="Memory"
              name="Memory"
              note={`heap ${bytes(sample.heapUsedBytes)} of ${bytes(sample.heapTotalBytes)}`}
              line={<Spark key="line" values={minute.memory} label="Resident memory in the last minute" />}
            >
              {bytes(sample.rssBytes)}
            </Figure>
            <Figure
              key="Garbage collection"
              name="Garbage collection"
              tone={sample.gc > 0.1 ? 'warn' : undefined}
              note={`${number(sample.gcs)} collections in a second`}
              line={
                <Spark
                  key="line"
                  values={minute.gc}
                  most={0.05}
                  label="Share of time in garbage collection"
                />
              }
            >
              {percent(sample.gc)}
            </Figure>
          </>
        )}
        {server !== undefined && (
          <Figure
            key="Queues"
            name="Queues"
            tone={server.waiting > 100 ? 'warn' : undefined}
            note={`${bytes(server.queuedBytes)} to be sent · ${number(server.timers)} timers · ${number(server.subscribers)} subscribers`}
          >
            {number(server.waiting)} waiting
          </Figure>
        )}
      </div>
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
  sections: ['metrics', 'process', 'registry', 'resources', 'workers', 'crons', 'faults', 'server'],
  pick: overviewOf,
  view,
})
