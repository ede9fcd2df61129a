// The dashboard of several nodes in real Chromium: all of them seen at one, and acted on there.
import { component } from 'repartee'
import { dashboard } from 'repartee/dashboard'
import { memory } from 'repartee/engines'
import { ops, resource, worker } from 'repartee/ops'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from '../../../test/browser.ts'
import { barriersIn } from './barriers.fixture.ts'

const Shop = component({
  name: 'shop of nodes',
  state: () => ({ n: 0 }),
  on: { add: s => ({ n: s.n + 1 }) },
  view: (s, on) => <button onClick={on.add}>{`n is ${s.n}`}</button>,
})

const program = (node: string) =>
  ops(
    [
      worker('mailer', run => new Promise(done => run.signal.addEventListener('abort', () => done()))),
      resource('db', { open: () => ({}), check: () => Promise.resolve() }),
    ],
    { name: 'shop', node, version: '1.2' },
  )

let browser: Browser
const nodes: { readonly serving: Serving; readonly operations: ReturnType<typeof ops> }[] = []
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  const first = memory()
  const engines = [first, first.beside(), first.beside()]
  for (const [i, engine] of engines.entries()) {
    const operations = program(`web-${i + 1}`)
    const serving = await serve({
      pages: { '/': Shop, '/ops': dashboard(operations, { allow: () => true }) },
      ops: operations,
      engine,
      secret: 'a secret of sixteen',
      port: 0,
    })
    nodes.push({ operations, serving })
  }
})
afterAll(async () => {
  await Promise.all(nodes.map(({ serving }) => serving.close()))
  await browser.close()
})
beforeEach(async () => {
  tab = await openTab(browser)
  page = tab.page
})
afterEach(async () => {
  expect(tab.errors).toEqual([])
  await tab.close()
})

const urlOf = (i: number): string => nodes[i]?.serving.url ?? ''

async function open(query: string): Promise<void> {
  await page.goto(`${urlOf(0)}/ops${query}`)
  await page.waitForSelector('html[rp-state=live]')
  await page.getByRole('link', { name: 'All 3 nodes' }).waitFor()
}

it('shows all nodes, and one that is chosen, on every screen until all are chosen again', async () => {
  await open('?screen=nodes')
  await page.getByRole('cell', { name: /^web-3 1.2/ }).waitFor()
  await page
    .getByRole('navigation', { name: 'Nodes' })
    .getByRole('link', { name: /^web-2/ })
    .click()
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Workers' }).click()
  await page.getByRole('button', { name: 'Stop mailer' }).waitFor()
  expect(await page.getByRole('button', { name: 'Stop mailer' }).count()).toBe(1)
  expect(page.url()).toContain('node=')
  await page.getByRole('link', { name: 'All 3 nodes' }).click()
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3)
  expect(page.url()).not.toContain('node=')
})

it('stops a worker of another node, having said of which', async () => {
  await open('?screen=workers')
  const row = page.getByRole('row', { name: /web-3/ })
  await row.getByRole('button', { name: 'Stop mailer' }).click()
  await page.getByText('mailer on web-3').waitFor()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped mailer (web-3)').waitFor()
  await row.getByText('stopped').waitFor()
  expect(nodes.map(({ operations }) => operations.workers.read()[0]?.status)).toEqual([
    'running',
    'running',
    'stopped',
  ])
})

it('finds a conversation of another node, follows it, and ends it there', async () => {
  const shop = await openTab(browser)
  await shop.page.goto(urlOf(1))
  await shop.page.waitForSelector('html[rp-state=live]')
  await open('?screen=conversations&text=path:/%20is:connected')
  const row = page.getByRole('row', { name: /shop of nodes/ })
  await row.getByText('web-2').waitFor()
  await row.getByRole('link').first().click()
  await page
    .getByText('n: 0')
    .or(page.getByText('n', { exact: true }))
    .first()
    .waitFor()
  await shop.page.getByRole('button').click()
  await shop.page.getByText('n is 1').waitFor()
  await page.getByText('add', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: /^End/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End' }).click()
  await page.getByText(/^Ended .*\(web-2\)/).waitFor()
  await shop.page.waitForSelector('html:not([rp-state=live])')
  await shop.close()
})

it('is in nobody’s way, light or dark, wide or narrow', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 })
    for (const query of ['', '?screen=nodes', '?screen=workers']) {
      await open(query)
      await page.keyboard.press('Tab')
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect([query, colorScheme, await page.evaluate(barriersIn)]).toEqual([query, colorScheme, []])
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    }
  }
})
