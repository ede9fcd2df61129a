// The gallery is killed without a word while pages are open in a real browser, and started again over the same file: nobody reloads,
// and the pages go on where they were.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from './browser.ts'
import { begin, type Program } from './outlive/program.ts'
import { Visitor } from './visitor.ts'
import { pages } from '../examples/gallery/pages.ts'

const PATIENCE = 60_000
const folder = mkdtempSync(join(tmpdir(), 'outlive-'))
const file = join(folder, 'gallery.db')
let port = '0'
let gallery: Program
let browser: Browser

const start = async (): Promise<void> => {
  gallery = await begin('examples/gallery/main.tsx', { PORT: port, DATA: file })
  port = new URL(gallery.url).port
}
const kill = (): Promise<unknown> => gallery.stop('SIGKILL')

beforeAll(async () => {
  await start()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await gallery?.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const state = (page: Page, is: string): Promise<unknown> => page.waitForSelector(`html[rp-state=${is}]`)
/** What the server made of everything that was clicked is in the page. */
const settled = (page: Page): Promise<unknown> =>
  page.waitForSelector('html[rp-state=live]:not([rp-waiting])')

/** A page that would tell if it were loaded again. */
async function open(path: string): Promise<Tab> {
  const tab = await openTab(browser)
  tab.page.setDefaultTimeout(PATIENCE)
  await tab.page.goto(gallery.url + path)
  await settled(tab.page)
  await tab.page.evaluate(() => void ((globalThis as { stays?: boolean }).stays = true))
  return tab
}
const stayed = (page: Page): Promise<boolean> =>
  page.evaluate(() => (globalThis as { stays?: boolean }).stays === true)
/** What a visitor is told besides what the page shows. */
const notices = (page: Page): Promise<string[]> => page.locator('.rp-notice').allTextContents()

describe('the gallery is killed, and started again:', () => {
  it('a wizard goes on at its step with what was typed, to its end, and Back works', async () => {
    const { page, close } = await open('/wizard')
    const next = page.getByRole('button', { name: 'Next' })
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.org')
    await next.click()
    await page.getByLabel('Day').fill('2030-05-10')
    await page.getByLabel('Hours').focus()
    await page.keyboard.type('3')
    await kill()
    await state(page, 'reconnecting')
    // Whoever types on meanwhile loses nothing of it either.
    await page.getByLabel('Day').fill('2030-05-11')
    await page.getByLabel('Hours').focus()
    await start()
    await settled(page)
    expect(await page.getByRole('heading', { name: 'When?' }).isVisible()).toBe(true)
    expect(await page.getByLabel('Day').inputValue()).toBe('2030-05-11')
    expect(await page.getByLabel('Hours').inputValue()).toBe('3')
    expect(await page.getByLabel('Hours').evaluate(it => it === document.activeElement)).toBe(true)
    await next.click()
    await page.getByLabel('tandem').waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'When?' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada')
    await page.goForward()
    await page.goForward()
    await page.getByLabel('tandem').check()
    await page.getByLabel('Helmet').selectOption('large')
    await next.click()
    await page.getByText('2030-05-11, for 3 h').waitFor()
    await page.getByRole('button', { name: 'Rent it' }).click()
    await page.getByRole('button', { name: 'Rent it' }).waitFor({ state: 'detached' })
    expect([await stayed(page), await notices(page)]).toEqual([true, []])
    await close()
  })

  it('a click that was under way counts once, however far it had come', async () => {
    const { page, close } = await open('/counter')
    const more = page.getByRole('button', { name: 'one more' }).first()
    const counts = (n: number): Promise<void> =>
      page
        .locator('.counter output')
        .first()
        .and(page.getByText(`${n}`, { exact: true }))
        .waitFor()
    // It is on its way, and was not read.
    process.kill(gallery.pid, 'SIGSTOP')
    await more.click()
    await page.waitForSelector('html[rp-waiting="1"]')
    await kill()
    await start()
    await settled(page)
    await counts(1)
    // It was done and written down, and the answer never came.
    const answerLost = new Promise<void>(resolve => {
      const lose = async (route: Route): Promise<void> => {
        await route.fetch()
        await kill()
        await route.abort()
        resolve()
      }
      void page.route('**/_rp/event/**', lose, { times: 1 })
    })
    await more.click()
    await answerLost
    // Nobody is there for these.
    await more.click()
    await more.click()
    await page.waitForSelector('html[rp-waiting="3"]')
    await start()
    await settled(page)
    await counts(4)
    expect([await stayed(page), await notices(page)]).toEqual([true, []])
    await close()
  })

  it('a clock goes on by itself, with the time that it is', async () => {
    const { page, close } = await open('/clock')
    const shows = async (): Promise<number> =>
      Date.parse((await page.locator('.clock time').first().getAttribute('datetime')) ?? '')
    await kill()
    const before = await shows()
    await start()
    await state(page, 'live')
    await expect.poll(shows, { timeout: PATIENCE }).toBeGreaterThan(before + 1000)
    const after = await shows()
    await expect.poll(shows, { timeout: PATIENCE }).toBeGreaterThan(after)
    expect(Math.abs((await shows()) - Date.now())).toBeLessThan(10_000)
    expect([await stayed(page), await notices(page)]).toEqual([true, []])
    await close()
  })

  it('a page whose tasks were forgotten says so, keeps its visitor signed in, and can be used', async () => {
    const { page, close } = await open('/tasks')
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('Password').fill('open sesame')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('what is to do').fill('Sleep')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('button', { name: 'edit Sleep' }).click()
    await page.getByLabel('new text of Sleep').fill('Dream')
    await kill()
    await start()
    await page.getByText('Nothing to do yet.', { exact: true }).waitFor()
    expect(await page.getByText('Tasks of Ada').isVisible()).toBe(true)
    await page.getByLabel('what is to do').fill('Eat')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('button', { name: 'edit Eat' }).waitFor()
    expect([await stayed(page), await notices(page), gallery.said()]).toEqual([true, [], ''])
    await close()
  })

  it('every page comes back, and nothing fails, whatever else it had forgotten', async () => {
    const paths = Object.keys(pages).map(path => path.replace(':room', 'tea').replace(':shown', 'open'))
    const visitors = await Promise.all(
      paths.map(async path => {
        const visitor = new Visitor(request => fetch(request), gallery.url)
        await visitor.open(path.replace(/:\w+/, '1'))
        return visitor
      }),
    )
    await kill()
    await start()
    for (const visitor of visitors) {
      expect((await visitor.attach()).status).toBe(200)
      await visitor.until(({ event }) => event === 'resync')
      expect(visitor.frames.map(({ event }) => event)).not.toContain('gone')
      expect(visitor.frames.map(({ event }) => event)).not.toContain('notice')
      await visitor.detach()
    }
    expect(gallery.said()).toBe('')
  })

  it('the secret is for this user alone, and makes old cookies count', () => {
    expect(statSync(`${file}.secret`).mode & 0o777).toBe(0o600)
  })
})
