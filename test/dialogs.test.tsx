// The stock dialogs in real Chromium, by keyboard alone: where the focus goes, that it stays inside, and that it comes back.
import { component } from 'repartee'
import { choose, confirm, info, prompt } from 'repartee/dialogs'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from './browser.ts'

const Desk = component({
  name: 'browser-desk',
  state: () => ({ got: 'nothing' }),
  on: {
    *sure() {
      const got = yield* confirm('Delete it?', {
        yes: 'Delete',
        no: 'Keep',
        danger: true,
        details: 'For good.',
      })
      return { got: String(got) }
    },
    *name() {
      const got = yield* prompt('What is it called?', { value: 'Old' })
      return { got: String(got) }
    },
    *size() {
      const got = yield* choose('Which size?', ['small', 'large'])
      return { got: String(got) }
    },
    *told() {
      yield* info('It is done.')
      return { got: 'told' }
    },
  },
  view: (s, on) => (
    <main>
      <output>{s.got}</output>
      <button onClick={on.sure}>sure</button>
      <button onClick={on.name}>name</button>
      <button onClick={on.size}>size</button>
      <button onClick={on.told}>told</button>
    </main>
  ),
})

let browser: Browser
let serving: Serving
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  serving = await serve({ pages: { '/': Desk }, port: 0 })
})
afterAll(async () => {
  await serving.close()
  await browser.close()
})
beforeEach(async () => {
  tab = await openTab(browser)
  page = tab.page
  await page.goto(serving.url)
  await page.waitForSelector('html[rp-state=live]')
})
afterEach(async () => {
  expect(tab.errors).toEqual([])
  await tab.close()
})

const focused = (): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement & { value?: string }
    return element.value || element.textContent || element.nodeName
  })
const keys = async (...pressed: string[]): Promise<void> => {
  for (const key of pressed) await page.keyboard.press(key)
}
const ask = async (label: string): Promise<void> => {
  await page.getByRole('button', { name: label, exact: true }).focus()
  await keys('Enter')
  await page.waitForSelector('dialog:modal')
}
const answers = async (expected: string): Promise<void> => {
  await page.waitForSelector('dialog', { state: 'detached' })
  await expect.poll(() => page.textContent('output'), { timeout: 60_000 }).toBe(expected)
}

describe('by keyboard alone', () => {
  it('a dangerous question has the focus on the no, keeps it inside, and gives it back', async () => {
    await ask('sure')
    expect(await focused()).toBe('Keep')
    const seen = new Set<string>()
    for (let n = 0; n < 8; n++) {
      await keys('Tab')
      seen.add(await focused())
    }
    // Past the last control Chromium may stop at the document itself, never at a control of the page behind.
    expect(seen).toContain('Delete')
    expect([...seen].filter(each => ['sure', 'name', 'size', 'told'].includes(each))).toEqual([])
    await page.getByRole('button', { name: 'Delete' }).focus()
    await keys('Enter')
    await answers('true')
    expect(await focused()).toBe('sure')
    await ask('sure')
    await keys('Enter')
    await answers('false')
  })

  it('is named and described as it is read', async () => {
    await ask('sure')
    const dialog = page.getByRole('alertdialog', { name: 'Delete it?' })
    expect(await dialog.count()).toBe(1)
    expect(await dialog.getAttribute('aria-describedby')).toBe(
      await page.getAttribute('text=For good.', 'id'),
    )
    await keys('Enter')
    await ask('name')
    expect(await page.getByRole('dialog', { name: 'What is it called?' }).count()).toBe(1)
    expect(await page.getByRole('textbox', { name: 'What is it called?' }).count()).toBe(1)
  })

  it('Escape dismisses each of them, and the focus comes back', async () => {
    for (const [label, expected] of [
      ['sure', 'false'],
      ['name', 'null'],
      ['size', 'null'],
      ['told', 'told'],
    ] as const) {
      await ask(label)
      await keys('Escape')
      await answers(expected)
      expect(await focused()).toBe(label)
    }
  })

  it('a text is typed over what stands there, and Enter sends it', async () => {
    await ask('name')
    expect(await focused()).toBe('Old')
    await keys('ControlOrMeta+a')
    await page.keyboard.type('New & <shiny>')
    await keys('Enter')
    await answers('New & <shiny>')
  })

  it('one of several is taken with Tab and Enter', async () => {
    await ask('size')
    expect(await focused()).toBe('small')
    await keys('Tab', 'Enter')
    await answers('large')
  })
})

it('their look gives way to a plain rule of the program', async () => {
  await ask('told')
  const color = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.querySelector('dialog button')!).backgroundColor)
  const before = await color()
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('button { background: rgb(1, 2, 3) }')
    document.adoptedStyleSheets = [sheet]
  })
  expect(before).not.toBe(await color())
  expect(await color()).toBe('rgb(1, 2, 3)')
})
