// Two processes over one engine: what a dead one had goes on in the other, what a live one has is left to it.
import { component } from 'repartee'
import { memory, type Engine } from 'repartee/engines'
import { expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf, type Handler } from './handler.ts'

const Counter = component({
  name: 'a counter of two processes',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.inc}>+</button>
    </p>
  ),
})

const served = (engine: Engine): Handler =>
  handlerOf(edgeOf({ pages: { '/': Counter }, engine, secret: 'a secret of sixteen' }, { clock: standing() }))

it('a conversation of a process that died goes on in another, at the same step', async () => {
  const first = memory()
  const other = served(first.beside())
  // It is up before the first one dies.
  await other.fetch(new Request('http://localhost/'))
  let server = served(first)
  const ada = new Visitor(request => server.fetch(request))
  await ada.open('/')
  await ada.click('+')
  await ada.click('+')
  // The line is dead, and nobody says good-bye.
  await first.stop()
  server = other
  expect((await ada.attach()).status).toBe(200)
  await ada.until(frame => frame.event === 'resync')
  expect(ada.page.html()).toContain('count 2')
  expect((await ada.click('+')).status).toBe(204)
  await ada.until(frame => JSON.stringify(frame.data).includes('count 3'))
  await Promise.all([ada.detach(), other.close()])
})

it('of one that lives is left to it: whoever asks elsewhere is told to ask again', async () => {
  const first = memory()
  const [one, two] = [served(first), served(first.beside())]
  let server = one
  const ada = new Visitor(request => server.fetch(request))
  await ada.open('/')
  await ada.click('+')
  await ada.detach()
  server = two
  const told = await ada.attach()
  expect([told.status, told.headers.get('retry-after')]).toEqual([503, '1'])
  expect((await ada.click('+')).status).toBe(503)
  server = one
  expect((await ada.attach()).status).toBe(200)
  expect((await ada.click('+')).status).toBe(204)
  // Let go in good order, it goes on in the other.
  await one.close()
  server = two
  expect((await ada.attach()).status).toBe(200)
  await ada.until(frame => frame.event === 'resync' && JSON.stringify(frame.data).includes('count 2'))
  await Promise.all([ada.detach(), two.close()])
})
