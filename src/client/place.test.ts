// The tab's history and address bar in real Chromium, against a server that says where the page is.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { fakeServer, type Connection, type FakeServer } from '../../test/fake-server.ts'
import type { Op } from '../wire/index.ts'

let browser: Browser
let client: string
let server: FakeServer
let tab: Tab
let page: Page
/** The server's number of the last patch. */
let n: number

beforeAll(async () => {
  browser = await openBrowser()
  client = await bundle({ file: `${import.meta.dirname}/main.ts` })
})
afterAll(() => browser.close())
beforeEach(async () => {
  n = 0
  server = await fakeServer(client, VIEW)
  tab = await openTab(browser)
  page = tab.page
})
afterEach(async () => {
  const errors = tab.errors.filter(text => !text.startsWith('Failed to load resource'))
  await tab.close()
  await server.close()
  expect(errors).toEqual([])
})

const VIEW =
  '<main rp-i="1"><button rp-click="a">first</button> <a href="#end">end</a> <a href="/plain">leave</a>' +
  '<svg width="9" height="3000"></svg><p id="end">the end</p></main>'
const until = <T>(look: () => T): ReturnType<typeof expect.poll> =>
  expect.poll(() => look(), { timeout: 60_000, interval: 20 })
const state = (): Promise<string | null> => page.getAttribute('html', 'rp-state')
const live = async (path = '/'): Promise<void> => {
  await page.goto(server.url + path)
  await until(state).toBe('live')
}
const place = (address: string, at: number, behind: number): Op => ['@', address, at, behind]
const say = (...ops: Op[]): void => server.now.send('patch', ops, ++n)
const bar = (): string => page.url().slice(server.url.length)
const entry = (): Promise<unknown> =>
  page.evaluate(() => {
    const { at, behind } = (history.state as { rp: { at: number; behind: number } }).rp
    return [at, behind]
  })
const length = (): Promise<number> => page.evaluate(() => history.length)
const offers = (): string[] => server.events.map(event => event.offer)
const cids = (): string[] => server.streams.map(stream => stream.cid)
const scrolled = (): Promise<number> => page.evaluate(() => Math.round(scrollY))
const scroll = async (top: number): Promise<void> => {
  await page.evaluate(to => scrollTo(0, to), top)
  await until(scrolled).toBe(top)
  await frames()
}
/** What scrolls is told of it with the next frame. */
const frames = (): Promise<unknown> =>
  page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
/** Goes back or forward as the visitor does, without waiting for anything. */
const go = (by: number): Promise<void> => page.evaluate(steps => void setTimeout(() => history.go(steps)), by)
/** Three entries: /, /b and /c. */
const three = async (): Promise<void> => {
  await live()
  say(place('/b', 4, 1))
  await until(bar).toBe('/b')
  say(place('/c', 7, 2))
  await until(bar).toBe('/c')
}
const rootOf = (content: string): string => `<div id="repartee" rp-i="0"><p rp-i="1">${content}</p></div>`
const greet = (connection: Connection): void =>
  connection.send('hello', { n: 0, seen: Number(connection.headers['rp-cursor'] ?? 0) })

describe('the address bar and the history', () => {
  it('get a new entry where more is behind, and another address where as much is', async () => {
    await live('/?a=1#part')
    const before = await length()
    say(place('/b?page=2', 4, 1))
    await until(bar).toBe('/b?page=2')
    expect(await length()).toBe(before + 1)
    expect(await entry()).toEqual([4, 1])
    say(place('/b?page=3', 5, 1))
    await until(bar).toBe('/b?page=3')
    expect([await length(), await entry()]).toEqual([before + 1, [5, 1]])
  })

  it('show at once the address that the page says is its own', async () => {
    server.boot = { place: ['/list?page=1', 0, 0] }
    await live('/list')
    const before = await length()
    expect([bar(), await entry()]).toEqual(['/list?page=1', [0, 0]])
    await page.reload()
    expect(await length()).toBe(before)
  })

  it('keep the part of the page in the address as long as the rest of it is the same', async () => {
    await live('/#end')
    say(place('/', 1, 0))
    await until(entry).toEqual([1, 0])
    expect(bar()).toBe('/#end')
    say(place('/', 2, 1))
    await until(entry).toEqual([2, 1])
    expect(bar()).toBe('/#end')
  })

  it('survive an address that no browser takes', async () => {
    await live()
    say(place('https://example.org/', 1, 1))
    say(place('/b', 2, 2))
    await until(bar).toBe('/b')
    expect(await state()).toBe('live')
  })
})

describe('the way back and forward', () => {
  it('of the visitor is wished for, and the page follows when the server does', async () => {
    await three()
    await go(-1)
    await until(offers).toEqual(['@4'])
    await until(bar).toBe('/b')
    expect(server.events[0]!.n).toBe(1)
    // said before the server knew
    say(place('/d', 9, 3), ['1', '<p rp-i="1">late</p>'])
    await until(() => page.textContent('#repartee')).toBe('late')
    expect([bar(), await entry()]).toEqual(['/b', [4, 1]])
    say(['1', '<p rp-i="1">back</p>'], place('/b?x=1', 4, 1))
    await until(bar).toBe('/b?x=1')
    expect(await page.textContent('#repartee')).toBe('back')
    await go(1)
    await until(offers).toEqual(['@4', '@7'])
    say(place('/c', 7, 2))
    say(place('/e', 11, 3))
    await until(bar).toBe('/e')
    expect(await length()).toBe(5) // with the blank page that every tab begins with
  })

  it('of a visitor in a hurry is wished for where it ended', async () => {
    await three()
    let answer = (_status: number): void => {}
    server.hear = () => new Promise(done => (answer = done))
    await page.click('button')
    await until(offers).toEqual(['1/a'])
    await go(-1)
    await until(bar).toBe('/b')
    await go(-1)
    await until(bar).toBe('/')
    server.hear = () => 204
    answer(204)
    await until(offers).toEqual(['1/a', '@0'])
    say(place('/x', 8, 3))
    say(place('', 0, 0))
    await page.click('button')
    await until(offers).toHaveLength(3)
    expect([bar(), await entry()]).toEqual(['/', [0, 0]])
  })

  it('of the server is gone step by step, over whatever stands between, and is not wished for', async () => {
    await three()
    await page.click('text=end')
    await until(bar).toBe('/c#end')
    say(place('', 0, 0))
    await until(bar).toBe('/')
    expect(await entry()).toEqual([0, 0])
    say(place('/z', 9, 1))
    await until(bar).toBe('/z')
    expect(offers()).toEqual([])
  })

  it('of the server ends where the browser has nothing more', async () => {
    await live()
    await page.evaluate(() => {
      history.back = () => {}
    })
    say(place('/b', 4, 1))
    await until(bar).toBe('/b')
    say(place('/a', 0, 0))
    await until(bar).toBe('/a')
    expect(await entry()).toEqual([0, 0])
  })

  it('within one page is the browser’s own, scroll and all', async () => {
    await three()
    await scroll(50)
    // not by the mouse, for which the link would have to be in sight
    await page.evaluate(() => document.querySelector('a')!.click())
    await until(bar).toBe('/c#end')
    expect(await scrolled()).toBeGreaterThan(1000)
    await frames()
    await go(-1)
    await until(bar).toBe('/c')
    await until(scrolled).toBe(50)
    await go(1)
    await until(scrolled).toBeGreaterThan(1000)
    expect([await entry(), offers()]).toEqual([[7, 2], []])
    await page.reload()
    await until(cids).toEqual(['c1', 'c1'])
  })

  it('finds the page scrolled as it was left, once it is there', async () => {
    await live()
    await scroll(700)
    say(place('/b', 4, 1))
    await until(bar).toBe('/b')
    await scroll(200)
    await go(-1)
    await until(offers).toEqual(['@0'])
    expect(await scrolled()).toBe(200)
    say(place('', 0, 0))
    await until(scrolled).toBe(700)
    await go(1)
    await until(offers).toEqual(['@0', '@4'])
    say(place('/b', 4, 1))
    await until(scrolled).toBe(200)
  })

  it('waits for the network as any event does', async () => {
    await three()
    server.hear = () => 503
    await go(-1)
    await until(() => server.events.length).toBeGreaterThan(1)
    server.hear = () => 204
    await until(() => page.evaluate(() => document.querySelectorAll('[rp-busy]').length)).toBe(0)
    expect(new Set(server.events.map(event => `${event.n} ${event.offer}`))).toEqual(new Set(['1 @4']))
  })

  it('loads the page anew where the server knows no such entry', async () => {
    await three()
    server.hear = () => 403
    await go(-1)
    await until(cids).toEqual(['c1', 'c2'])
    expect([bar(), server.pages, server.now.headers['rp-instead']]).toEqual(['/b', ['/', '/b'], undefined])
  })

  it('is undone where the page could not follow', async () => {
    await three()
    server.greet = c => {
      greet(c)
      if (c.headers['rp-cursor'] === undefined)
        c.send('resync', [['0', rootOf('stays')], place('/c', 7, 2)], 9)
    }
    server.hear = () => 409
    await go(-1)
    await until(bar).toBe('/c')
    await until(() => page.textContent('#repartee')).toBe('stays')
    server.hear = () => 204
    await go(-1)
    await until(offers).toEqual(['@4', '@4'])
  })

  it('is undone where the page could not follow, though nobody heard the answer', async () => {
    await three()
    server.hear = ({ n: sent }) => {
      if (server.events.filter(event => event.n === sent).length > 1) return 204
      say(place('/c', 7, 2))
      server.headers = { 'rp-cursor': '3' }
      return 'lose'
    }
    await go(-1)
    await until(() => server.events.length).toBe(2)
    await until(entry).toEqual([7, 2])
    await until(bar).toBe('/c')
  })

  it('is undone where the page could not follow, as the next stream says', async () => {
    await three()
    server.hear = () => new Promise(() => {})
    await go(-1)
    await until(offers).toEqual(['@4'])
    say(place('/c', 7, 2))
    server.greet = c => c.send('hello', { n: 1, seen: 3 })
    server.now.end()
    await until(entry).toEqual([7, 2])
    await until(bar).toBe('/c')
  })

  it('is over once the page was there, though it has gone on unseen', async () => {
    await three()
    server.headers = { 'rp-cursor': '3' }
    server.greet = c => c.refuse(503)
    server.now.end()
    await go(-1)
    await until(offers).toEqual(['@4'])
    server.greet = c => {
      greet(c)
      c.send('resync', [['0', rootOf('went on')], place('/on', 8, 2)], 9)
    }
    await until(() => page.textContent('#repartee')).toBe('went on')
    await until(bar).toBe('/on')
  })

  it('to an entry of a conversation before this one loads the page', async () => {
    await three()
    server.greet = c => (c.cid === 'c1' ? c.refuse(410) : greet(c))
    server.now.send('gone', { why: 'unknown' })
    await until(cids).toContain('c2')
    await until(state).toBe('live')
    expect(bar()).toBe('/c')
    await go(-1)
    await until(() => cids().at(-1)).toBe('c3')
    expect([bar(), offers()]).toEqual(['/b', []])
  })

  it('to what another script made of the history loads the page', async () => {
    await live()
    await page.evaluate(() => history.replaceState(null, '', '/foreign'))
    say(place('/b', 4, 1))
    await until(bar).toBe('/b')
    await page.evaluate(() => history.pushState(null, '', '/other'))
    await go(-1)
    await until(() => server.events.length).toBe(0)
    await go(1)
    await until(cids).toHaveLength(2)
    expect(server.pages).toEqual(['/', '/other'])
  })

  it('from a page that is over loads it', async () => {
    await three()
    server.greet = c => (c.cid === 'c1' ? c.refuse(410) : greet(c))
    server.now.send('gone', { why: 'answered' })
    await until(state).toBe('gone')
    await go(-1)
    await until(() => cids().at(-1)).toBe('c2')
    expect([bar(), offers()]).toEqual(['/b', []])
  })
})

describe('a page that is loaded in the middle of the history', () => {
  const resume = (at: Op) => (connection: Connection) => {
    greet(connection)
    if (connection.headers['rp-cursor'] === undefined)
      connection.send('resync', [['0', rootOf('resumed')], at], 9)
  }

  it('resumes where it was', async () => {
    await three()
    server.greet = resume(place('/c', 7, 2))
    await page.reload()
    await until(() => page.textContent('#repartee')).toBe('resumed')
    expect([server.now.cid, server.now.headers['rp-instead'], bar(), await entry()]).toEqual([
      'c1',
      'c2',
      '/c',
      [7, 2],
    ])
    expect([await length(), offers()]).toEqual([4, []])
  })

  it('lets nothing be pressed before it shows the conversation that it resumes', async () => {
    await three()
    let resumed = (): void => {}
    server.greet = connection => void (resumed = () => resume(place('/c', 7, 2))(connection))
    await page.reload()
    await until(cids).toEqual(['c1', 'c1'])
    const inert = (): Promise<boolean> => page.evaluate(() => document.getElementById('repartee')!.inert)
    expect(await inert()).toBe(true)
    resumed()
    await until(() => page.textContent('#repartee')).toBe('resumed')
    expect(await inert()).toBe(false)
  })

  it('follows the server if that went on meanwhile', async () => {
    await three()
    server.greet = resume(place('/d', 9, 3))
    await page.reload()
    await until(bar).toBe('/d')
    expect([await length(), await entry(), offers()]).toEqual([5, [9, 3], []])
    server.greet = resume(place('/c', 7, 2))
    await page.reload()
    await until(bar).toBe('/c')
    expect([await length(), await entry(), offers()]).toEqual([5, [7, 2], []])
  })

  it('still goes where the visitor went before the server knew', async () => {
    await three()
    server.hear = () => 503
    await go(-1)
    await until(() => server.events.length).toBeGreaterThan(0)
    server.greet = resume(place('/c', 7, 2))
    server.hear = () => 204
    server.events.length = 0
    await page.reload()
    await until(() => offers().slice(0, 1)).toEqual(['@4'])
    expect(bar()).toBe('/b')
    server.now.send('patch', [place('/b', 4, 1)], 10)
    await until(entry).toEqual([4, 1])
  })

  it('goes where the visitor came back to from another page, also if it is another entry', async () => {
    await three()
    await page.click('text=leave')
    await until(() => page.title()).toBe('plain')
    server.greet = resume(place('/c', 7, 2))
    await go(-2)
    await until(() => offers().slice(0, 1)).toEqual(['@4'])
    await until(() => page.textContent('#repartee')).toBe('resumed')
    expect([server.now.cid, bar()]).toEqual(['c1', '/b'])
  })

  it('says so if the server resumed it by itself', async () => {
    await three()
    server.boot = { cid: 'c1', token: 'token-c1', seen: 5, place: ['/d', 9, 3] }
    await page.reload()
    await until(bar).toBe('/d')
    await until(() => server.now.headers['rp-cursor']).toBe('5')
    expect([server.now.cid, await entry()]).toEqual(['c1', [9, 3]])
  })

  it('does not believe a copy that the browser kept of it', async () => {
    await three()
    await page.click('text=leave')
    await until(() => page.title()).toBe('plain')
    // as if from the cache: the page as it was once served
    server.boot = { cid: 'c1', token: 'token-c1' }
    server.greet = resume(place('/c', 7, 2))
    await go(-3)
    await until(() => offers().slice(0, 1)).toEqual(['@0'])
    expect([server.now.headers['rp-cursor'], bar()]).toEqual([undefined, '/'])
    server.now.send('patch', [place('', 0, 0)], 10)
    await until(() => page.textContent('#repartee')).toBe('resumed')
  })

  it('begins afresh if it came through a link', async () => {
    await live('/b')
    await page.goto(server.url)
    await page.goto(`${server.url}/b`)
    await until(cids).toEqual(['c1', 'c2', 'c3'])
    expect(server.streams.map(stream => stream.headers['rp-instead'])).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('a conversation’s new token', () => {
  it('is used from then on, and remembered', async () => {
    await live()
    server.headers = { 'rp-token': 'token-new' }
    await page.click('button')
    await until(() => server.events.length).toBe(1)
    server.headers = {}
    await page.click('button')
    await until(() => server.events.map(event => event.headers['rp-token'])).toEqual([
      'token-c1',
      'token-new',
    ])
    await page.reload()
    await until(() => server.streams.length).toBe(2)
    expect(server.now.headers['rp-token']).toBe('token-new')
  })

  it('is asked for with the stream where an event was not taken; a page that is not ours any more starts afresh', async () => {
    await live()
    server.hear = () => 403
    await page.click('button')
    await until(() => server.streams.length).toBe(2)
    await until(state).toBe('live')
    server.greet = c => (c.cid === 'c1' ? c.refuse(403) : greet(c))
    await page.click('button')
    await until(cids).toEqual(['c1', 'c1', 'c1', 'c2'])
    await until(() => page.textContent('.rp-notice-text')).toBe(
      'Your session has changed, so this page starts afresh.',
    )
  })
})
