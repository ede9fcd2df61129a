// Three small forms. As steps of a wizard they answer; whoever calls one may say what it begins with.
import { back, component, type Fields } from 'repartee'
import { blank, check, Field, fieldsOf } from 'repartee/forms'
import type * as z from 'zod'
import { Bicycle, Person, Time } from './rental.ts'
import { answered, Step } from './wizard-step.tsx'

export const Who = component({
  name: 'rent: who',
  state: (props: { said?: z.output<typeof Person> }) => ({ form: blank(Person, props.said) }),
  on: {
    next: (s, sent: Fields) => answered(check(s.form, Person, sent), sent),
    back: () => back(),
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here, { email: 'E-mail' })
    const isChange = here.props.said !== undefined
    return (
      <Step at={1} title="Who are you?" of={f} next={on.next} back={isChange && on.back}>
        <Field of={f.name} autocomplete="name" autofocus={isChange} />
        <Field of={f.email} type="email" autocomplete="email" />
      </Step>
    )
  },
})

export const When = component({
  name: 'rent: when',
  state: (props: { said?: z.output<typeof Time> }) => ({ form: blank(Time, props.said) }),
  on: {
    next: (s, sent: Fields) => answered(check(s.form, Time, sent), sent),
    back: () => back(),
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here)
    return (
      <Step at={2} title="When?" of={f} next={on.next} back={on.back}>
        <Field of={f.day} type="date" autofocus />
        <Field of={f.hours} type="number" min={1} max={12} />
      </Step>
    )
  },
})

export const Which = component({
  name: 'rent: which',
  state: (props: { said?: z.output<typeof Bicycle> }) => ({ form: blank(Bicycle, props.said) }),
  on: {
    next: (s, sent: Fields) => answered(check(s.form, Bicycle, sent), sent),
    back: () => back(),
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here)
    return (
      <Step at={3} title="Which bicycle?" of={f} next={on.next} back={on.back}>
        <Field of={f.kind} type="radio" options={['city', 'cargo', 'tandem']} autofocus />
        <Field of={f.helmet} options={['no', 'small', 'large']} placeholder="Choose …" />
      </Step>
    )
  },
})
