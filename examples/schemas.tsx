// One form, checked by three libraries: whatever keeps Standard Schema will do, each in its own words.
import { type } from 'arktype'
import { component, type Component, type Fields } from 'repartee'
import { blank, check, Field, fieldsOf, Problems, type Schema } from 'repartee/forms'
import * as v from 'valibot'
import * as z from 'zod'

interface Trip {
  readonly to: string
  readonly seats: number
}

const withZod = z.object({ to: z.string().min(2), seats: z.number().min(1).max(8) })

const withValibot = v.object({
  to: v.pipe(v.string(), v.minLength(2)),
  seats: v.pipe(v.number(), v.minValue(1), v.maxValue(8)),
})

const withArktype = type({ to: 'string >= 2', seats: '1 <= number <= 8' })

/** A component that takes trips which fit the schema. */
const trips = (library: string, schema: Schema<Trip>): Component<{}, never> =>
  component({
    name: `trips with ${library}`,
    state: () => ({ form: blank(schema), trips: [] as readonly Trip[] }),
    on: {
      book: (s, sent: Fields) => {
        const { ok, value, form } = check(s.form, schema, sent)
        return ok ? { form, trips: [...s.trips, value] } : { ...s, form }
      },
    },
    view: (s, on, here) => {
      const f = fieldsOf(s.form, here)
      return (
        <section class="form" aria-label={library}>
          <h3>{library}</h3>
          <form onSubmit={on.book} novalidate>
            <Problems of={f} />
            <div class="pair">
              <Field of={f.to} />
              <Field of={f.seats} type="number" />
            </div>
            <button class="main">Book</button>
          </form>
          <p role="status">{s.trips.map(trip => `${trip.seats} to ${trip.to}`).join(', ')}</p>
        </section>
      )
    },
  })

export const WithZod = trips('zod', withZod)
export const WithValibot = trips('valibot', withValibot)
export const WithArktype = trips('arktype', withArktype)
