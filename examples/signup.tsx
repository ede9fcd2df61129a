// A checked form with a control of every kind. The schema says what is wanted, each field what is wrong with it; what was typed stays.
import { component, io, type Creator, type Fields, type Node } from 'repartee'
import { blank, checkLater, Field, fieldsOf, Problems } from 'repartee/forms'
import { COUNTRIES, DAYS, Guest, MEALS, TALKS, TICKETS } from './guest.ts'

const LABELS = { email: 'E-mail', from: 'Coming from', agreed: 'I shall be kind' }

export const SignUp = component({
  name: 'sign up',
  state: () => ({
    form: blank(Guest, { seats: 1, ticket: 'regular' }),
    guest: null as Guest | null,
  }),
  on: {
    *send(s, sent: Fields) {
      const { ok, value, form } = yield* io(() => checkLater(s.form, Guest, sent))
      return { form, guest: ok ? value : null }
    },
    again: s => ({ ...s, guest: null }),
  },
  view: (s, on, here) => {
    if (s.guest !== null) return <Welcome guest={s.guest} again={on.again} />
    const f = fieldsOf(s.form, here, LABELS)
    return (
      <form onSubmit={on.send} class="form" novalidate>
        <Problems of={f} />
        <Field of={f.name} hint="As it will be on your badge" autocomplete="nickname" />
        <Field of={f.email} type="email" autocomplete="email" />
        <Field of={f.seats} type="number" min={1} max={6} />
        <Field of={f.arrives} type="date" {...DAYS} />
        <Field of={f.from} type="select" options={COUNTRIES} placeholder="Choose …" />
        <Field of={f.ticket} type="radio" options={TICKETS} />
        <Field of={f.meals} type="checkbox" options={MEALS} />
        <Field of={f.talks} type="select" multiple options={TALKS} hint="Several, if you like" />
        <Field of={f.photo} type="file" accept="image/*" hint="If you like" />
        <Field of={f.agreed} type="checkbox" />
        <button class="main">Sign up</button>
      </form>
    )
  },
})

const Welcome = ({ guest, again }: { guest: Guest; again: Creator<void> }): Node => {
  const { name, email, seats, arrives, from, ticket, meals, talks, photo } = guest
  return (
    <section class="form">
      <h3>Welcome, {name}!</h3>
      <p>
        {seats === 1 ? 'A seat' : `${seats} seats`} from {arrives}, {ticket}, for somebody from {from}. More
        of it goes to {email}.
      </p>
      <p>Meals: {meals.join(', ') || 'none'}</p>
      <p>Talks: {talks.join(', ')}</p>
      <p>Photo: {photo === null ? 'none' : `${photo.name}, ${photo.size} bytes`}</p>
      <button onClick={again} autofocus>
        One more
      </button>
    </section>
  )
}
