// What the gallery shows, in the order of its navigation: one list for the bar, the cards and the way from page to page.
import type { Sign } from './sign.tsx'

export interface Entry {
  readonly path: string
  readonly name: string
  readonly sign: Sign
  /** For its card. */
  readonly line: string
}

export const ENTRIES: readonly Entry[] = [
  {
    path: '/counter',
    name: 'Counter',
    sign: 'counter',
    line: 'State is a value, a handler returns the next one.',
  },
  {
    path: '/confirm',
    name: 'Confirm',
    sign: 'confirm',
    line: 'A component asks another and reads its answer.',
  },
  { path: '/rows', name: 'Rows', sign: 'rows', line: 'A handler waits while the page goes on.' },
  { path: '/book', name: 'Booking', sign: 'book', line: 'A wizard as one loop; Back is an answer.' },
  { path: '/chat', name: 'Chat', sign: 'chat', line: 'Visitors hear each other through topics.' },
  { path: '/clock', name: 'Clock', sign: 'clock', line: 'Time passes for as long as the state says so.' },
  { path: '/desk', name: 'Desk', sign: 'desk', line: 'Components inside a component, each with its state.' },
]
