// A page with a limit of its own, kept by operations: opening it and acting on it count, and too often is told to wait.
import { setImmediate as turn } from 'node:timers/promises'
import { component } from 'repartee'
import { memory, type Engine } from 'repartee/engines'
import { limit, ops } from 'repartee/ops'
import { describe, expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { virtualOutside } from '../ops/outside.fixture.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Observer } from './inspect-types.ts'
import { page, type PageLimit } from './options.ts'

const Door = component({
  name: 'door with a limit',
  state: () => ({ n: 0 }),
  on: { knock: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      {s.n} <button onClick={on.knock}>knock</button>
    </p>
  ),
})

function serving(by: PageLimit['by'], observer?: Observer, engine?: Engine) {
  const clock = standing()
  const outside = virtualOutside()
  const knocking = limit('knocking', { rate: '60/minute', burst: 3, by })
  const operations = ops([], { outside })
  const edge = edgeOf(
    {
      pages: { '/': page(Door, { limit: knocking }), '/free': Door },
      ops: observer ?? operations,
      ...(engine && { engine }),
      onTrouble() {},
    },
    { clock },
  )
  const pages = handlerOf(edge, 1)
  const asVisitor = (from: string): Visitor =>
    new Visitor(request => {
      request.headers.set('x-forwarded-for', from)
      return pages.fetch(request)
    })
  /** Too much is answered late. */
  const late = async <T,>(answer: Promise<T>): Promise<T> => {
    for (let i = 0; i < 20; i++) await turn()
    clock.pass(1000)
    return answer
  }
  return { asVisitor, operations, outside, clock, late }
}

describe('a page with a limit', () => {
  it('may be opened and acted on so often, by address, and says when it may be again', async () => {
    const { asVisitor, operations, outside, late } = serving('ip')
    const ada = await asVisitor('1.2.3.4').open('/')
    expect((await ada.click('knock')).status).toBe(204)
    expect((await ada.click('knock')).status).toBe(204)
    const refused = await late(ada.click('knock'))
    expect([refused.status, Number(refused.headers.get('retry-after')) >= 1]).toEqual([429, true])
    const bob = await asVisitor('5.6.7.8').open('/')
    expect((await bob.click('knock')).status).toBe(204)
    expect(operations.limits.read().limits).toMatchObject([
      { name: 'knocking', denied: 1, keys: [{ key: '1.2.3.4' }] },
    ])
    await outside.pass(1000)
    expect((await ada.click('knock')).status).toBe(204)
    await Promise.all([ada.detach(), bob.detach()])
  })

  it('heeds what an operator makes of the limit', async () => {
    const { asVisitor, operations } = serving('everyone')
    const ada = await asVisitor('1.2.3.4').open('/')
    operations.limits.override('knocking', { rate: '60/minute', burst: 30 })
    for (let i = 0; i < 10; i++) expect((await ada.click('knock')).status).toBe(204)
    await ada.detach()
  })

  it('counts what a visitor does in any process of the program', async () => {
    const engine = memory()
    const [first, second] = [serving('ip', undefined, engine), serving('ip', undefined, engine.beside())]
    const ada = await first.asVisitor('1.2.3.4').open('/')
    const bob = await second.asVisitor('1.2.3.4').open('/')
    expect((await ada.click('knock')).status).toBe(204)
    expect((await second.late(bob.click('knock'))).status).toBe(429)
    expect((await first.late(ada.click('knock'))).status).toBe(429)
    expect(second.operations.limits.read().limits[0]?.denied).toBe(1)
    for (const one of [ada, bob]) await one.detach()
  })

  it('leaves other pages alone', async () => {
    const { asVisitor } = serving('everyone')
    const ada = await asVisitor('1.2.3.4').open('/free')
    for (let i = 0; i < 10; i++) expect((await ada.click('knock')).status).toBe(204)
    await ada.detach()
  })

  it('lets everybody pass where what keeps it fails', async () => {
    const { asVisitor } = serving('ip', {
      allow() {
        throw new Error('no')
      },
    })
    const ada = await asVisitor('1.2.3.4').open('/')
    for (let i = 0; i < 10; i++) expect((await ada.click('knock')).status).toBe(204)
    await ada.detach()
  })

  it('is refused by a server that keeps no limits', () => {
    expect(() => serving('ip', {})).toThrow('The page / has a limit, and nobody keeps it')
  })
})
