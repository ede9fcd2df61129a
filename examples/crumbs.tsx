// Going deeper is a call, going back is an answer. The crumbs are those who wait: each of them can be answered to.
import { answer, call, component, type Component } from 'repartee'
import { placesIn } from './places.ts'

/** How many crumbs are left, or the place that was found. */
type Found = number | string

export const Level: Component<{ path?: readonly string[] }, Found> = component({
  name: 'level',
  state: (props: { path?: readonly string[] }) => ({ path: props.path ?? [], found: '' }),
  on: {
    *open(s, name: string) {
      const found = yield* call(Level, { path: [...s.path, name] })
      if (found === s.path.length) return
      if (typeof found === 'string' && s.path.length === 0) return now => ({ ...now, found })
      return answer(found) // meant for somebody further up
    },
    choose: (_, place: string) => answer(place),
    back: (_, depth: number) => answer(depth),
  },
  view: ({ path, found }, on) => (
    <section class="level">
      <nav aria-label="Where you are">
        <ol>
          {['World', ...path].map((name, depth) => (
            <li>
              {depth < path.length ? (
                <button onClick={on.back(depth)}>{name}</button>
              ) : (
                <strong aria-current="location">{name}</strong>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <ul>
        {placesIn(path).map(name => (
          <li key={name}>
            <button onClick={path.length < 2 ? on.open(name) : on.choose(name)}>{name}</button>
          </li>
        ))}
      </ul>
      {found !== '' && <p role="status">You chose {found}.</p>}
    </section>
  ),
})
