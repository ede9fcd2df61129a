// Several tabs of one real browser, and a proxy that holds streams back, before the real server.
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { component, hear, topic } from 'repartee'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Counter } from '../examples/counter.tsx'
import { Level } from '../examples/crumbs.tsx'
import { edgeOf, handlerOf } from '../src/server/handler.ts'
import { openBrowser, openTab, type Tab } from './browser.ts'

const news = topic<number>('news')

/** What it heard, in order, and how often it was pressed. */
const Log = component({
  name: 'log',
  state: () => ({ heard: [] as readonly number[], pressed: 0 }),
  on: {
    heard: (s, n: number) => ({ ...s, heard: [...s.heard, n] }),
    press: s => ({ ...s, pressed: s.pressed + 1 }),
  },
  listen: (_s, on) => hear(news, on.heard),
  view: (s, on) => (
    <main>
      <output>{s.heard.join(' ')}</output>
      <button onClick={on.press}>pressed {s.pressed}</button>
    </main>
  ),
})

let browser: Browser
let context: BrowserContext
let server: Server
let edge: ReturnType<typeof edgeOf>
let url: string
const tabs: Tab[] = []
/** Connections that are busy with a stream now. */
const streams = new Set<Socket>()
const asked: string[] = []

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  context = await browser.newContext()
  asked.length = 0
  streams.clear()
  edge = edgeOf({ pages: { '/': Log, '/counter': Counter, '/places': Level } })
  const { node } = handlerOf(edge)
  server = createServer((request, response) => {
    const path = request.url!
    asked.push(`${request.method} ${path.replace(/[\w-]{22}/, '…')}`)
    if (request.method === 'GET' && /_rp\/(stream|hub)/.test(path)) {
      const { socket } = request
      streams.add(socket)
      socket.on('close', () => streams.delete(socket))
    }
    node(request, response)
  })
  url = await listening(server)
})
afterEach(async () => {
  for (const tab of tabs.splice(0)) expect(tab.errors).toEqual([])
  await context.close()
  await edge.close()
  server.closeAllConnections()
  await new Promise(done => server.close(done))
})

async function listening(one: Server): Promise<string> {
  await new Promise<void>(done => one.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`
}

const until = <T,>(look: () => T): ReturnType<typeof expect.poll> =>
  expect.poll(() => look(), { timeout: 60_000, interval: 30 })
const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')
const root = (page: Page): Promise<string | null> => page.textContent('#repartee')

async function tab(path: string, at = url): Promise<Page> {
  const opened = await openTab(browser, context)
  tabs.push(opened)
  await opened.page.goto(at + path)
  await live(opened.page)
  return opened.page
}

describe('ten tabs of one browser, which has six connections', () => {
  /** Whether this page is the one that reads the stream of the others. */
  const leads = (page: Page): Promise<boolean> =>
    page.evaluate(async () => {
      const mine = await navigator.locks.request('mine', async () => {
        const { held = [] } = await navigator.locks.query()
        return held.find(lock => lock.name === 'mine')?.clientId
      })
      const { held = [] } = await navigator.locks.query()
      return held.some(lock => lock.name!.endsWith(' leads') && lock.clientId === mine)
    })
  const output = (page: Page): Promise<string | null> => page.textContent('output')

  it('all stay live; when the one that leads is closed, nothing is lost and nothing comes twice', async () => {
    const pages: Page[] = []
    for (let n = 0; n < 10; n++) pages.push(await tab('/'))
    expect(streams.size).toBe(3)
    for (const page of pages) {
      await page.click('button')
      await page.waitForSelector('text=pressed 1')
    }
    edge.runtime.async.publish('news', 1)
    for (const page of pages) await until(() => output(page)).toBe('1')

    const leading = await Promise.all(pages.map(leads))
    expect(leading.filter(Boolean)).toHaveLength(1)
    const [leader] = pages.splice(leading.indexOf(true), 1)
    const pressing = Promise.all(pages.map(page => page.click('button')))
    for (let n = 2; n <= 20; n++) {
      edge.runtime.async.publish('news', n)
      if (n === 10) await leader!.close()
    }
    await pressing
    const all = Array.from({ length: 20 }, (_, n) => n + 1).join(' ')
    for (const page of pages) {
      await until(() => output(page)).toBe(all)
      await page.waitForSelector('text=pressed 2')
    }
    // Whoever closed is attached no longer.
    await until(() => streams.size).toBe(3)
    const first = pages.find(page => !page.isClosed())!
    await Promise.all(pages.filter(page => page !== first).map(page => page.close()))
    await until(() => streams.size).toBe(1)
    edge.runtime.async.publish('news', 21)
    await until(() => output(first)).toBe(`${all} 21`)
  })

  it('replace the one that leads when it is stuck', async () => {
    // As while the browser prints or asks in that tab: what others should be told, they are not.
    await context.addInitScript(() => {
      const { postMessage } = BroadcastChannel.prototype
      BroadcastChannel.prototype.postMessage = function (message: unknown) {
        if (!('isStuck' in globalThis)) postMessage.call(this, message)
      }
    })
    const pages: Page[] = []
    for (let n = 0; n < 3; n++) pages.push(await tab('/'))
    const leader = pages[2]!
    expect(await leads(leader)).toBe(true)
    const opened = await openTab(browser, context)
    tabs.push(opened)
    const { page } = opened
    await page.clock.install()
    // The clock's own performance knows of no requests.
    await page.addInitScript(() => {
      const entries = [{ nextHopProtocol: 'http/1.1', type: 'navigate' }]
      Object.assign(performance, { getEntriesByType: () => entries })
    })
    await page.goto(url)
    await live(page)
    await leader.evaluate(() => void Object.assign(globalThis, { isStuck: true }))
    edge.runtime.async.publish('news', 1)
    await page.clock.runFor(40_000)
    // In steps that leave the network its time: a page that waits for it tries another way.
    await until(async () => {
      await page.clock.runFor(100)
      return (await output(page)) === '1' && leads(page)
    }).toBe(true)
    // Asked now: the clock of the one that leads stands still, so it may be taken for stuck in its turn.
    expect(await leads(leader)).toBe(false)
    await leader.evaluate(() => void Reflect.deleteProperty(globalThis, 'isStuck'))
    edge.runtime.async.publish('news', 2)
    for (const each of [...pages, page]) await until(() => output(each)).toBe('1 2')
  })

  it('tell the server of each that was closed', async () => {
    const pages: Page[] = []
    for (let n = 0; n < 5; n++) pages.push(await tab('/'))
    const follower = pages[4]!
    expect(await leads(follower)).toBe(false)
    await follower.close()
    await until(() => asked).toContain('DELETE /_rp/hub/…')
    expect(streams.size).toBe(3)
  })
})

it('tabs that share wait in the back-forward cache, and go on where they were', async () => {
  const own = await openBrowser(['--disable-back-forward-cache'])
  try {
    context = await own.newContext()
    const pages: Page[] = []
    for (let n = 0; n < 4; n++) pages.push(await tab('/'))
    let news = 0
    // The third leads, the fourth follows.
    for (const page of pages.slice(2)) {
      await page.evaluate(() => ((globalThis as { mark?: number }).mark = 1))
      await page.goto(`${url}/counter`)
      await live(page)
      edge.runtime.async.publish('news', ++news)
      await page.evaluate(() => void setTimeout(() => history.back()))
      const heard = Array.from({ length: news }, (_, n) => n + 1).join(' ')
      for (const each of pages) await until(() => each.textContent('output').catch(() => '')).toBe(heard)
      // The very document that was left.
      expect(await page.evaluate(() => (globalThis as { mark?: number }).mark)).toBe(1)
      await page.click('button')
      await page.waitForSelector('text=pressed 1')
    }
  } finally {
    tabs.length = 0
    await own.close()
  }
})

it('one tab has a stream of its own, and asks for nothing more', async () => {
  const page = await tab('/counter')
  await page.click('text=+')
  await until(() => root(page)).toBe('−1+')
  expect(asked.map(each => each.replace(/\.\w+\./, '.'))).toEqual([
    'GET /counter',
    expect.stringMatching(/\.css$/),
    expect.stringMatching(/client\.js$/),
    'GET /_rp/stream/…',
    'POST /_rp/event/…',
  ])
})

describe('a tab that was duplicated, history and all', () => {
  /** As the browser does it: another tab whose entries are those of `of`. */
  const duplicate = async (of: Page, path: string, entries: unknown[]): Promise<Page> => {
    const page = await tab(path)
    await page.evaluate(
      ([here, states]) => {
        history.replaceState(states[0], '', here)
        for (const state of states.slice(1)) history.pushState(state, '', here)
      },
      [of.url(), entries] as const,
    )
    await page.reload()
    await live(page)
    return page
  }
  const state = (page: Page): Promise<{ rp: { cid: string } }> =>
    page.evaluate(() => history.state as { rp: { cid: string } })

  it('goes on by itself from where the other one is, which stays', async () => {
    const first = await tab('/counter')
    await first.click('text=+')
    await first.click('text=+')
    await until(() => root(first)).toBe('−2+')
    const second = await duplicate(first, '/counter', [await state(first)])
    await until(() => root(second)).toBe('−2+')
    await second.click('text=+')
    await until(() => root(second)).toBe('−3+')
    await first.click('text=−')
    await until(() => root(first)).toBe('−1+')
    expect(await root(second)).toBe('−3+')
    expect(await first.locator('.rp-notice').count()).toBe(0)
    const [one, two] = [await state(first), await state(second)]
    expect(one.rp.cid).not.toBe(two.rp.cid)
    // A reload is none: both are where they were.
    for (const [page, shows, before] of [
      [first, '−1+', one],
      [second, '−3+', two],
    ] as const) {
      await page.reload()
      await live(page)
      await until(() => root(page)).toBe(shows)
      expect((await state(page)).rp.cid).toBe(before.rp.cid)
    }
    expect(asked.filter(each => each.includes('/fork/'))).toHaveLength(1)
  })

  it('goes back through the entries that it was duplicated with', async () => {
    const first = await tab('/places')
    const entries = [await state(first)]
    await first.click('text=Europe')
    await until(() => first.textContent('strong')).toBe('Europe')
    entries.push(await state(first))
    const second = await duplicate(first, '/places', entries)
    await until(() => second.textContent('strong')).toBe('Europe')
    await second.evaluate(() => history.back())
    await until(() => second.textContent('strong')).toBe('World')
    await second.evaluate(() => history.forward())
    await until(() => second.textContent('strong')).toBe('Europe')
    expect(await first.textContent('strong')).toBe('Europe')
  })
})

describe('behind a proxy that holds every answer back until it has ended', () => {
  let proxy: Server
  let through: string
  let holds: boolean
  beforeEach(async () => {
    holds = true
    proxy = createServer((request, response) => {
      const { hostname, port } = new URL(url)
      const { method, headers, url: path } = request
      const onward = ask({ hostname, port, path, method, headers }, answer => {
        const { statusCode = 502 } = answer
        if (!holds) return void answer.pipe(response.writeHead(statusCode, answer.headers))
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => response.writeHead(statusCode, answer.headers).end(Buffer.concat(parts)))
      })
      onward.on('error', () => response.destroy())
      response.on('close', () => onward.destroy())
      request.pipe(onward)
    })
    through = await listening(proxy)
  })
  afterEach(async () => {
    proxy.closeAllConnections()
    await new Promise(done => proxy.close(done))
  })

  it('a page asks in pieces, says what is wrong once, and streams again when it can', async () => {
    const opened = await openTab(browser, context)
    tabs.push(opened)
    const { page, warnings } = opened
    await page.clock.install()
    await page.goto(through + '/')
    /** Lets the page's time pass until it is so. */
    const passing = async (ms: number, test: () => unknown): Promise<void> => {
      await until(async () => {
        await page.clock.runFor(ms)
        return !!(await test())
      }).toBe(true)
    }
    await passing(1000, () => page.$('html[rp-state=live]'))
    await page.click('button')
    await passing(100, () => page.$('text=pressed 1'))
    edge.runtime.async.publish('news', 1)
    edge.runtime.async.publish('news', 2)
    await passing(100, async () => (await page.textContent('output')) === '1 2')
    await passing(1000, () => warnings.length > 0)
    expect(await page.getAttribute('html', 'rp-state')).toBe('live')
    expect(warnings.join()).toContain('a proxy, holds text/event-stream back')
    // No one stays attached but the piece that waits.
    expect(streams.size).toBeLessThanOrEqual(2)

    holds = false
    const before = asked.length
    // A trial, and time for it.
    await passing(5000, () => asked.slice(before).some(each => each.endsWith('/hub')))
    await passing(100, () => asked.slice(before).some(each => each.endsWith('stream/…')))
    await passing(100, () => page.$('html[rp-state=live]'))
    edge.runtime.async.publish('news', 3)
    await until(() => page.textContent('output')).toBe('1 2 3')
    expect(warnings).toHaveLength(1)
  })
})
