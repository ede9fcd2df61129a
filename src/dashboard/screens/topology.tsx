// The program as a graph of what really flows: ways in, services, what they use, and how each of them is.
// Lines are drawn as SVG; parts are ordinary links over it, so they can be reached and read like any other. The table says the same.
import type { EdgeRow } from 'repartee/ops'
import type { Node } from 'repartee'
import { Badge, Go, Head, Search, type Tone } from '../kit.tsx'
import { Pager } from '../pages.tsx'
import { to } from '../place.ts'
import { screen, type Screen, type Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { duration, number, percent } from '../units.ts'
import {
  edgeId,
  shareOf,
  topologyOf,
  topologyOfAll,
  type Drawn,
  type Flow,
  type Part,
  type Topology,
} from './topology-data.ts'
import type { Box, Way } from './topology-layout.ts'

type Of = Shown<Topology>

const SIGNS: Readonly<Record<Part['kind'], string>> = {
  transport: 'M4 12h15M13 6l6 6-6 6',
  service: 'M12 3l8 4.5v9L12 21l-8-4.5v-9L12 3M4 7.5l8 4.5 8-4.5M12 12v9',
  resource: 'M5 6c0-4 14-4 14 0v12c0 4-14 4-14 0V6M5 6c0 4 14 4 14 0M5 12c0 4 14 4 14 0',
  worker: 'M12 3v4M12 17v4M3 12h4M17 12h4M6 6l2.5 2.5M15.5 15.5L18 18M18 6l-2.5 2.5M8.5 15.5L6 18',
  other: 'M5 12h.01M12 12h.01M19 12h.01',
}

/** A line is thicker by the order of what flows; in half pixels, so that it does not tremble. */
const widthOf = (perSecond: number): number =>
  Math.min(9, 1.5 + Math.round(Math.log10(1 + perSecond) * 5) / 2)
const speedOf = (perSecond: number): string => (perSecond < 2 ? 'slow' : perSecond < 30 ? 'brisk' : 'fast')
/** Red from one in twenty, amber where any failed in the last minute. */
const toneOf = (flow: Flow): Tone => {
  const share = shareOf(flow)
  return flow.lastMinute === 0 ? 'quiet' : share >= 0.05 ? 'bad' : share > 0 ? 'warn' : 'info'
}
const rate = (perSecond: number): string => `${number(perSecond)}/s`

function view(of: Of): Node {
  const { layout, parts, left, total } = of.data
  return (
    <div class="screen">
      <Head of={of} title="Topology">
        <Search of={of} label="Find a part" />
      </Head>
      {parts.length === 0 ? (
        <p class="empty">
          {of.place.q['text'] === undefined
            ? 'Nothing has flowed yet. Ask for a page, or wrap what the program uses: operations.span(name, work, { resource })'
            : 'No part is called that.'}
        </p>
      ) : (
        <div
          class="scroll map"
          tabindex={0}
          role="region"
          aria-label="Graph of the topology; the table below says the same"
        >
          <div class="graph" style={`width: ${layout.width}px; height: ${layout.height}px`}>
            <Lines {...of.data} />
            {layout.restY !== null && (
              <p class="rest" style={`top: ${layout.restY + 8}px`}>
                Without connections
              </p>
            )}
            {parts.map(part => {
              const box = layout.boxes[part.id]
              return box && <One key={part.id} of={of} part={part} box={box} />
            })}
          </div>
        </div>
      )}
      <p class="legend">
        <span class="info">no errors in the last minute</span> <span class="warn">some errors</span>{' '}
        <span class="bad">5 % errors or more</span> <span class="quiet">no traffic in the last minute</span>{' '}
        <span class="quiet declared">declared only</span>
        {left > 0 && ` · ${number(left)} further connections are in the table; search to draw them`}
      </p>
      <h2>Connections</h2>
      <Connections {...of} />
      <Pager of={of} total={total} />
    </div>
  )
}

const Lines = ({ layout, edges }: Topology): Node => (
  <svg width={layout.width} height={layout.height} aria-hidden="true">
    {edges.map((edge, i) => {
      const way = layout.ways[i]
      return way && <Line key={edge.id} edge={edge} way={way} labels={layout.labels} />
    })}
  </svg>
)

function Line({ edge, way, labels }: { edge: Drawn; way: Way; labels: boolean }): Node {
  const width = widthOf(edge.perSecond)
  const share = shareOf(edge)
  if (edge.isDeclared)
    return (
      <g class="quiet declared">
        <path class="way" d={way.path} stroke-width={1.5} />
      </g>
    )
  return (
    <g class={toneOf(edge)}>
      <path class="way" d={way.path} stroke-width={width} />
      {edge.perSecond > 0 && (
        <path
          class={`flow ${speedOf(edge.perSecond)}`}
          d={way.path}
          stroke-width={Math.max(1.5, width - 1)}
        />
      )}
      {labels && (
        <text key="rate" x={way.x} y={way.y + (share > 0 ? -3 : 4)}>
          {rate(edge.perSecond)}
        </text>
      )}
      {labels && share > 0 && (
        <text key="share" class="share" x={way.x} y={way.y + 11}>
          {percent(share)}
        </text>
      )}
    </g>
  )
}

function One({ of, part, box }: { of: Of; part: Part; box: Box }): Node {
  const { kind, name, health, flow, go } = part
  const share = shareOf(flow)
  const isBusy = flow.lastMinute > 0
  return (
    <div class={`part ${kind}`} style={`left: ${box.x}px; top: ${box.y}px; width: ${box.width}px`}>
      <Go of={of} to={to(of.place, go.screen, go.id, go.q)} class={health?.tone}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={SIGNS[kind]} />
        </svg>
        <span>
          <b title={name}>{name}</b>{' '}
          <small key="now">
            {health !== undefined && <span class="health">{health.text}</span>}
            {health !== undefined && isBusy && ' · '}
            {isBusy ? rate(flow.perSecond) : health === undefined && kind}
            {share > 0 && health === undefined && (
              <span class={`share ${toneOf(flow)}`}> · {percent(share)}</span>
            )}
          </small>
        </span>
      </Go>
    </div>
  )
}

const Corner = ({ of, at }: { of: Of; at: EdgeRow['from'] }): Node => {
  const part = of.data.parts.find(({ id }) => id === `${at.kind}/${at.name}`)
  return (
    <>
      {part === undefined ? (
        at.name
      ) : (
        <Go of={of} to={to(of.place, part.go.screen, part.go.id, part.go.q)}>
          {at.name}
        </Go>
      )}{' '}
      <span class="none">{at.kind}</span>{' '}
      {part?.health !== undefined && <Badge tone={part.health.tone}>{part.health.text}</Badge>}
    </>
  )
}

const Connections = (of: Of): Node => (
  <Table
    of={of}
    label="Connections"
    rows={of.data.rows}
    keyOf={edgeId}
    empty={of.place.q['text'] === undefined ? 'Nothing has flowed yet.' : 'No connection is called that.'}
    columns={[
      { name: 'From', sort: 'from', cell: row => <Corner of={of} at={row.from} /> },
      { name: 'To', sort: 'to', cell: row => <Corner of={of} at={row.to} /> },
      { name: 'Rate', sort: 'rate', num: true, cell: row => rate(row.perSecond) },
      {
        name: 'Errors',
        sort: 'errors',
        num: true,
        cell: row => {
          const share = shareOf(row)
          return <span class={share > 0 ? `share ${toneOf(row)}` : 'none'}>{percent(share)}</span>
        },
      },
      { name: 'p50', sort: 'p50', num: true, cell: row => duration(row.p50) },
      { name: 'p95', sort: 'p95', num: true, cell: row => duration(row.p95) },
      { name: 'p99', sort: 'p99', num: true, cell: row => duration(row.p99) },
      { name: 'Since start', sort: 'count', num: true, cell: row => number(row.count) },
    ]}
  />
)

export const topology: Screen<unknown> = screen<Topology>({
  name: 'topology',
  title: 'Topology',
  sign: 'M6 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6M18 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6M8 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6M9 6.5l6 2.5M10.5 16.5l5.5-4',
  sections: ['edges', 'registry', 'resources', 'workers'],
  pick: topologyOf,
  merge: topologyOfAll,
  view,
})
