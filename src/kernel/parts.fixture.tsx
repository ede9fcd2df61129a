// Parts that the kernel's tests put together: a question, and something that ticks.
import { answer, component, every, fail } from 'repartee'

/** Answers its button's text; `fail` fails, `throw` throws, `wait` changes its own state. */
export const Question = component({
  name: 'question',
  state: (props: { q: string }) => ({ q: props.q, waited: 0 }),
  on: {
    say: (_s, what: string) => answer(what),
    fail: s => fail(new RangeError(`${s.q} failed`)),
    throw: s => {
      throw new Error(`${s.q} threw`)
    },
    wait: s => ({ ...s, waited: s.waited + 1 }),
  },
  view: (s, on) => (
    <div>
      {s.q} {s.waited} <button onClick={on.say('yes')}>yes</button> <button onClick={on.say('no')}>no</button>{' '}
      <button onClick={on.fail}>fail</button> <button onClick={on.throw}>throw</button>{' '}
      <button onClick={on.wait}>wait</button>
    </div>
  ),
})

/** Counts seconds while it lives. */
export const Ticker = component({
  name: 'ticker',
  state: (props: { name: string }) => ({ ...props, ticks: 0 }),
  on: { tick: s => ({ ...s, ticks: s.ticks + 1 }) },
  listen: (_s, on) => every(1000, on.tick),
  view: s => (
    <i>
      {s.name} {s.ticks}
    </i>
  ),
})
