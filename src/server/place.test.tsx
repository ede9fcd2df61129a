// Addresses and the history over HTTP: what a page says of where it is, and what a reload finds there.
import { answer, call, component } from 'repartee'
import type { Trouble } from 'repartee/kernel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { sameAddress } from './address.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const Calendar = component({
  name: 'calendar',
  state: (props: { month?: string }) => ({ month: Number(props.month ?? 1) }),
  on: {
    next: s => ({ month: s.month + 1 }),
    fall: s => ({ month: -s.month }),
    *ask(s) {
      const month = yield* call(Choice, {})
      return { month: month ?? s.month }
    },
  },
  url: s => `/calendar/${s.month}?from=é`,
  view: (s, on) => {
    if (s.month < 0) throw new Error('there is no such month')
    return (
      <p>
        month {s.month} <button onClick={on.next}>next</button> <button onClick={on.ask}>ask</button>
        <button onClick={on.fall}>fall</button>
      </p>
    )
  },
})

const Choice = component({
  name: 'choice',
  state: () => ({}),
  on: { june: () => answer(6), none: () => answer(null) },
  view: (_s, on) => (
    <p>
      which? <button onClick={on.june}>june</button> <button onClick={on.none}>none</button>
    </p>
  ),
})

/** Says addresses at which it is not. */
const Astray = component({
  name: 'astray',
  state: () => ({ n: 0 }),
  on: { next: s => ({ n: s.n + 1 }) },
  url: s => (s.n === 0 ? '/astray' : s.n === 1 ? `/calendar/7` : `/nowhere/${s.n}`),
  view: (s, on) => <button onClick={on.next}>{s.n}</button>,
})

const Plain = component({
  name: 'plain',
  state: () => ({}),
  on: {
    *ask() {
      yield* call(Choice, {})
    },
  },
  view: (_s, on) => <button onClick={on.ask}>ask</button>,
})

function serving(more: Record<string, unknown> = {}) {
  const clock = standing()
  const onTrouble = vi.fn<(trouble: Trouble, cid: string) => void>()
  const pages = {
    '/': Calendar,
    '/calendar/:month': Calendar,
    '/astray': Astray,
    '/plain': Plain,
  }
  const edge = edgeOf({ pages, onTrouble, secret: 'a secret of sixteen', ...more }, { clock })
  const handler = handlerOf(edge)
  open.push(handler)
  const visitor = () => new Visitor(request => handler.fetch(request))
  return { edge, visitor, onTrouble }
}

describe('a page', () => {
  it('says its own address where that is another than was asked for', async () => {
    const { visitor } = serving()
    const ada = visitor()
    await ada.get('/')
    expect(ada.boot.place).toEqual(['/calendar/1?from=é', 0, 0])
    await ada.get('/plain?q=1')
    expect(ada.boot.place).toBeUndefined()
  })

  it('says every address below the base path', async () => {
    const { visitor } = serving({ basePath: '/app' })
    const ada = await visitor().open('/app')
    expect(ada.page.place.address).toBe('/app/calendar/1?from=é')
    await ada.click('next')
    await ada.reads('month 2')
    expect(ada.page.place).toEqual({ address: '/app/calendar/2?from=é', at: 1, behind: 1 })
  })

  it('of components without an address stays at the one that it was opened at, query and all', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/plain?q=1')
    await ada.click('ask')
    await ada.reads('which?')
    expect(ada.page.place).toEqual({ address: '/plain?q=1', at: 1, behind: 1 })
  })

  it('goes back and forward, and comes whole with its place', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/calendar/4')
    await ada.click('ask')
    await ada.reads('which?')
    await ada.click('june')
    await ada.reads('month 6')
    expect((await ada.go(1)).status).toBe(204)
    await ada.reads('which?')
    expect((await ada.go(0)).status).toBe(204)
    await ada.reads('month 4')
    expect(ada.page.place).toEqual({ address: '/calendar/4?from=é', at: 0, behind: 0 })
    await ada.go(2)
    await ada.reads('month 6')
    await ada.detach()
    await ada.attach({})
    const { data } = await ada.until(frame => frame.event === 'resync')
    expect(data).toEqual([
      ['0', expect.stringContaining('month')],
      ['@', '/calendar/6?from=é', 2, 2],
    ])
    expect((await ada.go(9)).status).toBe(403)
    expect((await ada.post({ n: ++ada.n, offer: '@01x' })).status).toBe(403)
  })

  it('stays where it is when a visitor goes on to what a click has made an end of', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/calendar/4')
    await ada.click('next')
    await ada.reads('month 5')
    await ada.go(0)
    await ada.reads('month 4')
    await ada.click('ask')
    await ada.reads('which?')
    expect((await ada.go(1)).status).toBe(409)
    expect(ada.page.place).toMatchObject({ at: 2, behind: 1 })
  })

  it('that could not go there says so', async () => {
    let broken = false
    const Fragile = component({
      name: 'fragile',
      state: () => ({ n: 0 }),
      on: { next: s => ({ n: s.n + 1 }) },
      url: s => `/fragile?n=${s.n}`,
      view: (s, on) => {
        if (broken && s.n === 0) throw new Error('not again')
        return <button onClick={on.next}>next {s.n}</button>
      },
    })
    const { visitor } = serving({ pages: { '/fragile': Fragile } })
    const ada = await visitor().open('/fragile')
    await ada.click('next 0')
    await ada.reads('next 1')
    broken = true
    const { status } = await ada.go(0)
    // either it went and shows what went wrong in its place, or it stays and says so
    expect([204, 409]).toContain(status)
    if (status === 409) expect(ada.page.text()).toContain('next 1')
  })
})

describe('a reload', () => {
  const reload = (ada: Visitor, path: string) =>
    ada.fetch(
      new Request(`http://localhost${path}`, {
        headers: { cookie: `${ada.cookie}; rp-tab=${ada.boot.cid}` },
      }),
    )

  it('shows the conversation if it is asked for at the address where it is now', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/')
    await ada.click('next')
    await ada.reads('month 2')
    for (const path of ['/calendar/2?from=%C3%A9', '/calendar/2?from=é'])
      expect(await (await reload(ada, path)).text()).toContain(ada.boot.cid)
    for (const path of ['/', '/calendar/2', '/calendar/1?from=%C3%A9', '/calendar/2?from=e'])
      expect(await (await reload(ada, path)).text()).not.toContain(ada.boot.cid)
    const again = await (await reload(ada, '/calendar/2?from=%C3%A9')).text()
    expect(again).toContain('"place":["/calendar/2?from=é",1,1]'.replaceAll('"', '&quot;'))
  })

  it('counts the query of a page without an address', async () => {
    const { visitor } = serving()
    const ada = await visitor().open('/plain?q=1')
    expect(await (await reload(ada, '/plain?q=1')).text()).toContain(ada.boot.cid)
    expect(await (await reload(ada, '/plain?q=2')).text()).not.toContain(ada.boot.cid)
  })

  it('compares addresses as a browser does', () => {
    expect(sameAddress('/a?b=1', '/a?b=1')).toBe(true)
    expect(sameAddress('/ä/b c', '/%C3%A4/b%20c')).toBe(true)
    expect(sameAddress('/a?b=1', '/a?b=2')).toBe(false)
    expect(sameAddress('/a', '//a')).toBe(false)
  })
})

describe('an address that no page of the component is served at', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('is told of once in development', async () => {
    const { visitor, onTrouble } = serving()
    const ada = await visitor().open('/astray')
    expect(onTrouble).not.toHaveBeenCalled()
    for (const label of ['0', '1', '2']) {
      await ada.click(label)
      await ada.reads(String(Number(label) + 1))
    }
    expect(onTrouble).toHaveBeenCalledOnce()
    const { error, component: name } = onTrouble.mock.calls[0]![0]
    expect(name).toBe('astray')
    expect(String(error)).toContain('got:      /calendar/7, where calendar is shown')
    expect(String(error).split('\n')).toHaveLength(4)
  })

  it('is the author’s own business in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const { visitor, onTrouble } = serving()
    const ada = await visitor().open('/astray')
    await ada.click('0')
    await ada.reads('1')
    expect(onTrouble).not.toHaveBeenCalled()
  })
})
