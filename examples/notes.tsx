// Notes side by side: a link opens what it leads to at the right of where it stands. Which ones are open is the address.
import { component } from 'repartee'
import * as z from 'zod'
import { Column } from './note-column.tsx'
import { NOTES, type Note } from './notes-texts.ts'

/** What its address says: /notes?open=welcome,answers are two, from left to right. */
export const whichNotes = z.object({ open: z.string().catch('') })

export const Notes = component({
  name: 'notes',
  state: (props: z.output<typeof whichNotes>) => ({ open: known(props.open.split(',')), hasMoved: false }),
  url: ({ open }) => addressOf(open),
  on: { show: (_, open: readonly string[]) => ({ open, hasMoved: true }) },
  view: ({ open, hasMoved }, on) => (
    <section class="notes" aria-label="Notes, from left to right">
      {open.map((name, at) => {
        const { title, text } = NOTES[name] as Note
        const isLast = at === open.length - 1
        return (
          <Column key={name} title={title} isLatest={isLast && hasMoved}>
            {text.map(pieces => (
              <p>
                {pieces.map(piece => {
                  if (typeof piece === 'string') return piece
                  const next = beside(open, at, piece.to)
                  return (
                    <a
                      href={addressOf(next)}
                      onClick={on.show(next)}
                      aria-current={piece.to === open[at + 1] ? 'true' : undefined}
                    >
                      {piece.words}
                    </a>
                  )
                })}
              </p>
            ))}
            {isLast && at > 0 && <button onClick={on.show(open.slice(0, at))}>Close</button>}
          </Column>
        )
      })}
    </section>
  ),
})

const addressOf = (open: readonly string[]): string => `/notes?open=${open.join(',')}`

/** What is further right closes. A note that is open already comes along, with all that was jotted down on it. */
const beside = (open: readonly string[], at: number, to: string): readonly string[] => [
  ...open.slice(0, at + 1).filter(name => name !== to),
  to,
]

/** Of an address, which may say anything: each note once, and at least the first one. */
function known(names: readonly string[]): readonly string[] {
  const found = [...new Set(names)].filter(name => Object.hasOwn(NOTES, name))
  return found.length > 0 ? found : ['welcome']
}
