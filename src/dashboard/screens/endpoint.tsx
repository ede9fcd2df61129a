// One endpoint: its figures, their past, how its latencies lie, what failed, its traces, and a way to try it out.
import type { Node } from 'repartee'
import { Ago, Badge, Chart, Facts, Figure, Go, Head, Listing, type Tone } from '../kit.tsx'
import { to } from '../place.ts'
import type { Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { bytes, duration, number, percent } from '../units.ts'
import { Histogram, Statuses } from './endpoint-shares.tsx'
import { Tester } from './endpoint-tester.tsx'
import { errorsOf, isAsked, type One } from './endpoints-data.ts'

type Of = Shown<unknown>

export function EndpointPage({ of, one, origin }: { of: Of; one: One; origin: string | undefined }): Node {
  const { row, charts } = one
  return (
    <div class="screen">
      <Head of={of} title={row.name} back="Endpoints" />
      {row.description !== undefined && <p>{row.description}</p>}
      <Figures {...one} />
      {charts !== undefined && (
        <div class="panels">
          <section key="traffic" class="panel">
            <h2>Requests and errors per second</h2>
            <Chart of={charts.traffic} label="Requests and errors per second in the last five minutes" />
          </section>
          <section key="latency" class="panel">
            <h2>{of.merged ? 'Latency of the slowest node' : 'Latency'}</h2>
            <Chart of={charts.latency} label="Latency p50, p95 and p99 in the last five minutes" />
          </section>
        </div>
      )}
      <div class="panels">
        <Histogram bars={one.bars} isPast={of.place.at !== 0} />
        <Statuses {...one} />
      </div>
      <About of={of} one={one} />
      {origin !== undefined && isAsked(row.transport) && <Tester of={of} row={row} origin={origin} />}
      <Errors of={of} one={one} />
      <Traces of={of} one={one} />
    </div>
  )
}

function Figures({ row }: One): Node | null {
  const { figures } = row
  if (figures === undefined) return <p class="empty">Nobody has asked for it since the start.</p>
  const share = errorsOf(row)
  return (
    <div class="figures">
      <Figure key="Requests" name="Requests" note={`${number(figures.lastMinute)} in the last minute`}>
        {number(figures.perSecond)}/s
      </Figure>
      <Figure
        key="Errors"
        name="Errors"
        tone={share >= 0.05 ? 'bad' : share > 0 ? 'warn' : undefined}
        note={`${number(figures.errorsLastMinute)} in the last minute, ${number(figures.errors)} in all`}
      >
        {percent(share)}
      </Figure>
      <Figure key="Latency, p50" name="Latency, p50" note={`mean ${duration(figures.mean)}`}>
        {duration(figures.p50)}
      </Figure>
      <Figure key="p95" name="p95">
        {duration(figures.p95)}
      </Figure>
      <Figure key="p99" name="p99" note={`most ${duration(figures.max)}`}>
        {duration(figures.p99)}
      </Figure>
    </div>
  )
}

function About({ of, one }: { of: Of; one: One }): Node {
  const { row, attached } = one
  return (
    <Facts
      key="about"
      of={[
        [
          'Service',
          <Go of={of} to={to(of.place, 'endpoints', '', { service: row.service })}>
            {row.service}
          </Go>,
        ],
        ['Comes by', row.transport],
        ['Method', row.method ?? '–'],
        ...(row.path === undefined ? [] : [['Path', <code>{row.path}</code>] as const]),
        ...(row.figures === undefined
          ? []
          : ([
              ['Since the start', number(row.figures.count)],
              ['Sent', bytes(row.figures.bytes)],
              ['Left before the end', number(row.figures.aborted)],
            ] as const)),
        ...attached.map(
          ({ kind, name }) =>
            [
              kind === 'resource' ? 'Its service uses' : 'Goes through',
              kind === 'resource' ? (
                <Go of={of} to={to(of.place, 'resources', name)}>
                  {name}
                </Go>
              ) : (
                name
              ),
            ] as const,
        ),
      ]}
    />
  )
}

function Errors({ of, one }: { of: Of; one: One }): Node {
  return (
    <section key="errors">
      <h2>Errors</h2>
      <Table
        of={of}
        label="Errors"
        rows={one.faults}
        keyOf={fault => fault.id}
        empty="Nothing was thrown."
        columns={[
          {
            name: 'Error',
            cell: fault => (
              <>
                <Go of={of} to={to(of.place, 'errors', fault.id)}>
                  {fault.name}
                </Go>{' '}
                {fault.message}
                {fault.last !== undefined && fault.last.stack !== '' && (
                  <details>
                    <summary>Stack</summary>
                    <Listing label="Stack" text={fault.last.stack} />
                  </details>
                )}
              </>
            ),
          },
          { name: 'Times', num: true, cell: fault => number(fault.count) },
          { name: 'First', cell: fault => <Ago at={fault.firstAt} /> },
          { name: 'Last', cell: fault => <Ago at={fault.lastAt} /> },
        ]}
      />
    </section>
  )
}

const KINDS: Readonly<Record<string, Tone>> = { error: 'bad', slow: 'warn', ordinary: 'quiet' }

function Traces({ of, one }: { of: Of; one: One }): Node {
  return (
    <section key="traces">
      <h2>Recent traces</h2>
      <Table
        of={of}
        label="Recent traces"
        rows={one.traces}
        keyOf={trace => trace.id}
        empty="None was kept: one a second is, and those that fail or are slow."
        columns={[
          {
            name: 'Trace',
            cell: trace => (
              <Go of={of} to={to(of.place, 'traces', trace.traceId)}>
                <code>{trace.traceId.slice(0, 12)}</code>
              </Go>
            ),
          },
          { name: 'Kept as', cell: trace => <Badge tone={KINDS[trace.kind] ?? 'quiet'}>{trace.kind}</Badge> },
          { name: 'Began', cell: trace => <Ago at={trace.startedAt} /> },
          { name: 'Took', num: true, cell: trace => duration(trace.durationMs) },
          { name: 'Status', num: true, cell: trace => trace.status ?? '–' },
          { name: 'Path', cell: trace => <code>{trace.path}</code> },
          { name: 'Error', cell: trace => trace.error },
        ]}
      />
    </section>
  )
}
