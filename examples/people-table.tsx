// One page of all people as a table. A plain function of its props.
import type { Node } from 'repartee'
import { lastPage, PEOPLE } from './people.ts'

export function PeopleTable({ page, size }: { page: number; size: number }): Node {
  const from = (page - 1) * size
  const rows = PEOPLE.slice(from, from + size)
  return (
    <table>
      <caption aria-live="polite">
        {from + 1} to {from + rows.length} of {PEOPLE.length} people, page {page} of {lastPage(size)}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Town</th>
          <th scope="col">Born</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, town, born }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{town}</td>
            <td>{born}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
