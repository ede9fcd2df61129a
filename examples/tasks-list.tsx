// Somebody's tasks, the same in every window of theirs: each change is told to all, and whoever hears of it reads again.
import { after, component, hear } from 'repartee'
import { TaskRow } from './tasks-row.tsx'
import { change, changed, newTask, read, type Task } from './tasks-store.ts'

export type Show = 'all' | 'open' | 'done'

export const TaskList = component({
  name: 'task list',
  state: ({ who }: { who: string; show: Show }) => ({ who, added: 0, tasks: null as readonly Task[] | null }),
  on: {
    *load(s) {
      const tasks = yield* read(s.who)
      return now => ({ ...now, tasks })
    },
    *add(s, f: { text: string }) {
      yield* change(s.who, tasks => [...tasks, newTask(f.text.trim())])
      return now => ({ ...now, added: now.added + 1 })
    },
  },
  // Told, or perhaps not told while asleep, or shown for the first time: the answer is always to read.
  listen: (s, on) => [hear(changed(s.who), on.load, on.load), s.tasks === null && after(0, on.load)],
  view: (s, on, here) => {
    const { show } = here.props
    const shown = s.tasks?.filter(({ isDone }) => show === 'all' || isDone === (show === 'done'))
    return (
      <div class="todo">
        <form onSubmit={on.add} class="row">
          {/* A new key is a new field: empty, and ready for the next one. */}
          <input
            key={s.added}
            name="text"
            aria-label="what is to do"
            placeholder="what is to do"
            required
            pattern=".*\S.*"
            maxlength={100}
            autofocus
          />
          <button class="main">Add</button>
        </form>
        <ul aria-busy={shown === undefined}>
          {shown?.map(task => (
            <li key={task.id}>
              <TaskRow who={s.who} task={task} />
            </li>
          ))}
        </ul>
        {shown?.length === 0 && (
          <p class="quiet">{show === 'all' ? 'Nothing to do yet.' : `Nothing is ${show}.`}</p>
        )}
      </div>
    )
  },
})
