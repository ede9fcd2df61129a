// Pages of the group "Address and history".
import { Columns } from '../../columns.tsx'
import { Level } from '../../crumbs.tsx'
import { Paginated } from '../../paginated.tsx'
import { Tabs } from '../../tabs.tsx'
import { exhibits } from '../exhibit.tsx'

export const address = exhibits({
  '/pages': {
    about: (
      <>
        A thousand people, of whom the browser has ten. The state is a page and a size; what is shown is a
        slice. Buttons that lead nowhere are not offered, and what is not offered cannot be asked for.
      </>
    ),
    tries: [
      'Go to the last page, then show fifty on a page: whoever was at the top stays in sight.',
      'Reload on page 42.',
      'Hold Enter on Next. Every press is an event of its own, in order.',
    ],
    sources: ['paginated.tsx', 'people.ts'],
    shows: () => <Paginated />,
  },
  '/tabs': {
    about: (
      <>
        Four components, of which one is shown. The others are hidden, not gone: they count, calculate and
        tick on the server, and a text that you typed stays in your browser.
      </>
    ),
    tries: [
      'Count, change the tab, and come back.',
      'Write a note, look at the time, and come back: the server never heard of your note, and left it alone.',
      'Pause the clock in its tab, and look into it later.',
    ],
    sources: ['tabs.tsx', 'calc.tsx', 'clock.tsx', 'counter.tsx'],
    shows: (props: { shown?: string }) => <Tabs {...props} />,
  },
  '/columns': {
    about: (
      <>
        All of the state is one path. There is a column for each place on it, and each button offers the whole
        path that it would lead to, so a handler of one line is enough.
      </>
    ),
    tries: [
      'Choose a continent, a country, a city. Then another continent: the columns behind it go.',
      'Use the keyboard: the focus stays on what you chose, and Tab leads on into what it opened.',
      'Reload, and everything is still open.',
    ],
    sources: ['columns.tsx', 'places.ts'],
    shows: () => <Columns />,
  },
  '/crumbs': {
    about: (
      <>
        Each level calls the next and waits. A crumb is an answer to somebody further up: every level in
        between hands it on, and the one that it is meant for is there again, as it was.
      </>
    ),
    tries: [
      'Go down to a city and choose it: the answer travels all the way up.',
      'Go down two levels, and press “World”.',
      'Reload in the depth. All that wait, wait on.',
    ],
    sources: ['crumbs.tsx', 'places.ts'],
    shows: () => <Level />,
  },
})
