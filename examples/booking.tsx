// A sequence of questions, written as one. Back is an answer like any other; the loop is the flow chart.
import { answer, call, component, flow } from 'repartee'
import { Confirm } from './confirm.tsx'

export const Ask = component({
  name: 'ask',
  state: (props: { label: string; value?: string }) => props,
  on: { next: (_, f: { value: string }) => answer(f.value), back: () => answer(null) },
  view: (s, on) => (
    <form onSubmit={on.next} class="ask">
      <label>
        {s.label} <input name="value" value={s.value ?? ''} autofocus required />
      </label>
      <div class="row">
        <button type="button" onClick={on.back}>
          Back
        </button>{' '}
        <button class="main">Next</button>
      </div>
    </form>
  ),
})

export const Booking = flow('booking', function* (props: { guest?: string }) {
  let name = props.guest ?? ''
  let room: string | null = null
  while (room === null) {
    name = (yield* call(Ask, { label: 'Your name?', value: name })) ?? name
    room = yield* call(Ask, { label: `Which room, ${name}?` }) // Back answers null
  }
  const sure = yield* call(Confirm, { question: `Book ${room} for ${name}?` })
  return sure ? { name, room } : null
})
