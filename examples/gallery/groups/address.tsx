// Pages of the group "Address and history".
import { AddressCounter, whichNumber } from '../../at.tsx'
import { Calendar, whichMonth } from '../../calendar.tsx'
import { Columns, whichPlace } from '../../columns.tsx'
import { Level } from '../../crumbs.tsx'
import { Notes, whichNotes } from '../../notes.tsx'
import { Paginated, whichPage } from '../../paginated.tsx'
import { Reading, whichBooks } from '../../reading.tsx'
import { Tabs } from '../../tabs.tsx'
import { addressed, exhibit } from '../exhibit.tsx'

export const address = {
  '/at': addressed('/at', whichNumber, {
    about: (
      <>
        <code>url</code> is a function of the state, like the view. Where its result changes, the browser has
        a new entry in its history; going back brings the state back that was there, without asking the page.
      </>
    ),
    tries: [
      'Count to three, then press the browser’s Back, and Forward.',
      <>
        Follow <a href="/at?n=40">a link to forty</a>, and come back.
      </>,
      'Copy the address into another window: it begins at that number, and goes its own way.',
    ],
    sources: ['at.tsx'],
    shows: props => <AddressCounter {...props} />,
  }),
  '/calendar': addressed('/calendar', whichMonth, {
    about: (
      <>
        Each month has an address. What day it is, is told when the page is opened and kept with it, so the
        same page is the same tomorrow, after a restart and in a test.
      </>
    ),
    tries: [
      'Turn a few months, then go back with the browser.',
      'Pick a day, turn the month, and go back: the day is still picked.',
      <>
        Go to <a href="/calendar?month=2000-02">February 2000</a>, which had a leap day.
      </>,
    ],
    sources: ['calendar.tsx', 'weeks.tsx', 'month.ts'],
    shows: props => <Calendar {...props} />,
  }),
  '/pages': addressed('/pages', whichPage, {
    about: (
      <>
        A thousand people, of whom the browser has ten. The state is a page and a size; what is shown is a
        slice. Buttons that lead nowhere are not offered, and what is not offered cannot be asked for.
      </>
    ),
    tries: [
      'Go to the last page, then show fifty on a page: whoever was at the top stays in sight.',
      'Reload on page 42.',
      'Hold Enter on Next, then go back with the browser, page by page.',
    ],
    sources: ['paginated.tsx', 'people-table.tsx', 'people.ts'],
    shows: where => <Paginated {...where} />,
  }),
  '/tabs': exhibit('/tabs', {
    about: (
      <>
        Four components, of which one is shown. The others are hidden, not gone: they count, calculate and
        tick on the server, and a text that you typed stays in your browser.
      </>
    ),
    tries: [
      'Count, change the tab, and come back; by the browser’s Back, too.',
      'Use the arrow keys to move among the tabs, and Enter to choose one. The tabs are one stop for Tab, by a hook of the page’s own.',
      'Write a note, look at the time, and come back: the server never heard of your note, and left it alone.',
      'Pause the clock in its tab, and look into it later.',
    ],
    sources: ['tabs.tsx', 'hooks.js', 'calc.tsx', 'clock.tsx', 'counter.tsx'],
    shows: (props: { shown?: string }) => <Tabs {...props} />,
  }),
  '/columns': addressed('/columns', whichPlace, {
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
    shows: where => <Columns {...where} />,
  }),
  '/crumbs': exhibit('/crumbs', {
    about: (
      <>
        Each level calls the next and waits. A crumb is an answer to somebody further up: every level in
        between hands it on, and the one that it is meant for is there again, as it was.
      </>
    ),
    tries: [
      'Go down to a city and choose it: the answer travels all the way up.',
      'Go down two levels, and press “World”. The browser’s Back leads down again.',
      'Reload in the depth. All that wait, wait on.',
    ],
    sources: ['crumbs.tsx', 'places.ts'],
    shows: () => <Level />,
  }),
  '/reading': addressed('/reading', whichBooks, {
    about: (
      <>
        The list is in its address: which books, in what order, and which of them are read. The link is all
        that there is to share, and every change is one that the browser’s Back undoes.
      </>
    ),
    tries: [
      'Take three books, and go back with the browser: the last one is on the shelf again.',
      'Move a book up with the keyboard. The line moves, and the focus moves along, since its key is the book.',
      <>
        Open <a href="/reading?list=3,1,7&read=1">a list that somebody made</a>, and change it: it is yours.
      </>,
    ],
    sources: ['reading.tsx', 'reading-views.tsx', 'books.ts'],
    shows: books => <Reading {...books} />,
  }),
  '/notes': addressed('/notes', whichNotes, {
    about: (
      <>
        A link opens its note at the right of the one that it stands in, and closes what was further right.
        The columns are components under keys, so each keeps what you did to it, wherever it goes.
      </>
    ),
    tries: [
      'Follow a few links, then go back and forward with the browser.',
      'Jot something down beside a note, and open others: it stays, and comes back with its note.',
      'Follow a link to a note that is open further left: it comes along.',
      <>
        Share what you are reading: <a href="/notes?open=state,view,patches">three notes</a>, side by side. Or
        open a link in a new window, as any link.
      </>,
    ],
    sources: ['notes.tsx', 'note-column.tsx', 'notes-texts.ts', 'hooks.js'],
    shows: notes => <Notes {...notes} />,
  }),
}
