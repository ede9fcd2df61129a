// For tests: the gallery served, with a browser in front of it, and hands that use nothing but keys.
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { serve, type Serving } from 'repartee/server'
import { afterAll, beforeAll, expect } from 'vitest'
import { openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { pages } from './pages.ts'
import { hooks, styles } from './assets.ts'

/** How long a step may take, ms: as long as a busy machine needs. */
const PATIENCE = 60_000

export interface Gallery {
  readonly url: string
  readonly browser: Browser
  /** A tab in which the page at this path is live. Without a context it is a visitor of its own. */
  open(path: string, context?: BrowserContext): Promise<Tab>
  /** As `open`, and afterwards the page must have had nothing to complain about. */
  visit(path: string, what: (page: Page) => Promise<void>): Promise<void>
}

/** Call it once at the top of a file: it opens before the tests and closes behind them. */
export function openGallery(): Gallery {
  let serving: Serving
  let browser: Browser
  beforeAll(async () => {
    serving = await serve({ pages, styles, hooks, port: 0, onTrouble: () => {} })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await serving?.close()
  })
  const open = async (path: string, context?: BrowserContext): Promise<Tab> => {
    const tab = await openTab(browser, context)
    tab.page.setDefaultTimeout(PATIENCE)
    await tab.page.goto(serving.url + path)
    await live(tab.page)
    return tab
  }
  return {
    get url() {
      return serving.url
    },
    get browser() {
      return browser
    },
    open,
    async visit(path, what) {
      const { page, errors, warnings, close } = await open(path)
      await what(page)
      expect([...errors, ...warnings]).toEqual([])
      await close()
    },
  }
}

export const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')

export async function reload(page: Page): Promise<void> {
  await page.reload()
  await live(page)
}

/** Expects what is looked at to become so. */
export const soon = <T>(look: () => T): ReturnType<typeof expect.poll<Awaited<T>>> =>
  expect.poll(look, { timeout: PATIENCE })

/** The part of the page where the example runs. */
export const running = (page: Page): Locator => page.locator('section.live')
/** Waits until the example reads so. */
export const reads = (page: Page, text: string): Promise<void> =>
  running(page).getByText(text, { exact: true }).filter({ visible: true }).first().waitFor()
export const button = (page: Page, name: string): Locator =>
  running(page).getByRole('button', { name, exact: true })

/** What the focus is on, as a person would call it. */
export const focus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const active = document.activeElement as HTMLInputElement | null
    const words =
      active?.getAttribute('aria-label') ?? active?.labels?.[0]?.textContent ?? active?.textContent
    return (words ?? '').trim().replaceAll(/\s+/g, ' ')
  })

/** Goes to what is called so, by Tab alone (or by Shift+Tab). */
export async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  while (passed.length < 60) {
    await page.keyboard.press(key)
    const now = await focus(page)
    if (now === name) return
    passed.push(now)
  }
  throw new Error(`${key} does not lead to "${name}" but to ${passed.join(', ')}`)
}

/** Into the page, past its bar, as whoever has no mouse does. */
export async function skipBar(page: Page): Promise<void> {
  await page.keyboard.press('Tab')
  expect(await focus(page)).toBe('Skip to the page')
  await page.keyboard.press('Enter')
  // With a fragment in the address, browsers may or may not heed autofocus after a reload.
  await page.evaluate(() => history.replaceState(history.state, '', location.pathname + location.search))
}
