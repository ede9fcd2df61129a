// The audit log: what operators did, or tried in vain: who, what, to what, when, and what it was before and after.
import type { Node } from 'repartee'
import type { AuditEntry } from 'repartee/ops'
import { Ago, Badge, Choice, Facts, Go, Head, Listing, Search } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { clock, fits, keyOn, nodeColumn, Nothing, toOn } from '../parts.tsx'
import { having, to, type Place } from '../place.ts'
import { firstOf, listOf } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { Table } from '../table.tsx'
import { verbOf } from '../verbs.ts'
import { differences } from './diff.ts'

type Row = AuditEntry & OfNode

interface Data {
  readonly list: Paged<Row>
  /** What they are about: the first word of a verb. */
  readonly areas: readonly string[]
  readonly one: AuditEntry | undefined
}

const areaOf = (what: string): string => what.split('.')[0] ?? ''

function pick({ place, section, isPart }: Look): Data {
  const all = section<readonly AuditEntry[]>('audit') ?? []
  const areas = [...new Set(all.map(({ what }) => areaOf(what)))].toSorted()
  if (place.id !== '')
    return {
      list: { rows: [], total: 0 },
      areas,
      one: all.find(({ number }) => String(number) === place.id),
    }
  const { verb, area, only } = place.q
  const found = all.filter(
    entry =>
      (verb === undefined || entry.what === verb) &&
      (area === undefined || areaOf(entry.what) === area) &&
      (only !== 'refused' || entry.why !== null) &&
      fits(place, entry.who, entry.what, entry.target, entry.why, titleOf(entry)),
  )
  return { list: paged(found, place, isPart), areas, one: undefined }
}

function merge(parts: readonly Part<Data>[], place: Place): Data {
  return {
    list: listOf(
      parts,
      place,
      ({ list }) => list,
      {},
      (a, b) => b.at - a.at,
    ),
    areas: [...new Set(parts.flatMap(({ data }) => data.areas))].toSorted(),
    one: firstOf(parts, ({ one }) => one)?.value,
  }
}

const titleOf = ({ what, why }: AuditEntry): string => {
  const verb = verbOf(what)
  return (why === null ? verb?.did : verb?.title) ?? what
}

/** Where what it was done to is shown. */
const SCREENS: Readonly<Record<string, string>> = {
  cron: 'crons',
  worker: 'workers',
  limit: 'limits',
  resource: 'resources',
  error: 'errors',
  conversation: 'conversations',
  topic: 'topics',
  endpoint: 'endpoints',
}

function Target({ of, entry: { what, target } }: { of: Shown<unknown>; entry: AuditEntry }): Node {
  const where = SCREENS[areaOf(what)]
  if (where === undefined || target === '') return <span>{target}</span>
  return (
    <Go of={of} to={to(of.place, where, target)}>
      {target}
    </Go>
  )
}

const Outcome = ({ of }: { of: AuditEntry }): Node => (
  <Badge tone={of.why === null ? 'good' : 'bad'}>{of.why === null ? 'done' : 'not done'}</Badge>
)

const Diff = ({ of: { before, after, why } }: { of: AuditEntry }): Node =>
  why === null ? (
    <ul class="diff">
      {differences(before, after).map(each => (
        <li>
          {each.name !== '' && <b>{each.name}</b>}
          {each.before !== null && <del>{each.before}</del>}
          {each.after !== null && <ins>{each.after}</ins>}
        </li>
      ))}
    </ul>
  ) : (
    <span class="clip">{why}</span>
  )

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <One {...of} />
}

function List(of: Shown<Data>): Node {
  const { list, areas } = of.data
  const { verb, area, only, text } = of.place.q
  const isSought = [verb, area, only, text].some(word => word !== undefined)
  return (
    <div class="screen">
      <Head of={of} title="Audit">
        {areas.length > 1 && (
          <Choice
            of={of}
            word="area"
            label="About what"
            values={{ '': 'All', ...Object.fromEntries(areas.map(name => [name, name])) }}
          />
        )}
        <Choice of={of} word="only" label="Outcome" values={{ '': 'Any outcome', refused: 'Not done' }} />
        <Search of={of} label="Who, what, target …" />
      </Head>
      {verb !== undefined && (
        <p>
          Only <code>{verb}</code>{' '}
          <Go of={of} to={having(of.place, { verb: '' })} class="act">
            Show all
          </Go>
        </p>
      )}
      <Table
        of={of}
        label="What was done, the latest first"
        rows={list.rows}
        keyOf={entry => keyOn(entry, String(entry.number))}
        empty={
          isSought
            ? 'Nothing is like that. Take out the search or the filter.'
            : 'Nobody has done anything since the program started. What operators do stands here.'
        }
        columns={[
          {
            name: 'No.',
            num: true,
            cell: entry => (
              <Go of={of} to={toOn(of.place, 'audit', String(entry.number), entry.on)}>
                {entry.number}
              </Go>
            ),
          },
          { name: 'When', cell: entry => <Ago at={entry.at} /> },
          { name: 'Who', cell: entry => entry.who },
          {
            name: 'What',
            cell: entry => (
              <Go of={of} to={having(of.place, { verb: entry.what })}>
                {titleOf(entry)}
              </Go>
            ),
          },
          { name: 'Target', cell: entry => <Target of={of} entry={entry} /> },
          ...nodeColumn<Row>(of),
          { name: 'Outcome', cell: entry => <Outcome of={entry} /> },
          { name: 'Before and after, or why not', cell: entry => <Diff of={entry} /> },
        ]}
      />
      <Pager of={of} total={list.total} />
    </div>
  )
}

function One(of: Shown<Data>): Node {
  const entry = of.data.one
  if (entry === undefined)
    return (
      <Nothing of={of} back="Audit">
        This entry is not kept here: the last 500 are.
      </Nothing>
    )
  return (
    <div class="screen">
      <Head of={of} title={`${titleOf(entry)} ${entry.target}`.trim()} back="Audit">
        <Outcome of={entry} />
      </Head>
      <Facts
        of={[
          ['Who', entry.who],
          ['Where', entry.node],
          ['What', <code>{entry.what}</code>],
          ['Target', <Target of={of} entry={entry} />],
          ['When', [<Ago at={entry.at} />, ` (${clock(entry.at)} UTC)`]],
        ]}
      />
      {entry.why !== null && (
        <p class="trouble">
          <b>Why not</b> {entry.why}
        </p>
      )}
      <div class="panels">
        {[['Before', entry.before] as const, ['After', entry.after] as const].map(([name, json]) => (
          <section class="panel">
            <h2>{name}</h2>
            {json === null ? (
              <p class="empty">Nothing was noted.</p>
            ) : (
              <Listing label={name} text={pretty(json)} />
            )}
          </section>
        ))}
      </div>
    </div>
  )
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}

export const audit: Screen<unknown> = screen<Data>({
  name: 'audit',
  title: 'Audit',
  sign: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  sections: ['audit'],
  pick,
  merge,
  view,
})
