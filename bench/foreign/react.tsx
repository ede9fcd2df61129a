/** @jsxRuntime automatic */
/** @jsxImportSource react */
// The table of render.ts for react.
import type { Person } from '../people.ts'

export function Row({ row }: { row: Person }) {
  return (
    <tr className={row.locked ? 'row locked' : 'row'} data-id={row.id}>
      <td className="num">{row.id}</td>
      <td>
        <a href={`/people/${row.id}`} className="name" title={row.name}>
          {row.name}
        </a>{' '}
        <small>{row.mail}</small>
      </td>
      <td>
        <span className={`badge ${row.status}`}>{row.status}</span>
      </td>
      <td className="money">{row.amount}</td>
      <td>{row.note}</td>
      <td>
        <button
          type="button"
          className="danger"
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
  <table className="people">
    <tbody>
      {rows.map(row => (
        <Row key={row.id} row={row} />
      ))}
    </tbody>
  </table>
)
