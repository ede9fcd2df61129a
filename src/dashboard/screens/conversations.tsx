// Conversations: how many there are, which ones, and each of them in full.
// Invariant: what is told of more than one comes as rows that the server found; in the past there are counts alone.
// Does not know how one is drawn: conversation.tsx, and moment.tsx for one event of it. Past 250 lines, as its table has many columns.
import type { Node } from 'repartee'
import type { ConversationLook, ConversationRow, ServerFigures } from 'repartee/server'
import { Ago, Badge, Choice, Figure, Go, Head, Search } from '../kit.tsx'
import { pagedBy, Pager } from '../pages.tsx'
import { keyOn, nodeColumn } from '../parts.tsx'
import { having, to, type Place } from '../place.ts'
import type { Replayed } from '../replays.ts'
import { figuresOf, firstOf, listOf } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { bytes, number } from '../units.ts'
import { NO_SERVER, StateBadge, Who } from './about.tsx'
import { One, type OneData } from './conversation.tsx'
import { SEARCH_WORDS, wantedOf } from './finding.ts'
import { changesOf, instancesOf } from './instances.ts'
import { MomentView, type MomentData } from './moment.tsx'

const MOST_CHECKPOINTS = 50

type Row = ConversationRow & OfNode

interface Data {
  readonly figures: ServerFigures | null
  /** There is a server that was given these operations. */
  readonly served: boolean
  readonly total: number
  readonly rows: readonly Row[]
  readonly one: OneData | null
  readonly moment: MomentData | null
}

function pick({ desk, place, section, isPart }: Look): Data {
  const inspection = desk.inspection()
  const data: Data = {
    figures: section<ServerFigures>('server') ?? null,
    served: inspection !== undefined,
    total: 0,
    rows: [],
    one: null,
    moment: null,
  }
  if (inspection === undefined || place.at !== 0) return data
  if (place.id === '')
    return {
      ...data,
      ...pagedBy(place, slice => inspection.find({ ...wantedOf(place), ...slice }), isPart),
    }
  const moment = place.q['moment']
  if (moment !== undefined) {
    const found = inspection.moment(place.id, Number(moment))
    const numbers = inspection.events({ cid: place.id }).map(({ number: each }) => each)
    return {
      ...data,
      moment: {
        found: found
          ? {
              event: found.event,
              patches: found.patches.slice(0, 20),
              ...changesOf(found.before, found.after),
            }
          : null,
        earlier: numbers.find(each => each < Number(moment)) ?? null,
        later: numbers.findLast(each => each > Number(moment)) ?? null,
      },
    }
  }
  const look = inspection.look(place.id)
  return { ...data, one: look ? oneOf(look, desk.replays.of(place.id)) : null }
}

const BY: Readonly<Record<string, (row: Row) => string | number>> = {
  path: row => row.path,
  since: row => row.since,
  active: row => row.active,
  events: row => row.events,
  failed: row => row.failed,
  instances: row => row.instances,
  queuedBytes: row => row.queuedBytes,
}

function merge(parts: readonly Part<Data>[], place: Place): Data {
  const one = firstOf(parts, data => data.one)
  const moment = firstOf(parts, data => (data.moment?.found ? data.moment : null))
  return {
    figures: figuresOf(parts),
    served: parts.some(({ data }) => data.served),
    ...listOf(
      parts,
      place,
      data => data,
      BY,
      (a, b) => b.since - a.since,
    ),
    one: one === undefined ? null : { ...one.value, node: one.part.node },
    moment: moment?.value ?? parts[0]?.data.moment ?? null,
  }
}

function oneOf({ tree, ...look }: ConversationLook, replayed: Replayed | undefined): OneData {
  return {
    ...look,
    checkpoints: look.checkpoints.slice(-MOST_CHECKPOINTS),
    tree: instancesOf(tree),
    replayed: (look.recorded && replayed) || null,
  }
}

function view(shown: Shown<Data>): Node {
  const { place, data } = shown
  if (place.id === '') return <List {...shown} />
  const missing = !data.served ? NO_SERVER : place.at !== 0 ? NO_PAST : GONE
  const cid = place.id.slice(0, 8)
  if (data.moment !== null) return <MomentView {...shown} data={data.moment} />
  if (data.one !== null) return <One {...shown} data={data.one} />
  return (
    <div class="screen">
      <Head of={shown} title={cid} back="Conversations" />
      <p class="empty">{missing}</p>
    </div>
  )
}

const NO_PAST =
  'Conversations are not kept in the past: only how many there were. Go back to now to see the ones that are here.'
const GONE =
  'There is no such conversation in memory. It ended, sleeps in the engine, or is held by another node.'

function Counts({ figures }: { figures: ServerFigures }): Node {
  const { conversations, streams, ended } = figures
  const over = Object.entries(ended)
    .filter(([, count]) => count > 0)
    .map(([how, count]) => `${number(count)} ${how}`)
  return (
    <div class="figures many">
      <Figure
        name="Connected"
        note={`${number(streams.own)} streams, ${number(streams.shared + streams.pieces)} shared or in pieces`}
      >
        {number(conversations.connected)}
      </Figure>
      <Figure
        name="Away"
        note={`${number(conversations.resting)} of all are resting; ${number(figures.left)} left memory, ${number(figures.returned)} came back`}
      >
        {number(conversations.away)}
      </Figure>
      <Figure
        name="Began"
        note={`${number(figures.minted)} pages served, ${number(figures.batons)} not connected yet`}
      >
        {number(figures.opened)}
      </Figure>
      <Figure name="Ended" note={over.length === 0 ? 'none so far' : over.join(', ')}>
        {number(Object.values(ended).reduce((sum, count) => sum + count, 0))}
      </Figure>
      <Figure
        name="Events"
        tone={figures.failed > 0 ? 'bad' : undefined}
        note={`${number(figures.failed)} failed, ${number(figures.waiting)} waiting`}
      >
        {number(figures.events)}
      </Figure>
      <Figure name="Patches" note={`${bytes(figures.queuedBytes)} not taken by the network yet`}>
        {bytes(figures.patchBytes)}
      </Figure>
    </div>
  )
}

function List(of: Shown<Data>): Node {
  const { figures, served, total, rows } = of.data
  const { place } = of
  return (
    <div class="screen">
      <Head of={of} title="Conversations">
        {place.at === 0 && <Search of={of} label="Find: path, visitor, cid, session" />}
      </Head>
      {figures !== null && <Counts key="counts" figures={figures} />}
      {!served || place.at !== 0 ? (
        <p class="empty">{served ? NO_PAST : NO_SERVER}</p>
      ) : (
        <>
          <div key="filters" class="filters">
            <Choice
              of={of}
              word="state"
              label="State"
              values={{ '': 'All', connected: 'Connected', away: 'Away', resting: 'Resting' }}
            />
            <Choice
              of={of}
              word="idle"
              label="Idle"
              values={{ '': 'Idle or not', '1m': '1 min', '10m': '10 min', '1h': '1 h' }}
            />
            <Choice
              of={of}
              word="age"
              label="Age"
              values={{ '': 'Any age', '10m': '10 min', '1h': '1 h', '1d': '1 d' }}
            />
            <Choice of={of} word="failed" label="Failed" values={{ '': 'All', yes: 'With failures' }} />
            <span class="hint">
              {`${number(total)} found. Words to find by:`} <code>{SEARCH_WORDS}</code>
            </span>
          </div>
          <Table
            key="rows"
            of={of}
            label="Conversations"
            rows={rows}
            keyOf={row => keyOn(row, row.cid)}
            empty="None fits. Take words out of the search, or choose All."
            columns={[
              {
                name: 'Page',
                sort: 'path',
                cell: row => (
                  <>
                    <Go of={of} to={to(place, 'conversations', row.cid)}>
                      {row.path}
                    </Go>
                    <br />
                    <small title={row.cid}>{`${row.component} · ${row.cid.slice(0, 8)}`}</small>
                  </>
                ),
              },
              {
                name: 'Visitor',
                cell: row => (
                  <>
                    <Who of={row.principal} />
                    <br />
                    <small>
                      <Go of={of} to={having(place, { text: `session:${row.session}` })}>
                        {row.session}
                      </Go>
                    </small>
                  </>
                ),
              },
              ...nodeColumn<Row>(of),
              { name: 'State', cell: row => <StateBadge of={row} /> },
              { name: 'Here since', sort: 'since', cell: row => <Ago at={row.since} /> },
              { name: 'Active', sort: 'active', cell: row => <Ago at={row.active} /> },
              { name: 'Events', sort: 'events', num: true, cell: row => number(row.events) },
              {
                name: 'Failed',
                sort: 'failed',
                num: true,
                cell: row => (row.failed > 0 ? <Badge tone="bad">{number(row.failed)}</Badge> : '0'),
              },
              { name: 'Instances', sort: 'instances', num: true, cell: row => number(row.instances) },
              { name: 'Unsent', sort: 'queuedBytes', num: true, cell: row => bytes(row.queuedBytes) },
            ]}
          />
          <Pager key="pager" of={of} total={total} />
        </>
      )}
    </div>
  )
}

export const conversations: Screen<unknown> = screen<Data>({
  name: 'conversations',
  title: 'Conversations',
  sign: 'M4 5h11v8H9l-4 3v-3H4zM18 9h2v8h-1v3l-4-3h-5',
  sections: ['server'],
  pick,
  merge,
  view,
})
