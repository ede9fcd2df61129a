// What becomes of a booking: its answer is shown, and then another can be made, round and round.
import { answer, call, component, flow } from 'repartee'
import { Booking } from '../booking.tsx'

interface Result {
  readonly name: string
  readonly room: string
}

const Booked = component({
  name: 'booked',
  state: (props: { result: Result | null }) => props,
  on: { again: () => answer() },
  view: ({ result }, on) => (
    <div class="booked">
      {result ? (
        <>
          <h3>Booked</h3>
          <p>
            Room <strong>{result.room}</strong> is kept for <strong>{result.name}</strong>.
          </p>
        </>
      ) : (
        <>
          <h3>Not booked</h3>
          <p>You said no, so nothing was booked.</p>
        </>
      )}
      <p class="quiet">
        The booking answered <code>{JSON.stringify(result)}</code>
      </p>
      <button onClick={on.again} class="main" autofocus>
        Book another
      </button>
    </div>
  ),
})

export const Bookings = flow('bookings', function* () {
  for (;;) {
    const result = yield* call(Booking, {})
    yield* call(Booked, { result })
  }
})
