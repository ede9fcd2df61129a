// Small drawings, one for each group, as lines in the colour of the text around them.
import type { Node } from 'repartee'
import type { Group } from './list.ts'

const LINES: Readonly<Record<Group['sign'], string>> = {
  first: 'M2.5 12h7 M14 12h7.5 M17.75 8.25v7.5',
  asking:
    'M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z M8.5 10l2.5 2.5 4.5-5',
  lists: 'M8.5 6H21 M8.5 12H21 M8.5 18H21 M3 6h1.5 M3 12h1.5 M3 18h1.5',
  forms: 'M4 4h16v16H4z M8 9h8 M8 14l2 2 4-4',
  people: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z M4.5 20.5a7.5 7.5 0 0 1 15 0',
  address: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z M16 8l-2.5 5.5L8 16l2.5-5.5z',
  time: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z M12 7v5l3.5 2',
  feel: 'M12 20C5.5 14.7 3 12 3 8.7A4.6 4.6 0 0 1 12 7.3a4.6 4.6 0 0 1 9 1.4C21 12 18.5 14.7 12 20z',
  edges: 'M12 3.5l9 16.5H3z M12 9.5v5 M12 17.2v.1',
}

export function Drawing({ of }: { of: Group['sign'] }): Node {
  return (
    <svg class="sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={LINES[of]} />
    </svg>
  )
}

/** Two speech bubbles, one answering the other. */
export function Logo(): Node {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
      <path
        class="asks"
        d="M7 3h12a4 4 0 0 1 4 4v5a4 4 0 0 1-4 4h-6l-5 4v-4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"
      />
      <path
        class="answers"
        d="M25.5 12.5A4 4 0 0 1 29 16.5V21a4 4 0 0 1-4 4h-.5v4L19 25h-4a4 4 0 0 1-3.8-3l3-2.5H19a7 7 0 0 0 6.5-7z"
      />
    </svg>
  )
}
