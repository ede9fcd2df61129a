// Patches of a conversation that was lost and taken up again by the same process: no number means two of them.
import { component } from 'repartee'
import { memory, type Engine } from 'repartee/engines'
import { ReparteeError } from 'repartee/errors'
import { expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'

const Log = component({
  name: 'numbers log',
  state: () => ({ log: '' }),
  on: { add: (s, f: { id: string }) => ({ log: `${s.log}${f.id}` }) },
  view: (s, on) => (
    <form onSubmit={on.add}>
      log {s.log}.<input name="id" />
    </form>
  ),
})

it('a page that saw patches of a hold that was lost misses none of the next one', async () => {
  const under = memory()
  let lose = 0
  const engine = new Proxy(under, {
    get(_, name) {
      const value: unknown = under[name as keyof Engine]
      if (typeof value !== 'function') return value
      if (name !== 'commit') return value.bind(under)
      return async (...given: Parameters<Engine['commit']>) => {
        const committed = await under.commit(...given)
        if (lose-- > 0)
          throw new ReparteeError('unknown-outcome', {
            what: 'lost',
            expected: 'an answer',
            got: 'none',
            try: 'again',
          })
        return committed
      }
    },
  })
  const handler = handlerOf(
    edgeOf(
      { pages: { '/': Log }, engine, onTrouble() {}, secret: 'a secret of sixteen' },
      { clock: standing() },
    ),
  )
  const ada = await new Visitor(request => handler.fetch(request)).open('/')
  const again = async () => {
    const refused = await ada.attach()
    if (refused.status === 409) await ada.attach({})
  }
  const add = (n: number, id: string) =>
    ada.post({ n, offer: ada.page.offers('submit')[0]!.offer, fields: { id } })
  lose = 5
  expect((await add(1, 'a')).status).toBe(503)
  expect((await add(1, 'a')).status).toBe(204)
  await again()
  await ada.reads('log a.')
  lose = 5
  expect((await add(2, 'b')).status).toBe(503)
  expect((await add(2, 'b')).status).toBe(204)
  // An event before the stream is back.
  expect((await add(3, 'c')).status).toBe(204)
  await again()
  await ada.until(frame => frame.event === 'hello')
  await new Promise(done => setTimeout(done, 50))
  expect(ada.page.text()).toContain('log abc.')
})
