// The table of render.ts, ours, and its HTML. A fixture because it enters the renderer, which is the kernel's, not a user's.
// Without a kernel: the event is made by hand, as `on.remove(id)` would, and no component is embedded.
import { renderView, type Event, type Host, type Node } from '../src/jsx/index.ts'
import type { Person } from './people.ts'

const remove = (id: number): Event => ({ event: 'remove', payload: id })

const host: Host = {
  offer: (_, what) => `${(what as Event).event}:${String((what as Event).payload)}`,
  embed: () => '',
}

export function Row({ row }: { row: Person }): Node {
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
          onClick={remove(row.id)}
        >
          Remove
        </button>
      </td>
    </tr>
  )
}

export const Table = ({ rows }: { rows: readonly Person[] }): Node => (
  <table class="people">
    <tbody>
      {rows.map(row => (
        <Row key={row.id} row={row} />
      ))}
    </tbody>
  </table>
)

export const ours = (rows: readonly Person[]): string =>
  renderView(<Table rows={rows} />, host, ' rp-i=0').html
