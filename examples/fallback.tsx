// A part that cannot go on. Its fallback shows in its place, with a way to begin it anew; everything around it is well.
import { component, fail } from 'repartee'

export const Lamp = component({
  name: 'lamp',
  state: () => ({ lit: true }),
  on: {
    toggle: s => ({ lit: !s.lit }),
    burn: () => fail(new Error('the bulb burnt out')),
  },
  view: (s, on) => (
    <div class="lamp">
      <p role="status">{s.lit ? 'The lamp is lit.' : 'The lamp is off.'}</p>
      <div class="row">
        <button onClick={on.toggle}>Switch it {s.lit ? 'off' : 'on'}</button>
        <button onClick={on.burn}>Let it burn out</button>
      </div>
    </div>
  ),
  fallback: (problem, again) => (
    <div class="lamp" role="alert">
      <p>
        It is dark here. The lamp’s maker knows why: <code>{problem.reference}</code>
      </p>
      <button onClick={again}>Change the bulb</button>
    </div>
  ),
})
