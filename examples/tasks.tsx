// A task manager: who one is, which tasks are shown (the address says it), and the list itself.
import { component, identify } from 'repartee'
import * as z from 'zod'
import { nameOf, SignIn } from './sign-in.tsx'
import { TaskList, type Show } from './tasks-list.tsx'

const SHOWS: readonly Show[] = ['all', 'open', 'done']

/** What its address says: /tasks?show=open. */
export const whichTasks = z.object({ show: z.enum(['all', 'open', 'done']).catch('all') })

export const Tasks = component({
  name: 'tasks',
  state: ({ show }: { show: Show }) => ({ show }),
  url: s => (s.show === 'all' ? '/tasks' : `/tasks?show=${s.show}`),
  on: {
    show: (_, show: Show) => ({ show }),
    leave: () => identify(null),
  },
  view: (s, on, here) => {
    const who = nameOf(here)
    if (who === null) return <SignIn />
    return (
      <section class="tasks">
        <div class="row">
          <p>
            Tasks of <strong>{who}</strong>
          </p>
          <button onClick={on.leave}>Sign out</button>
        </div>
        <div class="row" role="group" aria-label="which tasks">
          {SHOWS.map(show => (
            <button onClick={on.show(show)} aria-pressed={show === s.show}>
              {show}
            </button>
          ))}
        </div>
        <TaskList key={who} who={who} show={s.show} />
      </section>
    )
  },
})
