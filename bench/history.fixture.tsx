// The programs of history.ts: counters of which each can ask, and a flow that asks on and on.
import { answer, call, component, flow, type Component } from 'repartee'

const Question = component({
  name: 'question',
  state: (props: { words: string }) => props,
  on: { yes: () => answer(true) },
  view: (s, on) => (
    <p>
      {s.words} <button onClick={on.yes}>yes</button>
    </p>
  ),
})

const Asker = component({
  name: 'asker',
  state: () => ({ n: 0 }),
  on: {
    *ask() {
      yield* call(Question, { words: 'Sure?' })
      return now => ({ n: now.n + 1 })
    },
  },
  view: (s, on) => (
    <p>
      {s.n} <button onClick={on.ask}>ask</button>
    </p>
  ),
})

export const Askers: Component<{ many: number }, never> = component({
  name: 'askers',
  state: (props: { many: number }) => props,
  on: {},
  view: s => (
    <ul>
      {Array.from({ length: s.many }, (_, i) => (
        <li key={i}>
          <Asker />
        </li>
      ))}
    </ul>
  ),
})

export const Endless = flow('endless', function* () {
  for (let i = 0; ; i++) yield* call(Question, { words: `Question ${i}?` })
})
