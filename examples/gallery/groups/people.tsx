// Pages of the group "Who is there".
import { Door } from '../../door.tsx'
import { Tasks, whichTasks } from '../../tasks.tsx'
import { addressed, exhibits } from '../exhibit.tsx'

export const people = {
  ...exhibits({
    '/door': {
      about: (
        <>
          <code>identify</code> says who the visitor is. The answer to that very click carries a new, signed
          cookie, and from then on <code>here.principal</code> is known: here, and wherever this session goes.
        </>
      ),
      tries: [
        'Try another password first.',
        'Sign in, count, reload: you are still in. Then sign out: neither Back nor Forward leads in again.',
        <>
          Sign in and look at <a href="/tasks">the tasks</a>: they know you already.
        </>,
      ],
      sources: ['door.tsx', 'sign-in.tsx'],
      shows: () => <Door />,
    },
  }),
  '/tasks': addressed('/tasks', whichTasks, {
    about: (
      <>
        Everybody has tasks of their own, kept by the server’s process where a real program would ask its
        database. A change is told to a topic, and every window of the same person reads again.
      </>
    ),
    tries: [
      'Open this page in a second window. What you do in one shows in the other, even while you edit there.',
      'Tick some off and look at the open ones: the address says so, and Back leads to all.',
      'Delete one. Enter alone means no.',
    ],
    sources: ['tasks.tsx', 'tasks-list.tsx', 'tasks-row.tsx', 'tasks-store.ts', 'sign-in.tsx'],
    shows: ({ show }) => <Tasks show={show} />,
  }),
}
