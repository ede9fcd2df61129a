// What a page does on real networks, in real Chromium, against a server that is told what to answer.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { fakeServer, type Connection, type FakeServer } from '../../test/fake-server.ts'

let browser: Browser
let client: string
let server: FakeServer
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  client = await bundle({ file: `${import.meta.dirname}/main.ts` })
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await fakeServer(client, '<p rp-i="1"><button rp-click="a">a</button></p>')
  tab = await openTab(browser)
  page = tab.page
  await page.clock.install()
})
afterEach(async () => {
  const errors = tab.errors.filter(text => !text.startsWith('Failed to load resource'))
  await tab.close()
  await server.close()
  expect(errors).toEqual([])
})

const until = <T>(look: () => T): ReturnType<typeof expect.poll> =>
  expect.poll(() => look(), { timeout: 60_000, interval: 20 })
const live = async (): Promise<void> => {
  await page.goto(server.url)
  await until(state).toBe('live')
}
const state = (): Promise<string | null> => page.getAttribute('html', 'rp-state')
const waiting = (): Promise<string | null> => page.getAttribute('html', 'rp-waiting')
const greet = (connection: Connection): void =>
  connection.send('hello', { n: 0, seen: Number(connection.headers['rp-cursor'] ?? 0) })
const heard = (): number[] => server.events.map(event => event.n)
/** Lets the page's time pass, step by step, until it is so; answers how much did. */
const passing = async (ms: number, test: () => unknown): Promise<number> => {
  let passed = 0
  await until(async () => {
    if (await test()) return true
    await page.clock.runFor(ms)
    passed += ms
    return false
  }).toBe(true)
  return passed
}
const seen = (isHidden: boolean): Promise<void> =>
  page.evaluate(hidden => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)

describe('a page that nobody sees', () => {
  it('lets go of its stream after five minutes, and takes it up where it was when it is seen', async () => {
    await live()
    server.now.send('patch', [['1', '<p rp-i="1">one</p>']], 1)
    await until(() => page.textContent('#repartee')).toBe('one')
    await seen(true)
    for (let n = 0; n < 29; n++) {
      server.now.send('ping', {})
      await page.clock.runFor(10_000)
    }
    expect(server.streams.map(stream => stream.open)).toEqual([true])
    await passing(1000, () => !server.now.open)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.clock.runFor(600_000)
    expect(server.streams.length).toBe(1)
    await seen(false)
    await until(() => server.streams.length).toBe(2)
    expect(server.now.headers['rp-cursor']).toBe('1')
    await until(state).toBe('live')
  })

  it('keeps its stream if it is seen again before', async () => {
    await live()
    await seen(true)
    await page.clock.runFor(20_000)
    await seen(false)
    server.now.send('ping', {})
    await page.clock.runFor(10_000)
    expect(server.streams.map(stream => stream.open)).toEqual([true])
  })
})

describe('a server that asks for time', () => {
  it.each([
    ['seconds', (): string => '30'],
    ['a date', (): string => new Date(Date.now() + 30_000).toUTCString()],
  ])(
    'is not asked for the stream before, whatever happens, and not by all at once (%s)',
    async (_, after) => {
      await live()
      server.greet = c => (server.streams.length === 2 ? c.refuse(503, { 'retry-after': after() }) : greet(c))
      server.now.end()
      await passing(100, () => server.streams.length === 2)
      await until(state).toBe('reconnecting')
      await page.clock.runFor(10_000)
      await seen(false)
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await page.clock.runFor(15_000)
      expect(server.streams.length).toBe(2)
      // Up to half as long again.
      expect(await passing(1000, () => server.streams.length === 3)).toBeLessThan(25_000)
      await until(state).toBe('live')
    },
  )

  it('gets an event again only then', async () => {
    await live()
    server.headers = { 'retry-after': '20' }
    server.hear = () => (server.events.length === 1 ? 429 : 204)
    await page.click('button')
    await until(heard).toEqual([1])
    await page.clock.runFor(15_000)
    expect(heard()).toEqual([1])
    await passing(1000, () => server.events.length === 2)
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    expect(heard()).toEqual([1, 1])
  })
})

describe('what answers in the place of the server', () => {
  it.each([200, 202, 404, 408, 511])('takes no event (%s)', async status => {
    await live()
    server.hear = () => (server.events.length < 3 ? status : 204)
    await page.click('button')
    await passing(500, () => server.events.length === 3)
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    expect(heard()).toEqual([1, 1, 1])
    expect(tab.warnings).toEqual([])
  })

  it('is no stream, though it answers 200 with a page', async () => {
    await live()
    server.greet = c =>
      server.streams.length < 4 ? c.refuse(200, { 'content-type': 'text/html' }) : greet(c)
    server.now.end()
    await passing(500, () => server.streams.length === 4)
    await until(state).toBe('live')
    expect(server.pages).toHaveLength(1)
  })
})

describe('a connection that is dead and does not say so', () => {
  it('is left as soon as it does not bring what the answer to an event speaks of', async () => {
    await live()
    server.headers = { 'rp-cursor': '1' }
    await page.click('button')
    await until(heard).toEqual([1])
    await passing(1000, () => server.streams.length === 2)
    await until(state).toBe('live')
    expect(server.now.headers['rp-cursor']).toBe('0')
  })

  it('is left at once where the answer to an event is of another process', async () => {
    await live()
    server.headers = { 'rp-cursor': '2000000001' }
    await page.click('button')
    await until(() => server.streams.length).toBe(2)
    expect(server.now.headers['rp-cursor']).toBe('0')
  })

  it('is not taken for one that is slow', async () => {
    await live()
    server.headers = { 'rp-cursor': '1' }
    await page.click('button')
    await until(heard).toEqual([1])
    await page.clock.runFor(2000)
    server.now.raw('id: 1\n')
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)))
    await page.clock.runFor(10_000)
    expect(server.streams).toHaveLength(1)
  })

  it('is found after a sleep, in which the clock went on and timers did not, and when the clock is set back', async () => {
    await live()
    for (const [streams, hours] of [
      [2, 3],
      [3, -2],
    ] as const) {
      await page.evaluate(ms => {
        const { now } = Date
        Date.now = () => now() + ms
      }, hours * 3_600_000)
      await passing(1000, () => server.streams.length === streams)
      await until(state).toBe('live')
    }
  })
})

describe('events without a connection', () => {
  it('wait, are counted for all to see, and go up when there is one', async () => {
    await live()
    await tab.context.setOffline(true)
    server.now.end(true)
    await until(state).toBe('offline')
    for (let n = 0; n < 3; n++) await page.click('button')
    await until(waiting).toBe('3')
    expect(await page.locator('[rp-busy]').count()).toBe(1)
    await tab.context.setOffline(false)
    await passing(500, async () => (await waiting()) === null)
    expect([heard(), await page.locator('[rp-busy]').count()]).toEqual([[1, 2, 3], 0])
  })

  it('of a document that took a conversation up have numbers that none of the former one can have', async () => {
    server.seen = 4
    server.greet = c => c.send('hello', { n: 6, seen: 4 })
    const began = Date.now()
    await live()
    await page.click('button')
    await until(heard).toHaveLength(1)
    const [first = 0] = heard()
    expect(first).toBeGreaterThan(began)
    expect(first).toBeLessThanOrEqual(Date.now() + 1)
    server.now.end()
    await passing(500, () => server.streams.length === 2)
    await page.click('button')
    await until(heard).toEqual([first, first + 1])
  })
})

it('a conversation that ended while nobody listened says how', async () => {
  await live()
  server.greet = c => c.refuse(410, { 'rp-gone': 'failed ref-7' })
  server.now.end()
  await passing(500, async () => (await state()) === 'gone')
  expect(await page.textContent('.rp-notice-text')).toBe('Something went wrong, and this page cannot go on.')
  expect(await page.textContent('.rp-notice-reference')).toBe('ref-7')
})
