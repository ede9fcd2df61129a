// Pages for browsers without scripts, as requests and answers: what a browser would do is done by hand.
import { answer, call, component, every, fail, identify, io, redirect } from 'repartee'
import { handler, page, type Handler } from 'repartee/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import { plainView } from './plain-view.ts'

const Sure = component({
  name: 'plain sure',
  state: () => ({}),
  on: { yes: () => answer(true) },
  view: (_, on) => <button onClick={on.yes}>Yes</button>,
})
let release = (_: string): void => {}
const Desk = component({
  name: 'plain desk',
  state: () => ({ said: 'nothing', ticks: 0 }),
  url: s => (s.said === 'moved' ? '/desk?said=möved' : '/desk'),
  on: {
    say: (s, f: { text: string; days: readonly string[]; age: number | null; ok: boolean }) => ({
      ...s,
      said: `${f.text}|${f.days.join('+')}|${f.age}|${f.ok}`,
    }),
    find: (s, text: string) => ({ ...s, said: `found ${text}` }),
    *ask(s) {
      const yes = yield* call(Sure, {}, { place: 'over' })
      return { ...s, said: yes ? 'sure' : 'unsure' }
    },
    *work() {
      const said = yield* io(() => new Promise<string>(done => (release = done)))
      return s => ({ ...s, said })
    },
    move: s => ({ ...s, said: 'moved' }),
    err: () => {
      throw new Error('on purpose')
    },
    leave: () => redirect('/elsewhere'),
    out: () => redirect('https://example.com/'),
    far: () => redirect('/日本\r\nx: y'),
    enter: s => [{ ...s, said: 'entered' }, identify({ name: 'Ada' })],
    done: () => answer('done'),
    fail: () => fail({ name: 'Oh', message: 'no' }),
    tick: s => ({ ...s, ticks: s.ticks + 1 }),
  },
  listen: (_, on) => every(3_600_000, on.tick),
  view: (s, on, here) => (
    <main>
      <p id="said">{s.said}</p>
      <p id="who">{JSON.stringify(here.principal)}</p>
      <form onSubmit={on.say}>
        <textarea name="text" />
        <input type="checkbox" name="days" value="mo" />
        <input type="checkbox" name="days" value="tu" />
        <input type="number" name="age" />
        <input type="checkbox" name="ok" />
        <button>Say</button>
      </form>
      <input onChange={on.find} />
      {(['ask', 'work', 'move', 'err', 'leave', 'far', 'out', 'enter', 'done', 'fail'] as const).map(name => (
        <button onClick={on[name]}>{name}</button>
      ))}
    </main>
  ),
})

const ORIGIN = 'http://localhost'
let server: Handler
beforeEach(() => {
  server = handler({
    pages: { '/': Counter, '/desk': page(Desk, { title: 'Desk' }) },
    onTrouble: () => {},
  })
})
afterEach(() => server.close())

/** A browser without scripts. */
class Reader {
  cookie = ''
  url = ''
  html = ''
  status = 0
  headers = new Headers()

  /** Follows redirects and refreshes, as browsers do. */
  async go(path: string, init: RequestInit = {}): Promise<this> {
    const headers = { ...(init.headers as object), ...(this.cookie !== '' && { cookie: this.cookie }) }
    const response = await server.fetch(new Request(ORIGIN + path, { ...init, headers }))
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1)
      if (pair.startsWith('rp=')) this.cookie = pair
    }
    this.url = path
    this.status = response.status
    this.headers = response.headers
    this.html = await response.text()
    const next =
      response.headers.get('location') ??
      /<noscript><meta http-equiv="refresh" content="0;url=([^"]+)"/
        .exec(this.html)?.[1]
        ?.replaceAll('&amp;', '&')
    return next === undefined ? this : this.go(next)
  }

  /** What pressing the button that is called so sends. */
  form(words: string, fields: readonly (readonly [name: string, value: string])[] = []): URLSearchParams {
    const [, form = '', name = ''] =
      new RegExp(`<button[^>]*form='?(rp-plain)'? name='([^']+)'[^>]*>${words}<`).exec(this.html) ?? []
    const offer = form === '' ? /<input type=hidden name='([^']+)'/.exec(this.html)?.[1] : name
    const [, n = ''] = /name=rp-n value=(\d+)/.exec(this.html) ?? []
    const [, token = ''] = /name=rp-token value="([^"]+)"/.exec(this.html) ?? []
    const all = [['rp-n', n], ['rp-token', token], [offer ?? '', ''], ...fields]
    return new URLSearchParams(all.map(each => [...each]))
  }

  post(body: URLSearchParams | string, headers: Record<string, string> = {}): Promise<this> {
    const type = 'application/x-www-form-urlencoded'
    return this.go(this.url, {
      method: 'POST',
      headers: { 'content-type': type, origin: ORIGIN, ...headers },
      body: String(body),
    })
  }

  press(words: string): Promise<this> {
    return this.post(this.form(words))
  }

  get text(): string {
    return this.html.replaceAll(/<[^>]*>/g, '')
  }

  get said(): string {
    return /<p id='said'>([^]*?)<\/p>/.exec(this.html)?.[1] ?? this.html
  }
}

const open = (path: string): Promise<Reader> => new Reader().go(path)

describe('a page without scripts', () => {
  it('is where the page is, with the conversation beside, and counts', async () => {
    const ada = await open('/')
    expect(ada.url).toMatch(/^\/\?rp-plain=[\w-]{22}$/)
    await ada.press('\\+')
    await ada.press('\\+')
    expect(ada.url).toMatch(/^\/\?rp-plain=[\w-]{22}\.0$/)
    expect(ada.text).toContain('−2+')
    expect(ada.html).toContain('<link rel="canonical" href="/">')
    expect([ada.headers.get('cache-control'), ada.headers.get('x-robots-tag')]).toEqual([
      'private, no-store',
      'noindex',
    ])
  })

  it('sends what a form holds, each field in its kind', async () => {
    const ada = await open('/desk')
    const fields = [
      ['text', 'a\r\nb'],
      ['days', 'mo'],
      ['days', 'tu'],
      ['age', '7'],
    ] as const
    await ada.post(ada.form('Say', [...fields, ['ok', 'on'], ['forged', 'x']]))
    expect(ada.said).toBe('a\nb|mo+tu|7|true')
    await ada.post(ada.form('Say'))
    expect(ada.said).toBe('||null|false')
  })

  it('sends a field by itself with a button beside it', async () => {
    const ada = await open('/desk')
    const [, offer = ''] = /name='(rp-offer [^']*)'>OK/.exec(ada.html) ?? []
    const { length } = 'rp-offer '
    await ada.post(ada.form('OK', [[`rp-value ${offer.slice(length)}`, 'tea']]))
    expect(ada.said).toBe('found tea')
  })

  it('does once what is sent again', async () => {
    const ada = await open('/')
    const once = ada.form('\\+')
    for (let i = 0; i < 3; i++) await ada.post(once)
    expect(ada.text).toContain('−1+')
  })

  it('goes back and forward with the browser, and to the address that the page says', async () => {
    const ada = await open('/desk')
    const first = ada.url
    await ada.press('move')
    expect(ada.url).toMatch(/^\/desk\?said=m%C3%B6ved&rp-plain=[\w-]{22}\.1$/)
    const second = ada.url
    await ada.press('ask')
    expect(ada.html).toMatch(/<main [^>]*inert>[^]*<dialog [^>]*open>/)
    await ada.go(second)
    expect([ada.said, ada.html.includes('<dialog')]).toEqual(['moved', false])
    await ada.go(`${first}.0`)
    expect(ada.said).toBe('nothing')
    await ada.go(second)
    expect(ada.said).toBe('moved')
    await ada.press('ask')
    await ada.press('Yes')
    expect(ada.said).toBe('sure')
  })

  it('waits for work, and asks again for work that takes long', async () => {
    const ada = await open('/desk')
    const pressed = ada.press('work')
    await expect.poll(() => release.length).toBe(1)
    release('worked')
    expect((await pressed).said).toBe('worked')
    await ada.press('work')
    expect([ada.said, ada.headers.get('refresh')]).toEqual(['worked', '2'])
    release('later')
    await ada.go(ada.url)
    expect([ada.said, ada.headers.get('refresh')]).toEqual(['later', null])
  })

  it('says once what went wrong, and is as it was', async () => {
    const ada = await open('/desk')
    await ada.press('err')
    expect(ada.html).toMatch(
      /role="alert"><span class="rp-notice-text">Something went wrong, and nothing was changed/,
    )
    await ada.go(ada.url)
    expect(ada.html).not.toContain('rp-notice')
    expect((await ada.press('move')).said).toBe('moved')
  })

  it('leaves for where the page says', async () => {
    const ada = await open('/desk')
    await ada.press('leave')
    expect([ada.url, ada.status]).toEqual(['/elsewhere', 404])
    const eve = await open('/desk')
    await eve.press('far')
    expect(eve.url).toBe('/%E6%97%A5%E6%9C%ACx:%20y')
    const bob = await open('/desk')
    await bob.press('out')
    expect([bob.status, bob.headers.get('refresh')]).toEqual([200, '0;url=https://example.com/'])
  })

  it('says that it is over, and how to start again', async () => {
    const ada = await open('/desk')
    const former = ada.url
    await ada.press('done')
    expect(ada.html).toContain('This is finished.')
    await ada.go(former)
    expect([ada.status, ada.html.includes('<a href="/desk">Start again</a>')]).toEqual([200, true])
    await ada.go(`/desk?rp-plain=${'x'.repeat(22)}`)
    expect(ada.status).toBe(410)
  })

  it('signs in, and goes on', async () => {
    const ada = await open('/desk')
    const before = ada.cookie
    await ada.press('enter')
    expect(ada.cookie).not.toBe(before)
    expect([ada.said, ada.html.includes('{"name":"Ada"}')]).toEqual(['entered', true])
    expect((await ada.press('move')).said).toBe('moved')
  })
})

describe('a form that is posted', () => {
  it('is taken only from our own pages, with the token of the page and the cookie of its visitor', async () => {
    const ada = await open('/')
    const good = ada.form('\\+')
    const { url } = ada
    const status = async (
      body: URLSearchParams | string,
      headers: Record<string, string>,
    ): Promise<number> => {
      ada.url = url
      return (await ada.post(body, headers)).status
    }
    const forged = new URLSearchParams(good)
    forged.set('rp-token', 'x'.repeat(22))
    expect(await status(good, { origin: 'http://evil.example' })).toBe(403)
    expect(await status(good, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await status(forged, {})).toBe(403)
    expect(await status('{}', { 'content-type': 'application/json' })).toBe(415)
    expect(await status('x'.repeat(70_000), {})).toBe(413)
    const { cookie } = ada
    await ada.go('/')
    ada.cookie = (await open('/')).cookie
    expect(await status(good, {})).toBe(403)
    ada.cookie = cookie
    ada.url = url
    expect((await ada.post(good)).text).toContain('−1+')
  })

  it('may be read by a framework before', async () => {
    const ada = await open('/')
    await ada.post(JSON.stringify(Object.fromEntries(ada.form('\\+'))))
    expect(ada.text).toContain('−1+')
  })

  it('of what the page does not offer changes nothing', async () => {
    const ada = await open('/')
    const body = ada.form('\\+')
    body.append('rp-offer 1/forged', '')
    body.delete([...body.keys()].find(name => name.startsWith('rp-offer ')) ?? '')
    body.append('rp-offer 1/add:1000', '')
    await ada.post(body)
    expect(ada.text).toContain('−0+')
  })
})

describe('a crawler', () => {
  it('that follows, without a cookie, is shown the page, and nothing is held', async () => {
    const first = await server.fetch(new Request(`${ORIGIN}/`))
    const [, url = ''] = /content="0;url=([^"]+)"/.exec(await first.text()) ?? []
    const second = await server.fetch(new Request(ORIGIN + url))
    const html = await second.text()
    expect([second.status, html.includes('<noscript>'), html.includes('rp-click=inc')]).toEqual([
      200,
      false,
      true,
    ])
  })

  it('with somebody else’s address is led to the page itself', async () => {
    const ada = await open('/')
    const bob = await open('/')
    const { url } = ada
    await ada.press('\\+')
    const response = await server.fetch(new Request(ORIGIN + url, { headers: { cookie: bob.cookie } }))
    expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
  })
})

describe('a view for it', () => {
  const made = (html: string): string =>
    plainView(`<div id=repartee rp-i=0>${html}</div>`, 3, 't').replace(/^.*?<\/form>/, '')

  it('has links, and what is no button, as they are or as a button inside', () => {
    expect(made('<p rp-i=1><a href="/x" rp-click=go>x</a></p>')).toContain("<a href='/x' rp-click='go'>x</a>")
    expect(made('<ul rp-i=1><li rp-click=\'go:"a"\'>x</li></ul>')).toContain(
      `<button class=rp-offer form=rp-plain name='rp-offer 1/go:"a"'>x</button></li>`,
    )
    expect(made('<ul rp-i=1><li rp-click=go>x <b><a href=/y>y</a></b></li></ul>')).not.toContain('<button')
  })

  it('reads attributes as browsers do', () => {
    expect(made('<p rp-i=1><a href=/docs/>x</a></p>')).toContain("<a href='/docs/'>x</a>")
    expect(made(`<p rp-i=1><textarea placeholder='a > b'>c</textarea></p>`)).toContain(
      `<textarea placeholder='a > b'>c</textarea>`,
    )
    const drawing = '<svg><path d="M0 0"/><g/><b/></svg>'
    expect(made(`<p rp-i=1>${drawing}</p>`)).toContain(drawing)
    expect(made(`<button rp-i=1 rp-click='say:"it&#39;s > 1"'>x</button>`)).toContain(
      `name='rp-offer 1/say:"it&#39;s > 1"'`,
    )
  })

  it('keeps the offers of other instances, text that looks like tags, and what is not well formed', () => {
    expect(
      made('<div rp-i=1><p rp-i=2>x</p><button rp-click=a>a</button><button rp-click=7/b>b</button></div>'),
    ).toMatch(/name='rp-offer 1\/a'.*name='rp-offer 7\/b'/)
    for (const html of [
      '<textarea name="a"><button rp-click=x></textarea>',
      '<!-- <button rp-click=x> --><p>a < b</p></i>',
    ])
      expect(made(html)).not.toContain('rp-offer')
  })
})
