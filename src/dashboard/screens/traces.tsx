// Traces: single pieces of work that were kept because they failed, were slow, or stand for the others; each as a waterfall of its spans.
// The waterfall is a table whose last column is drawn: who cannot see the bars is told by the others when each began and what it took.
// Past 250 lines, as the list and the waterfall share how a trace is named and toned.
import type { Node } from 'repartee'
import { formatTraceparent, type FaultRow, type SpanRow, type TraceKind, type TraceRow } from 'repartee/ops'
import type { Desk } from '../desk.ts'
import { endpointId } from '../endpoint-id.ts'
import { Ago, Badge, Choice, Facts, Go, Head, Search, type Tone } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { clock, fits, keyOn, nodeColumn, Nothing, OnNode } from '../parts.tsx'
import { having, to, type Place } from '../place.ts'
import { firstOf, listOf, rowsOf, sum } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { duration, number } from '../units.ts'
import { waterfallOf, type Waterfall } from './waterfall.ts'

type Row = TraceRow & OfNode

interface Data {
  readonly list: Paged<Row>
  readonly counts: Readonly<Record<TraceKind, number>>
  readonly one: One | undefined
}

interface One {
  /** The first part of it in this program, or the one that was chosen. */
  readonly row: Row
  readonly parts: readonly Row[]
  /** As many as are shown; undefined where only its row is kept. */
  readonly spans: readonly (SpanRow & OfNode)[] | undefined
  /** Spans that are too many to show. */
  readonly hidden: number
  readonly fault: { readonly id: string; readonly name: string } | undefined
  /** The span that called it: of another program, or of what led to it here. */
  readonly caller: string | null
}

const MOST_PARTS = 50

function pick({ desk, place, section, isPart }: Look): Data {
  const all = section<readonly TraceRow[]>('traces') ?? []
  const counts = { error: 0, slow: 0, ordinary: 0 }
  for (const { kind } of all) counts[kind]++
  if (place.id !== '') {
    const detail = place.at === 0 ? desk.ops.traces.detail(place.id) : undefined
    const rows = all.filter(({ traceId }) => traceId === place.id).toReversed()
    const one = oneOf(detail?.parts ?? rows, detail?.spans, place.q['part'])
    return { list: { rows: [], total: 0 }, counts, one: one && { ...one, fault: faultOf(desk, one.parts) } }
  }
  const { kind } = place.q
  const found = all.filter(
    row =>
      (kind === undefined || row.kind === kind) &&
      fits(place, row.service, row.endpoint, row.path, row.traceId, row.error, row.status),
  )
  return { list: paged(sorted(found, place, BY), place, isPart), counts, one: undefined }
}

const BY: Readonly<Record<string, (row: TraceRow) => string | number>> = {
  when: row => row.startedAt,
  took: row => row.durationMs,
  endpoint: row => `${row.service} ${row.endpoint}`,
  kind: row => row.kind,
  status: row => row.status ?? 0,
  spans: row => row.spans,
}

function merge(parts: readonly Part<Data>[], place: Place): Data {
  return {
    list: listOf(
      parts,
      place,
      ({ list }) => list,
      BY,
      (a, b) => b.startedAt - a.startedAt,
    ),
    counts: {
      error: sum(parts, ({ counts }) => counts.error),
      slow: sum(parts, ({ counts }) => counts.slow),
      ordinary: sum(parts, ({ counts }) => counts.ordinary),
    },
    one: wholeOf(parts, place.q['part']),
  }
}

/** A trace goes through as many nodes as it likes: a message leads to work wherever it is heard. */
function wholeOf(parts: readonly Part<Data>[], part: string | undefined): One | undefined {
  const spans = rowsOf(parts, ({ one }) => one?.spans ?? [])
  const found = oneOf(
    rowsOf(parts, ({ one }) => one?.parts ?? []).toSorted((a, b) => a.startedAt - b.startedAt),
    spans.length === 0 ? undefined : spans,
    part,
  )
  const fault = firstOf(parts, ({ one }) => one?.fault)?.value
  return found && { ...found, hidden: found.hidden + sum(parts, ({ one }) => one?.hidden ?? 0), fault }
}

function oneOf(
  parts: readonly Row[],
  spans: readonly (SpanRow & OfNode)[] | undefined,
  part: string | undefined,
): One | undefined {
  const row = parts.find(({ id }) => id === part) ?? parts[0]
  if (row === undefined) return undefined
  const parent = spans?.find(({ id }) => id === row.id)?.parentId ?? null
  const water = spans && waterfallOf(spans, part)
  return {
    row,
    parts: parts.slice(0, MOST_PARTS),
    spans: water?.rows.map(({ span }) => span),
    hidden: water?.hidden ?? 0,
    fault: undefined,
    caller: spans?.some(({ id }) => id === parent) === true ? null : parent,
  }
}

/** The gathered error that it was counted to, if it is among that error's last. */
function faultOf({ ops }: Desk, parts: readonly TraceRow[]): One['fault'] {
  const failed = parts.find(({ error }) => error !== null)
  if (failed === undefined) return undefined
  const fits = (row: FaultRow): boolean =>
    row.service === failed.service &&
    row.endpoint === failed.endpoint &&
    ops.faults.detail(row.id)?.occurrences.some(({ traceId }) => traceId === failed.traceId) === true
  const found = ops.faults.read().find(fits)
  return found && { id: found.id, name: found.name }
}

const KINDS: Readonly<Record<TraceKind, Tone>> = { error: 'bad', slow: 'warn', ordinary: 'quiet' }
const Kind = ({ of }: { of: TraceKind }): Node => <Badge tone={KINDS[of]}>{of}</Badge>

const Status = ({ of }: { of: number | null }): Node => (
  <span class={`status ${of === null ? 'quiet' : of >= 500 ? 'bad' : of >= 400 ? 'warn' : 'quiet'}`}>
    {of ?? '–'}
  </span>
)

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <Detail {...of} />
}

function List(of: Shown<Data>): Node {
  const { list, counts } = of.data
  const isSought = of.place.q['text'] !== undefined || of.place.q['kind'] !== undefined
  return (
    <div class="screen">
      <Head of={of} title="Traces">
        <Choice
          of={of}
          word="kind"
          label="Why they were kept"
          values={{
            '': 'All',
            error: `Errors ${counts.error}`,
            slow: `Slow ${counts.slow}`,
            ordinary: `Ordinary ${counts.ordinary}`,
          }}
        />
        <Search of={of} label="Endpoint, trace id, error …" />
      </Head>
      <Table
        of={of}
        label="Traces that were kept"
        rows={list.rows}
        keyOf={row => keyOn(row, row.id)}
        empty={
          isSought
            ? 'No trace is like that. Take out the search or the filter.'
            : 'No work was traced yet: it begins with the first request or event.'
        }
        columns={[
          { name: 'Kept as', sort: 'kind', cell: row => <Kind of={row.kind} /> },
          {
            name: 'Endpoint',
            sort: 'endpoint',
            cell: row => (
              <Go of={of} to={to(of.place, 'traces', row.traceId)}>
                {row.endpoint}
              </Go>
            ),
          },
          ...nodeColumn<Row>(of),
          { name: 'Service', cell: row => row.service },
          { name: 'Took', sort: 'took', num: true, cell: row => duration(row.durationMs) },
          { name: 'Status', sort: 'status', num: true, cell: row => <Status of={row.status} /> },
          { name: 'Spans', sort: 'spans', num: true, cell: row => number(row.spans) },
          { name: 'When', sort: 'when', cell: row => <Ago at={row.startedAt} /> },
          { name: 'Error', cell: row => row.error && <span class="clip">{row.error}</span> },
        ]}
      />
      <Pager of={of} total={list.total} />
    </div>
  )
}

function Detail(of: Shown<Data>): Node {
  const { one } = of.data
  if (one === undefined)
    return (
      <Nothing of={of} back="Traces">
        This trace is not kept. Errors and slow ones are kept longest; ordinary ones give way first.
      </Nothing>
    )
  const { row, parts, spans, hidden, fault, caller } = one
  return (
    <div class="screen">
      <Head of={of} title={row.endpoint} back="Traces">
        <Kind of={row.kind} />
      </Head>
      {row.error !== null && (
        <p class="trouble">
          <b>
            {fault ? (
              <Go of={of} to={to(of.place, 'errors', fault.id)}>
                {fault.name}
              </Go>
            ) : (
              'Error'
            )}
          </b>{' '}
          {row.error}
        </p>
      )}
      <Facts
        of={[
          ['Took', duration(row.durationMs)],
          ['Status', <Status of={row.status} />],
          ['When', <Ago at={row.startedAt} />],
          [
            'Endpoint',
            <Go of={of} to={to(of.place, 'endpoints', endpointId(row.service, row.endpoint))}>
              {row.endpoint}
            </Go>,
          ],
          ['Service', row.service],
          ['Came by', [row.transport, row.method, row.path].filter(Boolean).join(' ')],
          ['Spans', row.dropped === 0 ? number(row.spans) : `${row.spans}, ${row.dropped} too many to keep`],
        ]}
      />
      <dl class="facts ids">
        <div>
          <dt>traceparent</dt>
          <dd>
            <code class="key">
              {formatTraceparent({ traceId: row.traceId, spanId: row.id, sampled: true, random: false })}
            </code>
          </dd>
        </div>
        {caller !== null && (
          <div>
            <dt>Called by the span</dt>
            <dd>
              <code class="key">{caller}</code>
            </dd>
          </div>
        )}
      </dl>
      {parts.length > 1 && <Parts of={of} parts={parts} />}
      {spans === undefined ? (
        <p class="present-only" role="note">
          Of the past only the line of a trace is kept. Its spans may still be there now.
        </p>
      ) : (
        <Water of={of} water={waterfallOf(spans, of.place.q['part'])} hidden={hidden} />
      )}
    </div>
  )
}

/** One trace may come through this program several times. */
const Parts = ({ of, parts }: { of: Shown<Data>; parts: readonly Row[] }): Node => (
  <nav class="choice parts" aria-label="Parts of this trace">
    <Go of={of} to={having(of.place, { part: '' })} current={of.place.q['part'] === undefined}>
      All {parts.length} parts
    </Go>
    {parts.map(part => (
      <Go of={of} to={having(of.place, { part: part.id })} current={of.place.q['part'] === part.id}>
        {part.endpoint} {duration(part.durationMs)}
        {part.on !== undefined && <small> {part.on.name}</small>}
      </Go>
    ))}
  </nav>
)

const QUARTERS = [0, 0.25, 0.5, 0.75, 1]

function Water({
  of,
  water: { rows, startedAt, totalMs },
  hidden,
}: {
  of: Shown<Data>
  water: Waterfall<SpanRow & OfNode>
  hidden: number
}): Node {
  return (
    <section aria-labelledby="water">
      <h2 id="water">
        Spans <small>from {clock(startedAt)} UTC</small>
      </h2>
      <div class="scroll" tabindex={0} role="region" aria-labelledby="water">
        <table class="water" aria-label="Spans, each below the one that called it">
          <thead>
            <tr>
              <th scope="col">Span</th>
              <th scope="col">Where</th>
              <th scope="col" class="num">
                Began
              </th>
              <th scope="col" class="num">
                Took
              </th>
              <th scope="col" class="axis" aria-hidden="true">
                {QUARTERS.map(at => (
                  <span style={`inset-inline-start: ${at * 100}%`}>
                    {at === 0 ? '0' : duration(at * totalMs)}
                  </span>
                ))}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ span, depth, afterMs, from, width }) => (
              <tr class={span.error === null ? undefined : 'failed'}>
                <th scope="row" style={`--depth: ${depth}`}>
                  <span class="name">{span.name}</span>
                  {depth > 0 && <span class="unseen"> level {depth + 1}</span>}
                  {span.error !== null && <small class="because clip">failed: {span.error}</small>}
                </th>
                <td>
                  {span.resource === null ? (
                    span.service
                  ) : (
                    <Go of={of} to={to(of.place, 'resources', span.resource)}>
                      {span.resource}
                    </Go>
                  )}{' '}
                  <small>{span.kind}</small>
                  {span.on !== undefined && (
                    <>
                      {' '}
                      <OnNode of={of} node={span.on} />
                    </>
                  )}
                </td>
                <td class="num">{afterMs === 0 ? '0' : `+${duration(afterMs)}`}</td>
                <td class="num">{span.durationMs === null ? 'still ran' : duration(span.durationMs)}</td>
                <td class="axis" aria-hidden="true">
                  <span
                    class={`bar ${span.error !== null ? 'bad' : toneOf(span)}`}
                    style={`inset-inline-start: ${from}%; width: ${width}%`}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {hidden > 0 && (
          <p class="empty">{number(hidden)} more are not shown. Look at one part of the trace.</p>
        )}
      </div>
    </section>
  )
}

function toneOf({ resource, kind }: { readonly resource: string | null; readonly kind: string }): string {
  return resource !== null ? 'good' : kind === 'server' ? 'info' : kind === 'internal' ? 'quiet' : 'warn'
}

export const traces: Screen<unknown> = screen<Data>({
  name: 'traces',
  title: 'Traces',
  sign: 'M3 5h9M7 10h10M11 15h6M9 20h12',
  sections: ['traces'],
  pick,
  merge,
  view,
})
