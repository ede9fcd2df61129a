// The dashboard in real Chromium, by keyboard: where the focus goes, what the tab is called, where a screen begins, where Back leads.
import { dashboard } from 'repartee/dashboard'
import { limit, ops, worker } from 'repartee/ops'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from '../../../test/browser.ts'

let browser: Browser
let serving: Serving
let tab: Tab
let page: Page

const mailer = worker(
  'mailer',
  run => new Promise(done => run.signal.addEventListener('abort', () => done())),
)
const operations = ops(
  [mailer, ...Array.from({ length: 60 }, (_, i) => limit(`limit ${i}`, { rate: '5/minute' }))],
  { name: 'shop' },
)

beforeAll(async () => {
  browser = await openBrowser()
  const pages = { '/ops': dashboard(operations, { allow: () => true }) }
  serving = await serve({ pages, ops: operations, port: 0 })
})
afterAll(async () => {
  await serving.close()
  await browser.close()
})
beforeEach(async () => {
  tab = await openTab(browser)
  page = tab.page
  await page.goto(`${serving.url}/ops?screen=limits`)
  await page.waitForSelector('html[rp-state=live]')
  await page.waitForFunction(() => document.title.startsWith('Limits'))
})
afterEach(async () => {
  expect(tab.errors).toEqual([])
  await tab.close()
})

const focused = (selector: string) =>
  page.waitForFunction(wanted => document.activeElement?.matches(wanted) === true, selector)
const titled = (title: string) => page.waitForFunction(wanted => document.title.startsWith(wanted), title)

describe('the palette in a browser', () => {
  it('has the focus while it is open, and gives it back to where it was', async () => {
    await page.focus('thead a')
    await page.keyboard.press('Control+k')
    await focused('.palette:modal input')
    await page.keyboard.type('limit 7')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.palette', { state: 'detached' })
    await focused('thead a')
  })

  it('shuts when one presses beside it, not inside of it', async () => {
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette:modal')
    await page.click('.palette-keys', { position: { x: 2, y: 2 } })
    await focused('.palette:modal input, body, .palette')
    expect(await page.locator('.palette').count()).toBe(1)
    await page.mouse.click(5, 300)
    await page.waitForSelector('.palette', { state: 'detached' })
  })

  it('leads to a screen, which has the focus then; Back leads to where one was, without the palette', async () => {
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette:modal')
    await page.keyboard.type('workers')
    await page.keyboard.press('Enter')
    await titled('Workers')
    await focused('main')
    await page.goBack()
    await titled('Limits')
    await page.waitForSelector('.palette', { state: 'detached' })
    await page.keyboard.press('?')
    await page.waitForSelector('.palette:modal')
  })

  it('asks before it does what is dangerous; Escape is a no, and the focus is back', async () => {
    await page.keyboard.press('/')
    await focused('.search')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('.palette:modal')
    await page.keyboard.type('stop mailer')
    await page.keyboard.press('Enter')
    await focused('.ask:modal button')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.ask', { state: 'detached' })
    await focused('.search')
    expect(operations.audit.read()).toEqual([])
  })
})

describe('a screen in a browser', () => {
  it('begins at its top, and Back is where one had scrolled to', async () => {
    await page.evaluate(() => scrollTo(0, 700))
    await page.waitForFunction(() => scrollY > 500)
    await page.click('text="limit 20"')
    await titled('limit 20 · Limits · shop')
    expect(await page.evaluate(() => scrollY)).toBe(0)
    await focused('main')
    await page.goBack()
    await titled('Limits · shop')
    await page.waitForFunction(() => scrollY > 500)
  })

  it('leaves the focus in the menu of whoever walks the menu', async () => {
    await page.focus('.menu a[href$="=audit"]')
    await page.keyboard.press('Enter')
    await titled('Audit')
    await focused('.menu a[href$="=audit"]')
  })

  it('has its search field at a key, except while somebody types', async () => {
    await page.keyboard.press('/')
    await focused('.search')
    await page.keyboard.type('a/b')
    await page.waitForFunction(() => location.search.includes('text=a%2Fb'))
  })
})
