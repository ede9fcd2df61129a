// A table sorted by any column and filtered while you type. What is shown is computed from the state; nothing is kept twice.
import { component } from 'repartee'
import * as z from 'zod'
import { COLUMNS, planets, PLANETS, type Planet } from './planets.ts'

/** What its address says. Without a column the planets are as they come from the sun. */
export const whichOrder = z.object({
  by: z.enum(['name', 'diameter', 'moons', 'year']).optional().catch(undefined),
  order: z.enum(['ascending', 'descending']).catch('ascending'),
})

export const Sortable = component({
  name: 'sortable',
  state: (order: z.output<typeof whichOrder>) => ({ ...order, find: '' }),
  // What is looked for is not a part of it: nobody wants to go back letter by letter.
  url: ({ by, order }) => (by === undefined ? '/table' : `/table?by=${by}&order=${order}`),
  on: {
    sort: (s, by: keyof Planet) => ({
      ...s,
      by,
      order: by === s.by && s.order === 'ascending' ? ('descending' as const) : ('ascending' as const),
    }),
    find: (s, find: string) => ({ ...s, find }),
  },
  view: (s, on) => {
    const rows = planets(s)
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
                <th scope="col" aria-sort={column === s.by ? s.order : 'none'}>
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
