// Rows as a table that sorts by a word of the address; the screen has sorted and cut them.
// Invariant: a figure that changes by itself travels by itself. Does not know what the rows are of.
import type { Child, Node } from 'repartee'
import { Go } from './kit.tsx'
import { having, type Place } from './place.ts'
import type { Shown } from './screen.ts'

export interface Column<R> {
  readonly name: string
  /** The word it is sorted by, in `place.q.sort`; without one it is not sorted by. */
  readonly sort?: string
  readonly num?: boolean
  cell(row: R): Child
}

/**
 * Rows that were sorted and cut already, each with a key. A column with `sort` links to the place sorted by it; the one sorted by links to
 * the reverse (`sort=-name`).
 */
export function Table<R>({
  of,
  columns,
  rows,
  keyOf,
  empty,
  label,
}: {
  of: Shown<unknown>
  columns: readonly Column<R>[]
  rows: readonly R[]
  keyOf: (row: R) => string
  empty: string
  label: string
}): Node {
  const sorted = of.place.q['sort'] ?? ''
  return (
    <div class="scroll">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ name, sort, num }) => {
              const isUp = sorted === sort
              const isDown = sorted === `-${sort}`
              // Figures the largest first, names in their order.
              const isFirst = num === true ? isDown : isUp
              return (
                <th
                  scope="col"
                  class={num === true && 'num'}
                  aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
                >
                  {sort === undefined ? (
                    name
                  ) : (
                    <Go
                      of={of}
                      to={having(of.place, { sort: isFirst === (num === true) ? sort : `-${sort}` })}
                    >
                      {name}
                    </Go>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, num }) => (
                // Figures change by themselves, so they travel by themselves.
                <td key={num === true ? name : undefined} class={num === true && 'num'}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="empty">{empty}</p>}
    </div>
  )
}

/** Sorts by what `by` names for the address's word `sort` (`-name`: the largest first); the order as it is where it names nothing. */
export function sorted<R>(
  rows: readonly R[],
  place: Place,
  by: Readonly<Record<string, (row: R) => string | number>>,
): readonly R[] {
  const word = place.q['sort'] ?? ''
  const name = word.replace(/^-/, '')
  const value = Object.hasOwn(by, name) ? by[name] : undefined
  if (value === undefined) return rows
  const sign = word.startsWith('-') ? -1 : 1
  return rows.toSorted((a, b) => {
    const [one, two] = [value(a), value(b)]
    return sign * (typeof one === 'string' ? one.localeCompare(String(two)) : one - Number(two))
  })
}
