// Time passing. While the state says that it runs, the component listens to it. Ticks that nobody saw need not be made up for.
import { component, every, type Here } from 'repartee'

export const Clock = component({
  name: 'clock',
  state: (_: {}, here: Here) => ({ at: here.now, running: true }),
  on: {
    tick: (s, at: number) => ({ ...s, at }),
    toggle: s => ({ ...s, running: !s.running }),
  },
  listen: (s, on) => s.running && every(1000, on.tick, { late: 'skip' }),
  view: (s, on) => {
    const at = new Date(s.at).toISOString()
    return (
      <p class="clock">
        <time datetime={at}>{at.slice(11, 19)}</time> <small>UTC</small>
        <button onClick={on.toggle}>{s.running ? 'Pause' : 'Resume'}</button>
      </p>
    )
  },
})
