// A checked form with a control of every kind. The schema says what is wanted, each field what is wrong with it; what was typed stays.
import { component, io, type Creator, type Fields, type Node } from 'repartee'
import { blank, checkLater, Field, fieldsOf, Problems } from 'repartee/forms'
import { FIRST_DAY, Guest, LAST_DAY } from './guest.ts'

const COUNTRIES = ['Greece', 'Kenya', 'Japan', 'Mexico', 'Norway', 'Portugal']
const TALKS = ['Answers as values', 'Forms without tears', 'What Back means', 'Time as an event']
const TICKETS = [
  { value: 'student', label: 'Student, 20 €' },
  { value: 'regular', label: 'Regular, 80 €' },
  { value: 'patron', label: 'Patron, 200 €' },
]

export const SignUp = component({
  name: 'sign up',
  state: () => ({ form: blank(Guest, { seats: 1, ticket: 'regular' }), guest: null as Guest | null }),
  on: {
    *send(s, sent: Fields) {
      const { ok, value, form } = yield* io(() => checkLater(s.form, Guest, sent))
      return { form, guest: ok ? value : null }
    },
    again: s => ({ ...s, guest: null }),
  },
  view: (s, on, here) => {
    if (s.guest !== null) return <Welcome guest={s.guest} again={on.again} />
    const f = fieldsOf(s.form, here, { email: 'E-mail', from: 'Coming from', agreed: 'I shall be kind' })
    return (
      <form onSubmit={on.send} class="form" novalidate>
        <Problems of={f} />
        <Field of={f.name} hint="As it will be on your badge" autocomplete="nickname" />
        <Field of={f.email} type="email" autocomplete="email" />
        <Field of={f.seats} type="number" min={1} max={6} />
        <Field of={f.arrives} type="date" min={FIRST_DAY} max={LAST_DAY} />
        <Field of={f.from} type="select" options={COUNTRIES} placeholder="Choose …" />
        <Field of={f.ticket} type="radio" options={TICKETS} />
        <Field of={f.meals} type="checkbox" options={['breakfast', 'lunch', 'dinner']} />
        <Field of={f.talks} type="select" multiple options={TALKS} hint="Several, if you like" />
        <Field of={f.photo} type="file" accept="image/*" hint="If you like" />
        <Field of={f.agreed} type="checkbox" />
        <button class="main">Sign up</button>
      </form>
    )
  },
})

const Welcome = ({ guest, again }: { guest: Guest; again: Creator<void> }): Node => (
  <section class="form">
    <h3>Welcome, {guest.name}!</h3>
    <dl>
      {Object.entries(guest).map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{said(value)}</dd>
        </>
      ))}
    </dl>
    <button onClick={again} autofocus>
      One more
    </button>
  </section>
)

function said(value: Guest[keyof Guest]): string {
  if (value === null) return 'none'
  if (Array.isArray(value)) return value.join(', ') || 'none'
  return typeof value === 'object' ? `${value.name}, ${value.size} bytes` : String(value)
}
