// Rate limits: what each lets through, what was declared, what an operator made of it for a while, and whom it denies.
// Does not know how one is drawn: limit.tsx.
import type { Node } from 'repartee'
import type { DeniedKey, LimitShown, LimitsShown, RuleShown } from 'repartee/ops'
import { Choice, Do, Go, Head, Search } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, fits } from '../parts.tsx'
import { to, type Place } from '../place.ts'
import { cut, rowsOf, together } from '../merging.ts'
import { screen, type Look, type OfNode, type Part, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { number } from '../units.ts'
import { One, ResetAll, Rule, Until, WHOSE, type OneData } from './limit.tsx'

interface Data {
  readonly list: Paged<LimitShown>
  readonly one: OneData | undefined
}

function pick({ desk, place, section, isPart }: Look): Data {
  const all = section<LimitsShown>('limits')?.limits ?? []
  if (place.id !== '') {
    const limit = all.find(({ name }) => name === place.id)
    const held = place.at === 0 ? desk.ops.limits.held(place.id) : undefined
    return { list: { rows: [], total: 0 }, one: limit && { limit, held } }
  }
  const { only } = place.q
  const found = all.filter(
    row =>
      fits(place, row.name, row.by, row.effective.rate) &&
      (only !== 'overridden' || row.override !== null) &&
      (only !== 'denying' || row.keys.length > 0),
  )
  return { list: paged(sorted(found, place, BY), place, isPart), one: undefined }
}

const BY: Readonly<Record<string, (row: LimitShown) => string | number>> = {
  name: row => row.name,
  rate: row => perHour(row.effective),
  denied: row => row.denied,
}

const KEYS = 32

/** A limit is one thing, whichever node denies. */
function merge(parts: readonly Part<Data>[], place: Place): Data {
  const ones = parts.flatMap(({ data: { one } }) => (one === undefined ? [] : [one]))
  const rows = together(
    rowsOf<Data, LimitShown & OfNode>(parts, ({ list }) => list.rows),
    row => row.name,
    joined,
  )
  const total = Math.max(rows.length, ...parts.map(({ data }) => data.list.total))
  const held = ones.reduce<number | undefined>((all, one) => one.held && (all ?? 0) + one.held, undefined)
  return {
    list: cut(sorted(rows, place, BY), total, place),
    one: ones.length === 0 ? undefined : { limit: joined(ones.map(({ limit }) => limit)), held },
  }
}

function joined(same: readonly LimitShown[]): LimitShown {
  const [first] = same as [LimitShown]
  const { effective, override } = same.find(each => each.override !== null) ?? first
  const keys = together(
    same.flatMap(each => each.keys),
    ({ key }) => key,
    (those): DeniedKey => ({
      key: those[0]?.key ?? '',
      denied: those.reduce((sum, { denied }) => sum + denied, 0),
      over: those.reduce((sum, { over }) => sum + over, 0),
      lastAt: Math.max(...those.map(({ lastAt }) => lastAt)),
    }),
  )
  return {
    ...first,
    effective,
    override,
    denied: same.reduce((sum, { denied }) => sum + denied, 0),
    keys: keys.toSorted((a, b) => b.denied - a.denied).slice(0, KEYS),
  }
}

const HOURLY: Readonly<Record<string, number>> = { second: 3600, minute: 60, hour: 1 }
function perHour({ rate }: RuleShown): number {
  const [count, unit = ''] = rate.split('/')
  return Number(count) * (HOURLY[unit] ?? 1)
}

function view(of: Shown<Data>): Node {
  return of.place.id === '' ? <List {...of} /> : <One of={of} one={of.data.one} />
}

function List(of: Shown<Data>): Node {
  const { rows, total } = of.data.list
  const isSought = of.place.q['text'] !== undefined || of.place.q['only'] !== undefined
  return (
    <div class="screen">
      <Head of={of} title="Limits">
        <Choice
          of={of}
          word="only"
          label="Which limits"
          values={{ '': 'All', overridden: 'Overridden', denying: 'Denying' }}
        />
        <Search of={of} label="Find a limit" />
      </Head>
      <Table
        of={of}
        label="Rate limits"
        rows={rows}
        keyOf={row => row.name}
        empty={
          isSought
            ? 'No limit is like that. Take out the search or the filter.'
            : "No limit is declared: limit('sign-in', { rate: '5/minute', burst: 10, by: 'ip' })"
        }
        columns={[
          {
            name: 'Name',
            sort: 'name',
            cell: row => (
              <Go of={of} to={to(of.place, 'limits', row.name)}>
                {row.name}
              </Go>
            ),
          },
          { name: 'For', cell: row => WHOSE[row.by] ?? row.by },
          { name: 'In effect', sort: 'rate', cell: row => <Rule of={row.effective} /> },
          { name: 'Declared', cell: row => <Rule of={row.declared} /> },
          { name: 'Override', cell: row => <Until override={row.override} /> },
          { name: 'Denied', sort: 'denied', num: true, cell: row => number(row.denied) },
          {
            name: 'Denied most',
            cell: row =>
              row.keys[0] && (
                <span class="clip">
                  <code>{row.keys[0].key || 'everyone'}</code> ×{number(row.keys[0].denied)}
                </span>
              ),
          },
          ...actsOf<LimitShown>(of, row => (
            <span class="acts">
              {row.override !== null && (
                <Do of={of} verb="limit.lift" target={row.name}>
                  Lift
                </Do>
              )}
              <ResetAll of={of} name={row.name} />
            </span>
          )),
        ]}
      />
      <Pager of={of} total={total} />
    </div>
  )
}

export const limits: Screen<unknown> = screen<Data>({
  name: 'limits',
  title: 'Limits',
  sign: 'M4 18a8 8 0 1 1 16 0M12 18l4-6M8 18h8',
  sections: ['limits'],
  pick,
  merge,
  view,
})
