// Pages of the group "Lists".
import { Rows } from '../../rows.tsx'
import { Sortable, whichOrder } from '../../sortable.tsx'
import { Todo } from '../../todo.tsx'
import { Tree } from '../../tree.tsx'
import { addressed, exhibits } from '../exhibit.tsx'

export const lists = {
  '/table': addressed('/table', whichOrder, {
    about: (
      <>
        The state is a column, a direction and what is looked for. The rows are worked out from it in the
        view, each time; they move into their new order with their elements, and nobody keeps a second copy.
      </>
    ),
    tries: [
      'Sort by moons, and press again for the other way round.',
      'Type “us” into the field. Each keystroke asks the server, and your caret stays where it is.',
      'Use a screen reader: the column says how it is sorted, the caption how many are left.',
    ],
    sources: ['sortable.tsx', 'planets.ts'],
    shows: order => <Sortable {...order} />,
  }),
  ...exhibits({
    '/rows': {
      about: (
        <>
          Removing a row asks first, in the middle of the handler, as a dialog over the page. The list is
          rendered whole each time; only what differs travels, and rows that stay keep their elements.
        </>
      ),
      tries: [
        'Remove a row: the focus goes into the dialog and comes back after it.',
        'Load afresh takes a moment, as a database would. Everything else works meanwhile.',
        'Press Load afresh, and at once remove a row. The answer finds the list as it is by then.',
      ],
      sources: ['rows.tsx', 'confirm.tsx'],
      shows: () => <Rows />,
    },
    '/todo': {
      about: (
        <>
          Every row is a component. To be edited it calls a small form, which takes the place of that row and
          of nothing else; the answer puts the row back with its new text. To be removed it answers itself.
        </>
      ),
      tries: [
        'Edit two rows at once, and save them in the other order.',
        'Begin to edit a row, then tick another one off and add a third: your half-written text stays.',
        'Reload while a row is being edited. It still is.',
      ],
      sources: ['todo.tsx', 'todo-row.tsx'],
      shows: () => <Todo />,
    },
    '/tree': {
      about: (
        <>
          A branch embeds a flow that fetches what is in it and then shows it. While it waits its place is
          marked as busy, which is a matter for CSS. There is no flag for “loading”, and nothing to forget.
        </>
      ),
      tries: [
        'Open Europe, then Norway. Close Europe and open it again: Norway is still open, and nothing is fetched twice.',
        'Open several at once. Each arrives in its own place.',
        'Use the keyboard: Tab from branch to branch, Enter or Space to open one.',
      ],
      sources: ['tree.tsx', 'places.ts'],
      shows: () => <Tree />,
    },
  }),
}
