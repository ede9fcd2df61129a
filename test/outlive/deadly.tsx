/** @jsxRuntime automatic @jsxImportSource repartee */
// A program with an event that ends its process, and a timer that does.
import { after, component } from 'repartee'
import { sqlite } from 'repartee/engines/sqlite'
import { serve } from 'repartee/server'

const { DATA = '', PORT, REPARTEE_SECRET } = process.env

const Deadly = component({
  name: 'deadly',
  state: () => ({ n: 0, isSet: false }),
  on: {
    more: s => ({ ...s, n: s.n + 1 }),
    set: s => ({ ...s, isSet: true }),
    die: () => process.exit(7),
  },
  listen: (s, on) => s.isSet && after(1000, on.die),
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.more}>more</button>
      <button onClick={on.die}>die</button>
      <button onClick={on.set}>set</button>
    </p>
  ),
})

const { url } = await serve({
  pages: { '/': Deadly },
  engine: sqlite(DATA),
  ...(PORT !== undefined && { port: Number(PORT) }),
  ...(REPARTEE_SECRET !== undefined && { secret: REPARTEE_SECRET }),
  onTrouble: ({ error, reference }) =>
    console.error(reference, error instanceof Error ? error.message : error),
})
console.log(url)
