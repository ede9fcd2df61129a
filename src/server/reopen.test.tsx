// A server that is restarted over an engine that keeps: conversations go on, or end politely where the program is another one.
import { answer, call, component, flow } from 'repartee'
import { memory, type Engine } from 'repartee/engines'
import type { Trouble } from 'repartee/kernel'
import { expect, it, vi } from 'vitest'
import { Booking } from '../../examples/booking.tsx'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'

const counter = (version: number, migrate?: (state: unknown) => { n: number }) =>
  component({
    name: 'a versioned counter',
    version,
    ...(migrate && { migrate }),
    state: () => ({ n: 0 }),
    on: { inc: s => ({ n: s.n + 1 }) },
    view: (s, on) => (
      <p>
        version {version} count {s.n} <button onClick={on.inc}>+</button>
      </p>
    ),
  })

/** An engine whose records outlive whoever uses it. */
function keeping(): Engine {
  const engine = memory()
  return new Proxy(engine, {
    get: (_, name) => {
      if (name === 'stop') return async () => {}
      const value: unknown = engine[name as keyof typeof engine]
      return typeof value === 'function' ? value.bind(engine) : value
    },
  })
}

function served(engine: Engine, page: unknown) {
  const onTrouble = vi.fn<(trouble: Trouble, cid: string) => void>()
  const options = { pages: { '/': page }, engine, onTrouble, secret: 'a secret of sixteen' }
  const edge = edgeOf(options, { clock: standing() })
  return { ...handlerOf(edge), edge, onTrouble }
}

/** A visitor whose server may be another one with each request. */
function visiting(first: ReturnType<typeof served>) {
  let server = first
  const visitor = new Visitor(request => server.fetch(request))
  return {
    visitor,
    async restart(next: ReturnType<typeof served>): Promise<void> {
      await server.close()
      await visitor.until(frame => frame.event === 'closed')
      server = next
    },
  }
}

it('goes on where it was, with one resync, whatever number its last patch had', async () => {
  const engine = keeping()
  const { visitor, restart } = visiting(served(engine, Booking))
  await visitor.open('/')
  await visitor.submit({ value: 'Ada' })
  await visitor.reads('Which room, Ada?')
  await restart(served(engine, Booking))
  expect((await visitor.attach()).status).toBe(200)
  await visitor.until(frame => frame.event === 'resync')
  expect(visitor.page.text()).toContain('Which room, Ada?')
  await visitor.submit({ value: '7' })
  await visitor.reads('Book 7 for Ada?')
})

it('takes an event before the stream is back, once', async () => {
  const engine = keeping()
  const Counter = counter(1)
  const { visitor, restart } = visiting(served(engine, Counter))
  await visitor.open('/')
  await visitor.click('+')
  await visitor.reads('count 1')
  const again = served(engine, Counter)
  await restart(again)
  const event = { n: 2, offer: visitor.page.offers()[0]?.offer ?? '' }
  expect((await visitor.post(event)).status).toBe(204)
  expect((await visitor.post(event)).status).toBe(204)
  await visitor.attach()
  await visitor.reads('count 2')
  expect(again.edge.runtime.size).toBe(1)
})

it('goes on with the state that the new version makes of the old', async () => {
  const engine = keeping()
  const { visitor, restart } = visiting(served(engine, counter(1)))
  await visitor.open('/')
  await visitor.click('+')
  await visitor.reads('version 1 count 1')
  await restart(
    served(
      engine,
      counter(2, old => ({ n: (old as { n: number }).n * 100 })),
    ),
  )
  await visitor.attach()
  await visitor.reads('version 2 count 100')
})

it('ends politely where the new version makes nothing of the old, and operators read why', async () => {
  const engine = keeping()
  const { visitor, restart } = visiting(served(engine, counter(1)))
  await visitor.open('/')
  await visitor.click('+')
  await visitor.reads('count 1')
  const changed = served(engine, counter(3))
  await restart(changed)
  const refused = await visitor.attach()
  expect([refused.status, refused.headers.get('rp-gone')]).toEqual([410, 'outdated'])
  expect(String(changed.onTrouble.mock.calls[0]?.[0].error)).toContain('give a versioned counter a migrate')
  // It is over: the next request finds nothing, and a fresh page stands for itself.
  const after = await visitor.attach()
  expect([after.status, after.headers.get('rp-gone')]).toEqual([410, null])
  await visitor.open('/')
  expect(visitor.page.text()).toContain('version 3 count 0')
})

it('ends politely where a flow no longer asks what it asked', async () => {
  const Line = component({
    name: 'a line',
    state: (props: { words: string }) => props,
    on: { ok: () => answer() },
    view: (s, on) => <button onClick={on.ok}>{s.words}</button>,
  })
  const steps = (...words: readonly string[]) =>
    flow('steps', function* () {
      for (const each of words) yield* call(Line, { words: each })
    })
  const engine = keeping()
  const { visitor, restart } = visiting(served(engine, steps('one', 'two', 'three')))
  await visitor.open('/')
  await visitor.click('one')
  await visitor.reads('two')
  const changed = served(
    engine,
    flow('steps', function* () {}),
  )
  await restart(changed)
  await visitor.attach()
  await visitor.reads('two')
  // The page stands, the answer is undone, the visitor is told, and nothing crashes.
  expect((await visitor.click('two')).status).toBe(204)
  await visitor.until(frame => frame.event === 'notice')
  expect(String(changed.onTrouble.mock.calls[0]?.[0].error)).toContain('journal-mismatch')
})

it('shows nothing of it to another session', async () => {
  const engine = keeping()
  const Counter = counter(1)
  const { visitor, restart } = visiting(served(engine, Counter))
  await visitor.open('/')
  const { boot } = visitor
  await restart(served(engine, Counter))
  visitor.cookie = ''
  await visitor.get('/')
  visitor.boot = boot
  expect((await visitor.attach()).status).toBe(403)
})
