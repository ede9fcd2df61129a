// A handler that asks: it waits for the answer where it stands, while the page goes on.
import { call, component, io } from 'repartee'
import { Confirm } from './confirm.tsx'
import { operations } from './operations.ts'

export const Rows = component({
  name: 'rows',
  state: () => ({ rows: ['apples', 'bread', 'coffee', 'dill'] as readonly string[] }),
  on: {
    *remove(_s, row: string) {
      const yes = yield* call(Confirm, { question: `Remove ${row}?` }, { place: 'over' })
      if (yes) return s => ({ rows: s.rows.filter(r => r !== row) })
    },
    *load() {
      const rows = yield* io(() => operations.span('rows', fetchRows, { resource: 'database' }))
      return { rows }
    },
  },
  view: (s, on) => (
    <div class="rows">
      <ul>
        {s.rows.map(row => (
          <li key={row}>
            <span>{row}</span>{' '}
            <button onClick={on.remove(row)} aria-label={`remove ${row}`}>
              ×
            </button>
          </li>
        ))}
      </ul>
      {s.rows.length === 0 && <p class="quiet">Nothing left.</p>}
      <button onClick={on.load}>Load afresh</button>
    </div>
  ),
})

/** Stands for a database that takes its time. */
async function fetchRows(): Promise<string[]> {
  await new Promise(done => setTimeout(done, 300))
  return ['apples', 'bread', 'coffee', 'dill', 'eggs']
}
