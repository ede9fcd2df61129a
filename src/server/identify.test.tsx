// Signing in and out over HTTP: the session and the token are new, the answer that says so may be lost, and nobody else gets in.
import { component, identify } from 'repartee'
import type { Trouble } from 'repartee/kernel'
import { memory } from 'repartee/engines'
import { page } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

interface Person {
  readonly name: string
  readonly since: Date
}

const Door = component({
  name: 'door',
  state: () => ({ n: 0 }),
  on: {
    in: (_s, name: string) => identify({ name, since: new Date(5) } satisfies Person),
    out: () => identify(null),
    much: () => identify({ name: 'x'.repeat(3000), since: new Date(5) } satisfies Person),
    wrong: () => identify({ name: 'Eve', since: new Date(5), run: () => {} }),
    count: s => ({ n: s.n + 1 }),
  },
  view: (s, on, here) => {
    const person = here.principal as Person | null
    return (
      <p>
        {person === null ? 'nobody' : `${person.name} since ${person.since.getTime()}`} counts {s.n}
        <button onClick={on.in('Ada')}>in</button> <button onClick={on.out}>out</button>
        <button onClick={on.count}>count</button> <button onClick={on.much}>much</button>
        <button onClick={on.wrong}>wrong</button>
      </p>
    )
  },
})

function serving(more: Record<string, unknown> = {}) {
  const onTrouble = vi.fn<(trouble: Trouble, cid: string) => void>()
  const pages = { '/': Door, '/desk': page(Door, { allow: who => who.principal !== null }) }
  const edge = edgeOf({ pages, onTrouble, secret: 'a secret of sixteen', ...more }, { clock: standing() })
  const handler = handlerOf(edge)
  open.push(handler)
  const visitor = () => new Visitor(request => handler.fetch(request))
  return { edge, visitor, onTrouble }
}

const sessionOf = (ada: Visitor): string | undefined => /^rp=([^.]+)/.exec(ada.cookie)?.[1]

describe('signing in', () => {
  it('makes the session and the token new, and the conversation goes on', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.click('count')
    const [session, token] = [sessionOf(ada), ada.boot.token]
    const response = await ada.click('in')
    expect([response.status, response.headers.get('rp-token')]).toEqual([204, ada.boot.token])
    await ada.reads('Ada since 5 counts 1')
    expect(sessionOf(ada)).not.toBe(session)
    expect(ada.boot.token).not.toBe(token)
    const next = await ada.click('count')
    expect([next.status, next.headers.get('set-cookie')]).toEqual([204, null])
    await ada.reads('counts 2')
  })

  it('counts for every page that the session opens from then on, before what the program says', async () => {
    const { visitor } = serving({ principal: () => ({ name: 'guest', since: new Date(0) }) })
    const ada = await visitor().open('/')
    expect(ada.page.text()).toContain('guest since 0')
    await ada.click('in')
    await ada.get('/')
    expect(ada.page.text()).toContain('Ada since 5')
    await ada.attach({})
    await ada.click('out')
    await ada.get('/')
    expect(ada.page.text()).toContain('guest since 0')
  })

  it('opens pages that are not for everybody, and signing out closes them', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    expect((await ada.get('/desk')).status).toBe(403)
    await ada.click('in')
    expect((await ada.get('/desk')).status).toBe(200)
    await ada.attach({})
    const inside = ada.cookie
    await ada.click('out')
    expect(ada.cookie).not.toBe(inside)
    expect((await ada.get('/desk')).status).toBe(403)
  })

  it('leaves whoever knew the session before outside', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    const eve = visitor()
    eve.cookie = ada.cookie
    eve.boot = ada.boot
    await ada.click('in')
    // the answer may have been lost, so the old proof counts until the new one was shown
    await ada.click('count')
    expect((await eve.post({ n: 9, offer: '1/count' })).status).toBe(403)
    expect((await eve.attach({})).status).toBe(403)
    await eve.get('/')
    expect(eve.page.text()).toContain('nobody')
    expect((await eve.get('/desk')).status).toBe(403)
    await ada.reads('counts 1')
  })

  it('survives the loss of its answer, whichever part of it was lost', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    const { cookie } = ada
    ada.deaf = true
    const lost = await ada.click('in')
    await ada.reads('Ada since 5')
    // nothing arrived: the same event again
    ada.deaf = false
    const again = await ada.post({ n: ada.n, offer: '1/whatever' })
    expect([again.status, again.headers.get('rp-token')]).toEqual([204, lost.headers.get('rp-token')])
    expect(again.headers.get('set-cookie')).toBe(lost.headers.get('set-cookie'))
    expect(ada.cookie).not.toBe(cookie)
    await ada.click('count')
    await ada.reads('counts 1')
    // only the cookie arrived, and the stream comes first
    ada.deaf = true
    const second = await ada.click('in')
    ada.deaf = false
    ada.cookie = second.headers.getSetCookie()[0]!.split(';', 1)[0]!
    const stream = await ada.attach({})
    expect([stream.status, stream.headers.get('rp-token')]).toEqual([200, second.headers.get('rp-token')])
    await ada.click('count')
    await ada.reads('counts 2')
  })

  it('has the old session’s other pages loaded again, once the new one is known', async () => {
    const { visitor, edge } = serving()
    const ada = await visitor().open('/')
    const other = visitor()
    other.cookie = ada.cookie
    await other.open('/')
    await ada.click('in')
    expect(other.frames.map(frame => frame.event)).not.toContain('reload')
    await ada.click('count')
    expect((await other.until(frame => frame.event === 'reload')).data).toEqual({ what: 'page', withinMs: 0 })
    other.cookie = ada.cookie
    expect((await other.click('count')).status).toBe(403)
    await other.open('/')
    expect(other.page.text()).toContain('Ada since 5')
    expect(edge.runtime.size).toBe(2)
  })

  it('has those loaded again as well that another process has', async () => {
    const engine = memory()
    const [one, two] = [serving({ engine }), serving({ engine: engine.beside() })]
    const ada = await one.visitor().open('/')
    const other = two.visitor()
    other.cookie = ada.cookie
    await other.open('/')
    const eve = await two.visitor().open('/')
    await ada.click('in')
    await ada.click('count')
    expect((await other.until(frame => frame.event === 'reload')).data).toEqual({ what: 'page', withinMs: 0 })
    await vi.waitFor(() => expect(two.edge.runtime.size).toBe(1))
    await eve.click('count')
    await eve.reads('counts 1')
  })

  it('is refused, and changes nothing, for what no cookie can carry', async () => {
    const { visitor, onTrouble } = serving()
    const ada = await visitor().open('/')
    const { cookie } = ada
    for (const label of ['much', 'wrong']) expect((await ada.click(label)).status).toBe(204)
    expect(ada.cookie).toBe(cookie)
    await ada.until(frame => frame.event === 'notice')
    await ada.click('count')
    await ada.reads('nobody counts 1')
    const [much] = onTrouble.mock.calls.map(([{ error }]) => String(error))
    expect(much).toContain('[bad-argument]')
    expect(much!.split('\n')).toHaveLength(4)
    expect(onTrouble).toHaveBeenCalledTimes(2)
  })
})

describe('the cookie of who is signed in', () => {
  const signedIn = async (more?: Record<string, unknown>): Promise<Visitor> => {
    const ada = await serving(more).visitor().open('/')
    await ada.click('in')
    return ada
  }
  /** What a page of this server says to a visitor with this cookie. */
  const shown = async (cookie: string, more?: Record<string, unknown>): Promise<string> => {
    const eve = serving(more).visitor()
    eve.cookie = cookie
    await eve.get('/')
    return eve.page.text()
  }

  it('holds across servers of one secret, and as long as one of several verifies it', async () => {
    const { cookie } = await signedIn()
    expect(await shown(cookie)).toContain('Ada')
    expect(await shown(cookie, { secret: ['another secret of many', 'a secret of sixteen'] })).toContain(
      'Ada',
    )
    expect(await shown(cookie, { secret: 'another secret of many' })).toContain('nobody')
  })

  it('cannot be made up, changed, exchanged or cut', async () => {
    const { cookie } = await signedIn()
    const other = await signedIn()
    const [id, mark, sealed] = cookie.split('.') as [string, string, string]
    const forged = Buffer.from('["Eve"]').toString('base64url')
    const cookies = [
      `${id}.${mark}.${forged}`,
      `${id}.${mark}`,
      `${id}.${mark}.`,
      `${id}..${sealed}`,
      `${other.cookie.split('.', 2).join('.')}.${forged}`,
      `${id} ${sealed}.${mark}`,
      `${other.cookie.split('.')[0]}.${mark}.${sealed}`,
    ]
    for (const each of cookies) expect(await shown(each)).toContain('nobody')
  })
})
