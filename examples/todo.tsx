// A list that knows which rows there are; what is in a row is the row's own. So any of them can be edited, several at once.
import { component } from 'repartee'
import { TodoRow } from './todo-row.tsx'

const FIRST = ['Water the plants', 'Answer the letter', 'Learn a new word'].map((text, id) => ({ id, text }))

export const Todo = component({
  name: 'todo',
  state: () => ({ next: FIRST.length, rows: FIRST as readonly { id: number; text: string }[] }),
  on: {
    add: (s, f: { text: string }) => ({
      next: s.next + 1,
      rows: [...s.rows, { id: s.next, text: f.text.trim() }],
    }),
    removed: (s, id: number) => ({ ...s, rows: s.rows.filter(row => row.id !== id) }),
  },
  view: (s, on) => (
    <section class="todo">
      <ul>
        {s.rows.map(row => (
          <li key={row.id}>
            <TodoRow {...row} onAnswer={on.removed} />
          </li>
        ))}
      </ul>
      {s.rows.length === 0 && <p class="quiet">Nothing left to do.</p>}
      <form onSubmit={on.add} class="row">
        {/* A new key is a new field: empty, and ready for the next one. */}
        <input
          key={s.next}
          name="text"
          aria-label="what is to do"
          placeholder="what is to do"
          required
          pattern=".*\S.*"
          autofocus={s.next > FIRST.length}
        />
        <button class="main">Add</button>
      </form>
    </section>
  ),
})
