// Pages of the group "First steps".
import { Calculator } from '../../calc.tsx'
import { Counter } from '../../counter.tsx'
import { Counters } from '../../counters.tsx'
import { Desk } from '../../desk.tsx'
import { exhibits } from '../exhibit.tsx'

export const first = exhibits({
  '/counter': {
    about: (
      <>
        A component is a first state, handlers and a view. Pressing + tells the server that <code>inc</code>{' '}
        was chosen, nothing else; the handler returns the next state, and the browser is sent the one element
        that changed.
      </>
    ),
    tries: [
      'Count to some number, then reload. It is still there: the page was never where it lived.',
      'Open this address in a second window. That visit is a conversation of its own and begins at zero.',
      'Stop the server: the dot in the bar turns amber. Start it again, and the page comes back to life by itself; afresh, since the gallery keeps its conversations in memory.',
    ],
    sources: ['counter.tsx'],
    shows: () => <Counter />,
  },
  '/counters': {
    about: (
      <>
        The very counter of the page before, as often as you like. The list knows only keys; the number behind
        each is the counter’s own, and <code>key</code> says which is which when they change places.
      </>
    ),
    tries: [
      'Count in some of them, then move them about: every number travels with its counter.',
      'Press ↑ by keyboard, several times. The focus stays on the button that moves.',
      'Remove one and add another: the new one begins at zero, whatever stood there before.',
    ],
    sources: ['counters.tsx', 'counter.tsx'],
    shows: () => <Counters />,
  },
  '/calc': {
    about: (
      <>
        What a key does is an ordinary function from one state to the next, so it can be tested like one. Each
        button offers the same handler with another payload; a payload that no button offers is refused.
      </>
    ),
    tries: [
      'Work something out: 0.1 + 0.2, or 1 ÷ 3 × 3.',
      'Use the keyboard alone: Tab to a key, Enter or Space to press it.',
      'Reload in the middle of a calculation, then press =.',
      'Divide by zero.',
    ],
    sources: ['calc.tsx'],
    shows: () => <Calculator />,
  },
  '/desk': {
    about: (
      <>
        Components embed components like elements. Each has a state of its own, and an answer goes to the
        handler that <code>onAnswer</code> names: the very Confirm that elsewhere is called.
      </>
    ),
    tries: [
      'Count on both sides, then answer the question: the counters keep their numbers.',
      'Answer again. An embedded component that has answered is asked anew.',
    ],
    sources: ['desk.tsx', 'counter.tsx', 'confirm.tsx'],
    shows: () => <Desk />,
  },
})
