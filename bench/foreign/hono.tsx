/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
// The table of render.ts for hono.
import type { Person } from '../people.ts'

export function Row({ row }: { row: Person }) {
  return (
    <tr class={row.locked ? 'row locked' : 'row'} data-id={row.id}>
      <td class="num">{row.id}</td>
      <td>
        <a href={`/people/${row.id}`} class="name" title={row.name}>
          {row.name}
        </a>{' '}
        <small>{row.mail}</small>
      </td>
      <td>
        <span class={`badge ${row.status}`}>{row.status}</span>
      </td>
      <td class="money">{row.amount}</td>
      <td>{row.note}</td>
      <td>
        <button
          type="button"
          class="danger"
          disabled={row.locked}
          aria-label={`Remove ${row.name}`}
          data-click={`remove:${row.id}`}
        >
          Remove
        </button>
      </td>
    </tr>
  )
}

export const Table = ({ rows }: { rows: readonly Person[] }) => (
  <table class="people">
    <tbody>
      {rows.map(row => (
        <Row key={row.id} row={row} />
      ))}
    </tbody>
  </table>
)
