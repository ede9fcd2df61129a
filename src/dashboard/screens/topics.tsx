// Topics: who listens, what was published and how many it reached; and publishing by hand.
// In the past only how many there were.
import type { Node } from 'repartee'
import type { ServerFigures, TopicRow } from 'repartee/server'
import { Ago, Facts, Figure, Go, Head, Search } from '../kit.tsx'
import { pagedBy, Pager } from '../pages.tsx'
import { to, type Place } from '../place.ts'
import { cut, figuresOf, rowsOf, together } from '../merging.ts'
import { screen, type Look, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { number } from '../units.ts'
import { NO_SERVER } from './about.tsx'
import { sortOf } from './finding.ts'

const SORTS = ['subscribers', 'published', 'last', 'topic'] as const

interface Data {
  readonly figures: ServerFigures | null
  readonly served: boolean
  readonly total: number
  readonly rows: readonly TopicRow[]
  readonly one: TopicRow | null
}

function pick({ desk, place, section, isPart }: Look): Data {
  const inspection = desk.inspection()
  const figures = section<ServerFigures>('server') ?? null
  const data: Data = { figures, served: inspection !== undefined, total: 0, rows: [], one: null }
  if (inspection === undefined || place.at !== 0) return data
  if (place.id !== '') return { ...data, one: inspection.topics({ topic: place.id }).rows[0] ?? null }
  const found = pagedBy(
    place,
    slice => inspection.topics({ text: place.q['text'] ?? '', ...sortOf(place.q, SORTS, 'topic'), ...slice }),
    isPart,
  )
  return { ...data, ...found }
}

const LISTENERS = 20

/** What is published on one node is heard on the others, and counted there, too. */
const joined = (same: readonly TopicRow[]): TopicRow => ({
  topic: same[0]?.topic ?? '',
  subscribers: same.reduce((sum, row) => sum + row.subscribers, 0),
  listeners: same.flatMap(row => row.listeners).slice(0, LISTENERS),
  published: Math.max(...same.map(row => row.published)),
  reached: same.reduce((sum, row) => sum + row.reached, 0),
  ...(same.some(row => row.last !== undefined) && { last: Math.max(...same.map(row => row.last ?? 0)) }),
})

function merge(parts: readonly Part<Data>[], place: Place): Data {
  const figures = figuresOf(parts)
  const published = Math.max(...parts.map(({ data }) => data.figures?.published ?? 0))
  const topics = together(
    rowsOf(parts, data => data.rows),
    row => row.topic,
    joined,
  )
  const rows = topics.toSorted((a, b) => b.subscribers - a.subscribers || (a.topic < b.topic ? -1 : 1))
  const ones = parts.flatMap(({ data }) => (data.one === null ? [] : [data.one]))
  return {
    figures: figures && {
      ...figures,
      published,
      topics: Math.max(figures.topics / parts.length, rows.length),
    },
    served: parts.some(({ data }) => data.served),
    ...cut(sorted(rows, place, BY), Math.max(rows.length, ...parts.map(({ data }) => data.total)), place),
    one: ones.length === 0 ? null : joined(ones),
  }
}

const BY: Readonly<Record<string, (row: TopicRow) => string | number>> = {
  subscribers: row => row.subscribers,
  published: row => row.published,
  last: row => row.last ?? 0,
  topic: row => row.topic,
}

const NO_PAST = 'Topics are not kept in the past: only how many there were. Go back to now to see them.'

function view(of: Shown<Data>): Node {
  const { figures, served } = of.data
  if (of.place.id !== '') return <One {...of} />
  return (
    <div class="screen">
      <Head of={of} title="Topics">
        {of.place.at === 0 && <Search of={of} label="Find a topic" />}
      </Head>
      {figures !== null && (
        <div key="counts" class="figures">
          <Figure name="Topics" note="that somebody listens to">
            {number(figures.topics)}
          </Figure>
          <Figure name="Subscribers" note="instances that listen">
            {number(figures.subscribers)}
          </Figure>
          <Figure name="Published" note="messages since the server began">
            {number(figures.published)}
          </Figure>
        </div>
      )}
      {!served || of.place.at !== 0 ? <p class="empty">{served ? NO_PAST : NO_SERVER}</p> : <List {...of} />}
    </div>
  )
}

function List(of: Shown<Data>): Node {
  return (
    <>
      <Table
        key="rows"
        of={of}
        label="Topics"
        rows={of.data.rows}
        keyOf={row => row.topic}
        empty="Nobody listens to a topic of that name, and nothing was published to one: hear(topic('news'), on.news) in `listen`."
        columns={[
          {
            name: 'Topic',
            sort: 'topic',
            cell: row => (
              <Go of={of} to={to(of.place, 'topics', row.topic)}>
                {row.topic}
              </Go>
            ),
          },
          { name: 'Listeners', sort: 'subscribers', num: true, cell: row => number(row.subscribers) },
          { name: 'Published', sort: 'published', num: true, cell: row => number(row.published) },
          { name: 'Reached', num: true, cell: row => number(row.reached) },
          { name: 'Last', sort: 'last', cell: row => <Ago at={row.last} /> },
        ]}
      />
      <Pager key="pager" of={of} total={of.data.total} />
      <Publish key="publish" of={of} topic="" />
    </>
  )
}

function One(of: Shown<Data>): Node {
  const { served, one } = of.data
  const { id: name, at } = of.place
  if (!served || at !== 0)
    return (
      <div class="screen">
        <Head of={of} title={name} back="Topics" />
        <p class="empty">{served ? NO_PAST : NO_SERVER}</p>
      </div>
    )
  const listeners = one?.listeners ?? []
  return (
    <div class="screen">
      <Head of={of} title={name} back="Topics" />
      <Facts
        of={[
          ['Listeners', number(one?.subscribers ?? 0)],
          ['Published', `${number(one?.published ?? 0)} messages`],
          ['Reached', `${number(one?.reached ?? 0)} listeners in all`],
          ['Last', <Ago at={one?.last} />],
        ]}
      />
      <Publish of={of} topic={name} />
      <h2>Who listens</h2>
      <Table
        of={of}
        label="Who listens"
        rows={listeners}
        keyOf={({ cid, iid }) => `${cid}/${iid}`}
        empty="Nobody listens at present."
        columns={[
          {
            name: 'Conversation',
            cell: ({ cid }) => (
              <Go of={of} to={to(of.place, 'conversations', cid)}>
                <code>{cid}</code>
              </Go>
            ),
          },
          { name: 'Instance', num: true, cell: ({ iid }) => iid },
        ]}
      />
      {one !== null && one.subscribers > listeners.length && (
        <p class="empty">{`… and ${number(one.subscribers - listeners.length)} more`}</p>
      )}
    </div>
  )
}

function Publish({ of, topic }: { of: Shown<unknown>; topic: string }): Node | null {
  if (of.role !== 'operator' || of.place.at !== 0) return null
  return (
    <>
      <h2>Publish</h2>
      <form class="form publish" onSubmit={of.on.sent}>
        <input type="hidden" name="do" value="topic.publish" />
        {topic === '' ? (
          <label>
            Topic
            <input name="target" required maxlength={200} autocomplete="off" spellcheck={false} />
          </label>
        ) : (
          <input type="hidden" name="target" value={topic} />
        )}
        <label class="wide">
          Message, as JSON
          <textarea
            name="message"
            rows={3}
            required
            maxlength={20_000}
            spellcheck={false}
            placeholder={'{ "text": "hello" }'}
          />
        </label>
        <button class="main">Publish</button>
      </form>
    </>
  )
}

export const topics: Screen<unknown> = screen<Data>({
  name: 'topics',
  title: 'Topics',
  sign: 'M4 10v4h3l6 4V6l-6 4zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11',
  sections: ['server'],
  pick,
  merge,
  view,
})
