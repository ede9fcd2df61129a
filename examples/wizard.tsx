// A wizard is a sequence of calls. Its way back is the visitor's history: the browser's button and `back()` do the same.
import { answer, back, call, component, flow } from 'repartee'
import type { Rental } from './rental.ts'
import { When, Which, Who } from './wizard-forms.tsx'

const Summary = component({
  name: 'rent: summary',
  state: (rental: Rental) => rental,
  on: {
    change: (_, what: 'who' | 'when' | 'which') => answer(what),
    rent: () => answer('rent' as const),
    back: () => back(),
  },
  view: (s, on) => {
    const lines = [
      ['who', 'Who', `${s.name}, ${s.email}`],
      ['when', 'When', `${s.day}, for ${s.hours} h`],
      ['which', 'Which', `${s.kind}, ${s.helmet} helmet`],
    ] as const
    return (
      <section class="form step">
        <h3>Is this right?</h3>
        <dl>
          {lines.map(([what, title, text]) => (
            <>
              <dt>{title}</dt>
              <dd>
                <span>{text}</span>{' '}
                <button onClick={on.change(what)} aria-label={`change ${what}`}>
                  Change
                </button>
              </dd>
            </>
          ))}
        </dl>
        <div class="row">
          <button onClick={on.back}>Back</button>
          <button onClick={on.rent} class="main" autofocus>
            Rent it
          </button>
        </div>
      </section>
    )
  },
})

export const Wizard = flow('rent', function* () {
  let who = yield* call(Who, {})
  let when = yield* call(When, {})
  let which = yield* call(Which, {})
  for (;;) {
    const rental: Rental = { ...who, ...when, ...which }
    const next = yield* call(Summary, rental)
    if (next === 'rent') return rental
    if (next === 'who') who = yield* call(Who, { said: who })
    if (next === 'when') when = yield* call(When, { said: when })
    if (next === 'which') which = yield* call(Which, { said: which })
  }
})
