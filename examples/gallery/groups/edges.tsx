// Pages of the group "Edges".
import { Tickets } from '../../failing.tsx'
import { Lamp } from '../../fallback.tsx'
import { Sharing } from '../../mistake.tsx'
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
    sources: ['failing.tsx', 'fallback.tsx'],
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
})
