// One task: ticked off, edited by a call in its own place, deleted after a question. What it is comes from above, as props.
import { answer, call, component } from 'repartee'
import { confirm } from 'repartee/dialogs'
import { change, type Task } from './tasks-store.ts'

const Edit = component({
  name: 'task edit',
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

export const TaskRow = component({
  name: 'task row',
  state: ({ who, task }: { who: string; task: Task }) => ({ who, id: task.id }),
  on: {
    *tick(s, isDone: boolean) {
      yield* change(s.who, tasks => tasks.map(each => (each.id === s.id ? { ...each, isDone } : each)))
    },
    *edit(s, old: string) {
      const text = yield* call(Edit, { text: old })
      if (text === null) return
      yield* change(s.who, tasks => tasks.map(each => (each.id === s.id ? { ...each, text } : each)))
    },
    *remove(s, text: string) {
      if (!(yield* confirm(`Delete “${text}”?`, { yes: 'Delete', no: 'Keep', danger: true }))) return
      yield* change(s.who, tasks => tasks.filter(each => each.id !== s.id))
    },
  },
  view: (_, on, here) => {
    const { text, isDone } = here.props.task
    return (
      <div class="todo-row">
        <label>
          <input type="checkbox" checked={isDone} onChange={on.tick(!isDone)} /> <span>{text}</span>
        </label>
        <button onClick={on.edit(text)} aria-label={`edit ${text}`}>
          ✎
        </button>
        <button onClick={on.remove(text)} aria-label={`delete ${text}`}>
          ×
        </button>
      </div>
    )
  },
})
