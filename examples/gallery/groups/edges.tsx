// Pages of the group "Edges".
import { Tickets } from '../../failing.tsx'
import { Lamp } from '../../fallback.tsx'
import { Sharing } from '../../mistake.tsx'
import { Sketch } from '../../sketch.tsx'
import { Rating } from '../../widget.tsx'
import { exhibits } from '../exhibit.tsx'

export const edges = exhibits({
  '/failing': {
    about: (
      <>
        <code>fail</code> is an answer that throws at the caller’s <code>yield*</code>, so <code>try</code>{' '}
        works as ever, and <code>finally</code> gives the seat back whatever happened. What nobody waits for
        shows as the part’s own <code>fallback</code>.
      </>
    ),
    tries: [
      'Buy a ticket, and let paying fail: it is caught, and the seat is free again.',
      'Buy without a catch, and let it fail. You are told, with a reference; the operator’s log has the same one.',
      'Let the lamp burn out. What shows then is its own, with a way to begin it anew.',
    ],
    sources: ['failing.tsx', 'box-office.ts', 'fallback.tsx'],
    shows: () => (
      <div class="stack">
        <Tickets />
        <Lamp />
      </div>
    ),
  },
  '/mistake': {
    about: (
      <>
        State, view and effects are committed together or not at all. A handler that throws halfway has done
        nothing, and the page goes on from where it was.
      </>
    ),
    tries: [
      'Type a bill, take away all people, and split it. A notice has a reference; the bill is still in its field.',
      'Add somebody and split again.',
    ],
    sources: ['mistake.tsx'],
    shows: () => <Sharing />,
  },
  '/widget': {
    about: (
      <>
        The stars were put there by a script that knows nothing of repartee. The page around them changes
        every second; <code>rp-ignore</code> leaves them alone, and <code>onPush</code> hears what they say.
      </>
    ),
    tries: [
      'Move the focus onto a star and wait: the page changes, the focus stays.',
      'Press a star. What the script pushes is checked like anything that comes from a browser.',
    ],
    sources: ['widget.tsx', 'hooks.js'],
    shows: () => <Rating />,
  },
  '/sketch': {
    about: (
      <>
        While the pen is down, the browser draws by itself. Each finished line is told to the server, which
        has the drawing as its state, and draws it: without a script, after a reload, in a test.
      </>
    ),
    tries: ['Draw something, and undo it line by line.', 'Reload. The drawing is state.'],
    sources: ['sketch.tsx', 'hooks.js'],
    shows: () => <Sketch />,
  },
})
