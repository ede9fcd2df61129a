// A table sorted by any column and filtered while you type. What is shown is computed from the state; nothing is kept twice.
import { component } from 'repartee'
import { PLANETS, type Planet } from './planets.ts'

type Column = keyof Planet

const COLUMNS: readonly (readonly [column: Column, title: string])[] = [
  ['name', 'Planet'],
  ['diameter', 'Diameter, km'],
  ['moons', 'Moons'],
  ['year', 'Year, days'],
]

interface Order {
  /** Null: as they come from the sun. */
  readonly by: Column | null
  readonly descending: boolean
}

export const Sortable = component({
  name: 'sortable',
  state: (query: { by?: string; order?: string }) => ({
    by: COLUMNS.find(([column]) => column === query.by)?.[0] ?? null,
    descending: query.order === 'descending',
    find: '',
  }),
  // What is looked for is not a part of it: nobody wants to go back letter by letter.
  url: ({ by, descending }) =>
    by === null ? '/table' : `/table?by=${by}&order=${descending ? 'descending' : 'ascending'}`,
  on: {
    sort: (s, by: Column) => ({ ...s, by, descending: by === s.by && !s.descending }),
    find: (s, find: string) => ({ ...s, find }),
  },
  view: (s, on) => {
    const rows = sorted(PLANETS, s).filter(each =>
      each.name.toLowerCase().includes(s.find.trim().toLowerCase()),
    )
    return (
      <section class="sortable">
        <input
          type="search"
          name="find"
          value={s.find}
          onInput={on.find}
          placeholder="find"
          aria-label="find planets"
        />
        <table>
          <caption aria-live="polite">
            {rows.length} of {PLANETS.length} planets
          </caption>
          <thead>
            <tr>
              {COLUMNS.map(([column, title]) => (
                <th
                  scope="col"
                  aria-sort={column !== s.by ? 'none' : s.descending ? 'descending' : 'ascending'}
                >
                  <button onClick={on.sort(column)}>{title}</button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(each => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                <td>{each.diameter.toLocaleString('en')}</td>
                <td>{each.moons}</td>
                <td>{each.year.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )
  },
})

function sorted(planets: readonly Planet[], { by, descending }: Order): readonly Planet[] {
  if (by === null) return planets
  const order = planets.toSorted((a, b) => (a[by] < b[by] ? -1 : Number(a[by] > b[by])))
  return descending ? order.reverse() : order
}
