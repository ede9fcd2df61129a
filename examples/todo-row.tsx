// A row that looks after itself: ticked off, and edited by a call in its own place. Its answer means: remove me.
import { answer, call, component } from 'repartee'

const Edit = component({
  name: 'todo edit',
  state: (props: { text: string }) => props,
  on: { save: (_, f: { text: string }) => answer(f.text.trim()), cancel: () => answer(null) },
  view: (s, on) => (
    <form onSubmit={on.save} class="todo-edit">
      <input
        name="text"
        value={s.text}
        aria-label={`new text of ${s.text}`}
        required
        pattern=".*\S.*"
        autofocus
      />
      <button class="main">Save</button>
      <button type="button" onClick={on.cancel}>
        Cancel
      </button>
    </form>
  ),
})

export const TodoRow = component({
  name: 'todo row',
  state: (props: { id: number; text: string }) => ({ ...props, done: false }),
  on: {
    tick: s => ({ ...s, done: !s.done }),
    *edit(s) {
      const text = yield* call(Edit, { text: s.text })
      return now => ({ ...now, text: text ?? now.text })
    },
    remove: s => answer(s.id),
  },
  view: (s, on) => (
    <div class="todo-row">
      <label>
        <input type="checkbox" checked={s.done} onChange={on.tick()} /> <span>{s.text}</span>
      </label>
      <button onClick={on.edit} aria-label={`edit ${s.text}`}>
        ✎
      </button>
      <button onClick={on.remove} aria-label={`remove ${s.text}`}>
        ×
      </button>
    </div>
  ),
})
