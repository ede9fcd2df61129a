// The development overlay, used as a developer does, in a real browser.
import { call, component, every } from 'repartee'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Booking } from '../examples/booking.tsx'
import { Counter } from '../examples/counter.tsx'
import { openBrowser, openTab, type Tab } from './browser.ts'

/** Stands over the page and changes by itself. */
const Over = component({
  name: 'over',
  state: () => ({ ticks: 0 }),
  on: { tick: s => ({ ticks: s.ticks + 1 }) },
  listen: (_, on) => every(50, on.tick),
  view: s => (
    <p>
      {s.ticks > 3 ? 'many' : 'few'} ticks <i>{s.ticks}</i>
    </p>
  ),
})

const Under = component({
  name: 'under',
  state: () => ({}),
  on: {
    *ask() {
      yield* call(Over, {}, { place: 'over' })
    },
  },
  view: (_, on) => (
    <main>
      <input aria-label="a field" /> <button onClick={on.ask}>Ask</button>
    </main>
  ),
})

const pages = { '/': Counter, '/book': Booking, '/under': Under }

let browser: Browser
let serving: Serving
let plain: Serving
const tabs: Tab[] = []

beforeAll(async () => {
  browser = await openBrowser()
  plain = await serve({ pages, port: 0 })
  process.env['REPARTEE_DEV'] = '1'
  serving = await serve({ pages, port: 0 })
  delete process.env['REPARTEE_DEV']
})
afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    expect([...tab.errors, ...tab.warnings]).toEqual([])
    await tab.close()
  }
})
afterAll(async () => {
  await Promise.all([serving.close(), plain.close()])
  await browser.close()
})

async function open(path: string, at: Serving = serving): Promise<Page> {
  const tab = await openTab(browser)
  tabs.push(tab)
  await tab.page.goto(at.url + path)
  await tab.page.waitForSelector('html[rp-state=live]')
  return tab.page
}

const knob = (page: Page): Locator => page.getByRole('button', { name: 'Development panel' })
const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'repartee, development' })
const row = (page: Page, name: string): Locator =>
  panelOf(page).getByRole('treeitem').filter({ hasText: name })
const tab = (page: Page, name: string): Locator => panelOf(page).getByRole('tab', { name })
const focused = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => {
    const { activeElement } = document
    const inside = activeElement?.shadowRoot?.activeElement
    return (inside ?? activeElement)?.textContent || activeElement?.getAttribute('aria-label')
  })
const until = <T,>(look: () => Promise<T>): ReturnType<typeof expect.poll> =>
  expect.poll(look, { timeout: 60_000, interval: 20 })

describe('the development overlay', () => {
  it('is not there unless it is asked for', async () => {
    const page = await open('/', plain)
    expect(await page.locator('rp-dev').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(1)
    await page.keyboard.press('Control+Shift+Period')
    expect(await panelOf(page).count()).toBe(0)
  })

  it('shows the tree, where it is defined, and each event as it comes', async () => {
    const page = await open('/')
    await knob(page).click()
    await row(page, 'counter').click()
    await panelOf(page)
      .getByRole('button', { name: /^examples\/counter\.tsx:\d+:\d+$/ })
      .waitFor()
    await page.getByRole('button', { name: 'one more' }).click()
    await row(page, '{ n: 1 }').waitFor()
    await tab(page, 'Events').click()
    await panelOf(page)
      .getByRole('button', { name: /^1 .*inc counter 1/ })
      .waitFor()
  })

  it('steps back to before an event and replays from there', async () => {
    const page = await open('/')
    const more = page.getByRole('button', { name: 'one more' })
    for (let i = 0; i < 3; i++) await more.click()
    const shown = page.locator('output')
    await until(() => shown.textContent()).toBe('3')
    await knob(page).click()
    await tab(page, 'Events').click()
    await panelOf(page)
      .getByRole('button', { name: /^2 .*inc/ })
      .click()
    await panelOf(page).getByText('state.n').waitFor()
    await panelOf(page).getByRole('button', { name: 'Back to before this' }).click()
    await until(() => shown.textContent()).toBe('1')
    await panelOf(page).getByRole('button', { name: 'Replay this' }).click()
    await until(() => shown.textContent()).toBe('2')
    await panelOf(page).getByRole('button', { name: 'Replay from here' }).click()
    await until(() => shown.textContent()).toBe('3')
    await more.click()
    await until(() => shown.textContent()).toBe('4')
  })

  it('takes the browser along, back and forward in the history', async () => {
    const page = await open('/book')
    await page.getByRole('textbox').fill('Ada')
    await page.keyboard.press('Enter')
    await page.locator('form').getByText('Which room, Ada?').waitFor()
    await knob(page).click()
    await tab(page, 'Events').click()
    await panelOf(page)
      .getByRole('button', { name: /^1 .*next/ })
      .click()
    await panelOf(page).getByRole('button', { name: 'Back to before this' }).click()
    await page.locator('form').getByText('Your name?').waitFor()
    await panelOf(page).getByRole('button', { name: 'Replay this' }).click()
    await page.locator('form').getByText('Which room, Ada?').waitFor()
    await tab(page, 'History').click()
    await panelOf(page).getByRole('button', { name: 'Go back' }).click()
    await page.locator('form').getByText('Your name?').waitFor()
    await panelOf(page).getByRole('button', { name: 'Go forward' }).click()
    await page.locator('form').getByText('Which room, Ada?').waitFor()
  })

  it('outlines on the page what is pointed at in the tree, also a flow by what it shows', async () => {
    const page = await open('/book')
    await knob(page).click()
    await row(page, 'booking').hover()
    const outline = page.locator('rp-dev .outline')
    await outline.waitFor()
    expect(await outline.boundingBox()).toEqual(await page.locator('form.ask').boundingBox())
    await page.mouse.move(5, 5)
    await outline.waitFor({ state: 'hidden' })
  })

  it('is used by keyboard alone, and gives the focus back', async () => {
    const page = await open('/book')
    await page.getByRole('textbox').focus()
    await page.keyboard.press('Control+Shift+Period')
    await until(() => focused(page)).toBe('Tree')
    await page.keyboard.press('ArrowRight')
    expect(await focused(page)).toBe('Events')
    await page.keyboard.press('ArrowLeft')
    await row(page, 'booking').waitFor()
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab')
    await until(() => focused(page)).toContain('booking')
    await page.keyboard.press('ArrowDown')
    await until(() => focused(page)).toContain('ask')
    await panelOf(page)
      .getByRole('heading', { name: /^ask component/ })
      .waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await row(page, 'ask').count()).toBe(1)
    expect(await panelOf(page).getByRole('treeitem').count()).toBe(1)
    await page.keyboard.press('Escape')
    await panelOf(page).waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('value')
  })

  it('leaves the focus and the layout of the page alone', async () => {
    const page = await open('/')
    const places = (): Promise<unknown> =>
      page.evaluate(() =>
        Array.from(
          document.querySelectorAll('body, body *'),
          each => each.getBoundingClientRect().toJSON() as unknown,
        ),
      )
    const before = await places()
    const more = page.getByRole('button', { name: 'one more' })
    await more.focus()
    await knob(page).click()
    await row(page, 'counter').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('one more')
    expect(await places()).toEqual(before)
  })

  it('can be used over a modal dialog, and stays while that changes', async () => {
    const page = await open('/under')
    await knob(page).click()
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.locator('dialog i').waitFor()
    await row(page, 'over').filter({ hasText: 'ticks' }).click()
    await panelOf(page)
      .getByRole('heading', { name: /^over component/ })
      .waitFor()
    const now = (): Promise<number> => page.locator('dialog i').textContent().then(Number)
    const then = await now()
    await until(async () => (await now()) > then + 3).toBe(true)
    expect(await focused(page)).toContain('over')
    await page.keyboard.press('Escape')
    await panelOf(page).waitFor({ state: 'hidden' })
    expect(await page.locator('dialog[open]').count()).toBe(1)
  })

  it('is open again after a reload', async () => {
    const page = await open('/')
    await knob(page).click()
    await row(page, 'counter').waitFor()
    await page.reload()
    await row(page, 'counter').waitFor()
  })
})
