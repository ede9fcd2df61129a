// The dashboard in real Chromium for those who do not see it well, or use no mouse: every screen, light and dark.
import { component, every, hear, topic } from 'repartee'
import { dashboard } from 'repartee/dashboard'
import { cron, limit, ops, resource, worker } from 'repartee/ops'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from '../../../test/browser.ts'
import { SCREENS } from '../screens.ts'
import { barriersIn } from './barriers.fixture.ts'

const abroad = (signal: AbortSignal): Promise<void> =>
  new Promise(done => signal.addEventListener('abort', () => done()))
const fails = (why: string) => (): Promise<never> => Promise.reject(new Error(why))
const operations = ops(
  [
    worker('mailer', async run => (run.log('sent one'), abroad(run.signal)), { description: 'Sends mail' }),
    worker('indexer', fails('the index is locked')),
    cron('digest', '0 3 * * *', async run => run.log('sent')),
    cron('tidy', '0 4 * * *', fails('no room')),
    limit('sign-in', { rate: '2/minute', by: 'ip' }),
    limit('uploads', { rate: '10/hour', by: 'everyone' }),
    resource('db', { kind: 'database', open: () => ({}), check: () => Promise.resolve() }),
    resource('cache', { kind: 'cache', open: () => ({}), check: fails('no answer') }),
  ],
  { name: 'shop', slowMs: 1 },
)
const news = topic<{ readonly text: string }>('news')
const Shop = component({
  name: 'shop',
  state: () => ({ n: 0, tags: ['a'] }),
  on: { add: s => ({ ...s, n: s.n + 1 }), heard: s => s },
  listen: (_, on) => [every(3_600_000, on.add), hear(news, on.heard)],
  view: (s, on) => <button onClick={on.add}>{`n is ${s.n}`}</button>,
})

let browser: Browser
let serving: Serving
let shop: Tab
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  serving = await serve({
    pages: { '/': Shop, '/ops': dashboard(operations, { allow: () => true }) },
    ops: operations,
    port: 0,
  })
  shop = await openTab(browser)
  await shop.page.goto(serving.url)
  await shop.page.waitForSelector('html[rp-state=live]')
  for (const error of [undefined, undefined, new Error('no stock')]) {
    const work = operations.begin({ service: 'shop', endpoint: 'GET /cart', transport: 'http' })
    await work?.run(() =>
      operations.span('load', () => new Promise(done => setTimeout(done, 5)), { resource: 'db' }),
    )
    work?.end(error === undefined ? { status: 200 } : { status: 500, error })
  }
  for (const name of ['digest', 'tidy']) operations.crons.trigger(name)
  for (let i = 0; i < 5; i++) operations.limits.allow('sign-in', '192.0.2.1')
  tab = await openTab(browser)
  page = tab.page
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open('?screen=crons')
  await page.getByRole('button', { name: 'Pause digest' }).click()
  await page.getByRole('button', { name: 'Resume digest' }).waitFor()
})
afterAll(async () => {
  await serving.close()
  await browser.close()
})

async function open(query: string): Promise<void> {
  await page.goto(`${serving.url}/ops${query}`)
  await page.waitForSelector('html[rp-state=live]')
  await page.keyboard.press('Tab')
}

/** What a screen reader would tell nothing of, though it can be reached. The main part itself is only where the focus begins. */
async function unnamed(): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  const isReached = (words: (typeof nodes)[number]['properties']): boolean =>
    words?.some(({ name, value }) => name === 'focusable' && value.value === true) === true
  return nodes
    .filter(({ ignored, name }) => !ignored && !name?.value)
    .map(({ role, properties }) => ({ role: String(role?.value), properties }))
    .filter(({ role, properties }) => NAMED.has(role) || (isReached(properties) && !UNNAMED.has(role)))
    .map(({ role }) => `no name: ${role}`)
}
const NAMED = new Set(['image', 'table', 'navigation', 'dialog', 'alertdialog'])
const UNNAMED = new Set(['RootWebArea', 'main'])

async function barriers(): Promise<string[]> {
  const found = await unnamed()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const more = await page.evaluate(barriersIn)
    found.push(...more.map(each => `${colorScheme}: ${each}`))
  }
  return found
}

// Where there is one node, nobody is shown the screen of nodes.
const names = SCREENS.map(({ name }) => name).filter(name => name !== 'nodes')

describe.each(names)('the screen %s', name => {
  it('is in nobody’s way, with its list and with the page of one thing', async () => {
    await open(`?screen=${name}`)
    expect(await barriers()).toEqual([])
    const one = page.locator('tbody a[href*="id="]').first()
    await open((await one.getAttribute('href')) ?? '')
    expect(await barriers()).toEqual([])
  })
})

describe('in nobody’s way', () => {
  it('is the palette', async () => {
    await open('')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette:modal')
    await page.keyboard.type('cron')
    await page.waitForSelector('.palette li[aria-selected=true]')
    expect(await barriers()).toEqual([])
  })

  it('are a question, and what was said of an act', async () => {
    await open('?screen=workers')
    await page.getByRole('button', { name: 'Stop mailer' }).click()
    await page.waitForSelector('.ask')
    await page.keyboard.press('Tab')
    expect(await barriers()).toEqual([])
    await page.keyboard.press('Escape')
    await page.waitForSelector('.ask', { state: 'detached' })
    await page.getByRole('button', { name: 'Restart mailer' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Restart' }).click()
    await page.waitForSelector('.said:not(:empty)')
    await page.keyboard.press('Tab')
    expect(await barriers()).toEqual([])
  })

  it('are one event of a conversation that is recorded, and what its replay brought', async () => {
    await open('?screen=conversations&text=path:/')
    await page.locator('tbody a[href*="id="]').last().click()
    await page.getByRole('button', { name: /^Record/ }).click()
    await page.getByRole('button', { name: /^Replay/ }).waitFor()
    await shop.page.getByRole('button').click()
    await page.locator('a[href*="moment="]').first().waitFor()
    await page.getByRole('button', { name: /^Replay/ }).click()
    await page.waitForSelector('.verdict')
    await page.keyboard.press('Tab')
    expect(await barriers()).toEqual([])
    await page.locator('a[href*="moment="]').first().click()
    await page.waitForSelector('.sides')
    await page.keyboard.press('Tab')
    expect(await barriers()).toEqual([])
  })

  it('is the past', async () => {
    await open('?screen=workers')
    await page.waitForFunction(() => document.querySelector('[name=when]:disabled') === null)
    await page.keyboard.press('h')
    await page.waitForSelector('.desk.past')
    expect(await barriers()).toEqual([])
  })

  it('is a narrow screen', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    for (const query of ['', '?screen=endpoints', '?screen=limits&id=sign-in']) {
      await open(query)
      expect(await barriers()).toEqual([])
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  })
})
