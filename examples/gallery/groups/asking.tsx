// Pages of the group "Asking".
import { Asking } from '../../asking.tsx'
import { Dialogs } from '../../dialogs.tsx'
import { Guessing } from '../../guess.tsx'
import { Bookings } from '../booked.tsx'
import { exhibits } from '../exhibit.tsx'

export const asking = exhibits({
  '/confirm': {
    about: (
      <>
        <code>yield* call(Confirm, …)</code> shows a question and goes on with the answer, like a function
        that takes its time. Whoever calls makes way for what is called, or lets it open over the page, and
        comes back as it was.
      </>
    ),
    tries: [
      'Ask all of them at once: each waits for its own answer, in any order.',
      'Type into the field at the end, then ask beside it. Your text and its caret stay.',
      'Change the number, then ask in its place: the whole parent is away while you think, and returns with it.',
      'Reload in the middle of a question. It is still being asked.',
    ],
    sources: ['asking.tsx', 'confirm.tsx', 'counter.tsx'],
    shows: () => <Asking />,
  },
  '/guess': {
    about: (
      <>
        The rules of the game read like its description: think of a number, and ask until it is found. The
        secret is a variable on the server; the browser never sees it before you do.
      </>
    ),
    tries: [
      'Find the number. Seven guesses are always enough.',
      'Play by keyboard: type a number, press Enter, and the next field is ready.',
      'Reload in the middle: the secret is still the same, and so are your guesses.',
    ],
    sources: ['guess.tsx'],
    shows: () => <Guessing />,
  },
  '/book': {
    about: (
      <>
        Three questions, one loop. A flow is an ordinary generator: <code>Back</code> is an answer like any
        other, and what was typed before is a variable. What the flow returns is what its caller gets.
      </>
    ),
    tries: [
      'Give a name, then go back: it is still in the field.',
      'Reload at the second question. The flow goes on where it was.',
      'Book it to the end, or say no at the end, and see what the flow answered.',
    ],
    sources: ['booking.tsx', 'confirm.tsx', 'gallery/booked.tsx'],
    shows: () => <Bookings />,
  },
  '/dialogs': {
    about: (
      <>
        Yes or no, a line of text, one of several, or just something to read: <code>repartee/dialogs</code>{' '}
        has them, as effects over the page and as components for anywhere else. Their look is a default that
        any rule of yours overrides.
      </>
    ),
    tries: [
      'Press Escape in each of them: it is a no, or a “never mind”.',
      'Delete the folder. Enter alone does not, because it is hard to undo.',
      'Reload while one is open.',
    ],
    sources: ['dialogs.tsx'],
    shows: () => <Dialogs />,
  },
})
