// The pages of the durable bench: written as any author would, without a thought for the bench. What fired is counted beside the pages, so
// that nobody has to look into conversations that no visitor attends.
import { after, component, type Component } from 'repartee'

interface Item {
  readonly id: number
  readonly text: string
  readonly isDone: boolean
}

/** Some 50 characters of text each, as they are kept. */
const itemsOf = (kB: number): readonly Item[] =>
  Array.from({ length: kB * 20 }, (_, id) => ({ id, text: `something to do ${id}`, isDone: false }))

/** A counter beside so much state that an event leaves as it is. */
export const Sized: Component<{ kB: string }, never> = component({
  name: 'sized',
  state: (props: { kB: string }) => ({ n: 0, items: itemsOf(Number(props.kB)) }),
  on: { inc: s => ({ ...s, n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      <button onClick={on.inc}>+</button> {s.n}
    </p>
  ),
})

export const fired = { count: 0 }

/** Soon enough to be due when the conversation is copied, late enough that it has not fired while its visitor was there. */
const REMIND_MS = 5000

export const Reminder = component({
  name: 'reminder',
  state: () => ({ n: 0, reminded: false }),
  on: {
    inc: s => ({ ...s, n: s.n + 1 }),
    remind: s => {
      fired.count++
      return { ...s, reminded: true }
    },
  },
  listen: (_s, on) => after(REMIND_MS, on.remind),
  view: (s, on) => (
    <p>
      <button onClick={on.inc}>{s.n}</button> {s.reminded && 'The time has come.'}
    </p>
  ),
})
