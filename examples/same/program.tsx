// A tea house: a visitor orders by being asked, hears what others order, and is told when it is ready. Whoever starts it says where it is
// kept; nothing else in it knows.
// Invariant: what was ordered is served, once, at its time, however often the program was stopped meanwhile.
import { after, answer, call, component, hear, publish, topic } from 'repartee'
import type { Engine } from 'repartee/engines'
import { serve } from 'repartee/server'

const orders = topic<string>('orders')

const Menu = component({
  name: 'menu',
  state: () => ({}),
  on: { take: (_, tea: string) => answer(tea) },
  view: (_, on) => (
    <p>
      Which one? <button onClick={on.take('Assam')}>Assam</button>{' '}
      <button onClick={on.take('Sencha')}>Sencha</button>
    </p>
  ),
})

interface House {
  readonly mine: readonly string[]
  readonly brewing: string | null
  readonly heard: readonly string[]
}

const House = component({
  name: 'tea house',
  state: (): House => ({ mine: [], brewing: null, heard: [] }),
  on: {
    *order() {
      const tea = yield* call(Menu, {})
      return [(s: House) => ({ ...s, brewing: tea }), publish(orders, tea)]
    },
    heard: (s, tea: string) => ({ ...s, heard: [...s.heard, tea] }),
    ready: s => ({ ...s, brewing: null, mine: s.brewing === null ? s.mine : [...s.mine, s.brewing] }),
  },
  listen: (s, on) => [hear(orders, on.heard), s.brewing !== null && after(2000, on.ready)],
  view: (s, on) => (
    <main>
      <p>served: {s.mine.join(', ') || 'nothing'}</p>
      <p>ordered by anybody: {s.heard.join(', ') || 'nothing'}</p>
      {s.brewing === null ? <button onClick={on.order}>Order</button> : <p>{s.brewing} is brewing</p>}
    </main>
  ),
})

export async function open(options: { readonly engine: Engine }): Promise<void> {
  const { PORT = '3000' } = process.env
  const { url, close } = await serve({ pages: { '/': House }, port: Number(PORT), ...options })
  console.log(`The tea house is open at ${url}`)
  process.once('SIGTERM', () => void close().then(() => process.exit(0)))
}
