// A list that goes on as far as somebody scrolls. Its end is offered for being seen; the offer says from where, so it counts once for
// each page, however often it comes into sight.
import { component } from 'repartee'
import { PEOPLE } from './people.ts'

const PAGE = 20

export const Feed = component({
  name: 'feed',
  styles: `
    :scope { max-height: 22rem; overflow-y: auto; overscroll-behavior: contain }
    ol { margin: 0; padding-inline-start: 3.5rem }
    li { padding: .35rem 0 }
    small { opacity: .7 }
    p { margin: 0; padding: .75rem; text-align: center; opacity: .7 }
  `,
  state: () => ({ shown: PAGE }),
  on: {
    more: (s, from: number) => (from === s.shown ? { shown: s.shown + PAGE } : s),
  },
  view: (s, on) => (
    <section tabindex={0} aria-label="people">
      <ol>
        {PEOPLE.slice(0, s.shown).map(({ id, name, town }) => (
          <li key={id}>
            {name} <small>{town}</small>
          </li>
        ))}
      </ol>
      {s.shown < PEOPLE.length ? (
        <p onSeen={on.more(s.shown)} onClick={on.more(s.shown)}>
          More …
        </p>
      ) : (
        <p>That was everybody.</p>
      )}
    </section>
  ),
})
