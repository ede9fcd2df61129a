// Cards that go to their places: a change that brings another `transition` is made in a view transition, and each card has a name in it.
// Where a browser has none, or somebody wants less motion, they are simply there.
import { component } from 'repartee'
import { PLANETS } from './planets.ts'

const ORDERS = { year: 'as they stand', diameter: 'by size', name: 'by name' } as const
type Order = keyof typeof ORDERS

export const Cards = component({
  name: 'cards',
  styles: `
    ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .6rem; margin: 1rem 0 0; padding: 0; list-style: none }
    li { padding: .7rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .6rem }
    b { display: block }
    small { opacity: .7; white-space: nowrap }
    [aria-pressed=true] { border-color: currentColor; font-weight: 600 }
    ${PLANETS.map(({ name }) => `.${name} { view-transition-name: ${name} }`).join('\n')}
  `,
  state: () => ({ by: 'year' as Order }),
  on: { sort: (_, by: Order) => ({ by }) },
  view: (s, on) => (
    <section transition={`cards ${s.by}`}>
      <div class="row">
        {(Object.keys(ORDERS) as Order[]).map(by => (
          <button onClick={on.sort(by)} aria-pressed={s.by === by}>
            {ORDERS[by]}
          </button>
        ))}
      </div>
      <ul>
        {PLANETS.toSorted((a, b) => (a[s.by] < b[s.by] ? -1 : 1)).map(({ name, diameter }) => (
          <li key={name} class={name}>
            <b>{name}</b> <small>{diameter} km</small>
          </li>
        ))}
      </ul>
    </section>
  ),
})
