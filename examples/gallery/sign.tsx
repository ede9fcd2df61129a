// Small drawings, one for each example, as lines in the colour of the text around them.
import type { Node } from 'repartee'

const LINES = {
  counter: 'M2.5 12h7 M14 12h7.5 M17.75 8.25v7.5',
  confirm:
    'M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z M8.5 10l2.5 2.5 4.5-5',
  rows: 'M4 6h11 M4 12h11 M4 18h11 M18.5 10.5l3 3 M21.5 10.5l-3 3',
  book: 'M2 12h2.5 M10.5 12h3 M19.5 12H22 M7.5 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z M16.5 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  chat: 'M4 4h10a1.5 1.5 0 0 1 1.5 1.5v5A1.5 1.5 0 0 1 14 12H8l-3.5 3V12H4a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 4 4z M18.5 9H20a1.5 1.5 0 0 1 1.5 1.5v5A1.5 1.5 0 0 1 20 17h-.5v3L16 17h-4',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z M12 7v5l3.5 2',
  desk: 'M3.5 4.5h17v15h-17z M3.5 12.5h17 M12 4.5v8',
} as const

export type Sign = keyof typeof LINES

export function Drawing({ of }: { of: Sign }): Node {
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
