// Columns that open each other: what is chosen is a path, and there is a column for each place on it.
import { component } from 'repartee'
import * as z from 'zod'
import { placesIn } from './places.ts'

/** What its address says: names from left to right, with slashes. */
export const whichPlace = z.object({ in: z.string().catch('') })

export const Columns = component({
  name: 'columns',
  state: (props: z.output<typeof whichPlace>) => ({ path: known(props.in.split('/')) }),
  url: ({ path }) =>
    path.length === 0 ? '/columns' : `/columns?in=${path.map(encodeURIComponent).join('/')}`,
  on: { choose: (_, path: readonly string[]) => ({ path }) },
  view: ({ path }, on) => (
    <section class="columns">
      <div role="group" aria-label="The world, from left to right">
        {[...path.keys(), path.length].map(depth => {
          const above = path.slice(0, depth)
          const names = placesIn(above)
          return (
            names.length > 0 && (
              <ul aria-label={above.at(-1) ?? 'Continents'}>
                {names.map(name => (
                  <li key={name}>
                    <button
                      onClick={on.choose([...above, name])}
                      aria-current={name === path[depth] ? 'true' : undefined}
                    >
                      {name}
                    </button>
                  </li>
                ))}
              </ul>
            )
          )
        })}
      </div>
      <p role="status">{path.length === 0 ? 'Choose a continent.' : path.join(' › ')}</p>
    </section>
  ),
})

/** As much of a path as leads somewhere: an address may say anything. */
function known(path: readonly string[]): readonly string[] {
  const end = path.findIndex((name, depth) => !placesIn(path.slice(0, depth)).includes(name))
  return end < 0 ? path : path.slice(0, end)
}
