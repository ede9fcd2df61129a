// What becomes of a wizard's answer: it is shown, and then another bicycle can be had, round and round.
import { answer, call, component, flow } from 'repartee'
import type { Rental } from '../rental.ts'
import { Wizard } from '../wizard.tsx'

const Rented = component({
  name: 'rented',
  state: (props: { rental: Rental }) => props,
  on: { again: () => answer() },
  view: ({ rental }, on) => (
    <div class="booked">
      <h3>Yours, {rental.name}</h3>
      <p>
        A <strong>{rental.kind}</strong> bicycle waits for you on <strong>{rental.day}</strong>.
      </p>
      <p class="quiet">
        The wizard answered <code>{JSON.stringify(rental)}</code>
      </p>
      <button onClick={on.again} class="main" autofocus>
        Another one
      </button>
    </div>
  ),
})

export const Rentals = flow('rentals', function* () {
  for (;;) {
    const rental = yield* call(Wizard, {})
    yield* call(Rented, { rental })
  }
})
