// Time passing. While the state says that it runs, the component listens to it.
import { component, every } from 'repartee'

export const Clock = component({
  name: 'clock',
  state: () => ({ at: 0, running: true }),
  on: {
    tick: (s, at: number) => ({ ...s, at }),
    toggle: s => ({ ...s, running: !s.running }),
  },
  listen: (s, on) => s.running && every(1000, on.tick),
  view: (s, on) => (
    <p class="clock">
      <time datetime={new Date(s.at).toISOString()}>
        {s.at === 0 ? '--:--:--' : new Date(s.at).toISOString().slice(11, 19)}
      </time>
      <button onClick={on.toggle}>{s.running ? 'Pause' : 'Resume'}</button>
    </p>
  ),
})
