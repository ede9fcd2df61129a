// Rate limits: what each lets through, what was declared, what an operator made of it for a while, and whom it denies.
// Does not know how one is drawn: limit.tsx.
import type { Node } from 'repartee'
import type { LimitShown, LimitsShown, RuleShown } from 'repartee/ops'
import { Choice, Do, Go, Head, Search } from '../kit.tsx'
import { Pager, paged, type Paged } from '../pages.tsx'
import { actsOf, fits } from '../parts.tsx'
import { to } from '../place.ts'
import { screen, type Look, type Screen, type Shown } from '../screen.ts'
import { sorted, Table } from '../table.tsx'
import { number } from '../units.ts'
import { One, ResetAll, Rule, Until, WHOSE, type OneData } from './limit.tsx'

interface Data {
  readonly list: Paged<LimitShown>
  readonly one: OneData | undefined
}

function pick({ desk, place, section }: Look): Data {
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
  const rows = sorted(found, place, {
    name: row => row.name,
    rate: row => perHour(row.effective),
    denied: row => row.denied,
  })
  return { list: paged(rows, place), one: undefined }
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
  view,
})
