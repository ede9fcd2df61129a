// A number and two buttons. A handler returns the next state.
import { component } from 'repartee'

export const Counter = component({
  name: 'counter',
  state: (props: { start?: number }) => ({ n: props.start ?? 0 }),
  on: {
    inc: s => ({ n: s.n + 1 }),
    add: (s, by: number) => ({ n: s.n + by }),
  },
  view: (s, on) => (
    <p class="counter">
      <button onClick={on.add(-1)} aria-label="one less">
        −
      </button>
      <output>{s.n}</output>
      <button onClick={on.inc} aria-label="one more">
        +
      </button>
    </p>
  ),
})
