// A program that keeps conversations in a file, and visitors who do not stop clicking: what the command looks at from outside.
// Says `up` when there is something of everything; goes on until it is killed.
import { after, answer, call, component, every, flow, hear, identify, io, topic } from 'repartee'
import { sqlite } from 'repartee/engines/sqlite'
import { handler } from 'repartee/server'
import { Visitor } from '../../test/visitor.ts'

const [file = '', visitors = '1'] = process.argv.slice(2)

const said = topic<string>('room:1')

const Line = component({
  name: 'line',
  state: (props: { goods: string; n: number }) => ({ n: props.n }),
  on: { more: s => ({ n: s.n + 1 }) },
  view: (s, on) => <button onClick={on.more}>more {s.n}</button>,
})

const Sure = component({
  name: 'sure',
  state: (props: { question: string }) => props,
  on: { yes: () => answer(true) },
  view: (s, on) => (
    <p>
      {s.question} <button onClick={on.yes}>yes</button>
    </p>
  ),
})

const Pay = flow('pay', function* (props: { sum: number }) {
  const rates = yield* io(() => ({ eur: 1.08, token: 'from-the-bank' }))
  return yield* call(Sure, { question: `Pay ${props.sum * rates.eur}?` })
})

const Shop = component({
  name: 'shop',
  state: ({ id }: { id: string }) => ({
    id,
    customer: {
      name: 'Zoë \u001b[31mred\u202e',
      password: 'correct-horse',
      cards: [{ cardNumber: '4111', shipping: 'Ålesund' }],
    },
    opened: new Date(1_770_000_000_000),
    stock: new Map([
      ['tea', 12n],
      ['api_key', 7n],
    ]),
    notes: 'x'.repeat(700),
    paid: false,
    tab: 1,
  }),
  on: {
    tick: s => s,
    note: (s, _: string) => s,
    tab: s => ({ ...s, tab: s.tab + 1 }),
    signIn: s => [s, identify({ id: 7, name: 'Principal Ada' })],
    pay: function* (s) {
      const paid = yield* call(Pay, { sum: 12 }, { place: 'over' })
      return { ...s, paid: paid === true }
    },
  },
  url: s => `/shop/${s.id}?tab=${s.tab}&token=in-the-address`,
  listen: (_, on) => [every(600_000, on.tick), after(3_600_000, on.note('later')), hear(said, on.note)],
  view: (s, on) => (
    <main>
      <button onClick={on.tab}>tab</button>
      <button onClick={on.signIn}>sign in</button>
      <button onClick={on.pay}>pay</button>
      <Line key="tea" goods="tea" n={1} />
      <Line key="jam" goods="jam" n={2} />
      {s.notes.length}
    </main>
  ),
})

const Counter = component({
  name: 'counter',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }) },
  view: (s, on) => <button onClick={on.inc}>inc {s.n}</button>,
})

const site = handler({
  pages: { '/': Counter, '/shop/:id': Shop },
  engine: sqlite(file),
  secret: 'only for a test, and for nothing else',
  limits: { eventsPerSecond: 1e6, pagesPerSecond: 1e6, conversationsPerSession: 1e6 },
})
const visit = (path: string): Promise<Visitor> => new Visitor(request => site.fetch(request)).open(path)

const shopper = await visit('/shop/7')
for (const label of ['tab', 'sign in', 'tab', 'more 1', 'pay']) await shopper.click(label)
const all = await Promise.all(Array.from({ length: Number(visitors) }, () => visit('/')))
for (const each of all) await each.send({ offer: each.page.offers()[0]?.offer ?? '' })
process.send?.('up')
for (;;) for (const each of all) await each.send({ offer: each.page.offers()[0]?.offer ?? '' })
