// A page's own code, and what it and a dialog's Escape tell the server, in real Chromium.
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { fakeServer, type FakeServer } from '../../test/fake-server.ts'
import type { Op } from '../wire/index.ts'

let browser: Browser
let client: string
let server: FakeServer
let tab: Tab
let page: Page
let n: number

beforeAll(async () => {
  browser = await openBrowser()
  client = await bundle({ file: `${import.meta.dirname}/main.ts` })
})
afterAll(() => browser.close())
beforeEach(async () => {
  n = 0
  server = await fakeServer(client, '')
  tab = await openTab(browser)
  page = tab.page
})
afterEach(async () => {
  const errors = tab.errors.filter(text => !text.startsWith('Failed to load resource'))
  await tab.close()
  await server.close()
  expect(errors).toEqual([])
})

const HOOKS = `
const log = (...words) => { document.title += words.join(' ') + ';' }
export const spy = {
  mounted(element, push) { log('mounted', element.id); element.addEventListener('click', () => push('from ' + element.id)) },
  patched(element) { log('patched', element.id, element.dataset.x) },
  removed(element) { log('removed', element.id) },
}
export const bad = {
  mounted() { throw new Error('on purpose') },
  patched() { throw new Error('on purpose') },
  removed() { throw new Error('on purpose') },
}
export const late = { async mounted() { await null; throw new Error('later') } }
export const idle = {}
`
const until = <T>(look: () => T): ReturnType<typeof expect.poll> =>
  expect.poll(() => look(), { timeout: 60_000, interval: 20 })
const live = async (view: string, hooks = HOOKS): Promise<void> => {
  server.view = view
  server.hooks = hooks
  server.boot = { hooks: '/hooks.js' }
  await page.goto(server.url)
  await until(() => page.getAttribute('html', 'rp-state')).toBe('live')
}
const say = (...ops: Op[]): void => server.now.send('patch', ops, ++n)
const title = (): Promise<string> => page.title()
const sent = (): unknown[] => server.events.map(({ offer, value }) => [offer, value])

describe('a hook', () => {
  it('is told once that its element is there, when it was changed, and when it has left', async () => {
    await live('<div rp-i="1"><p id="a" rp-hook="spy" data-x="1"></p></div>')
    await until(title).toBe('pagemounted a;')
    say(['1', '<div rp-i="1"><i></i><p id="a" rp-hook="spy" data-x="2"></p></div>'])
    await until(title).toBe('pagemounted a;patched a 2;')
    // moved, and another changed: nothing touched this one
    say([
      '1',
      '<div rp-i="1"><p id="a" rp-hook="spy" data-x="2"></p><p id="b" rp-hook="spy"></p><i></i></div>',
    ])
    await until(title).toBe('pagemounted a;patched a 2;mounted b;')
    say(['1', '<div rp-i="1"><p id="b" rp-hook="spy"></p></div>'])
    await until(title).toBe('pagemounted a;patched a 2;mounted b;removed a;')
  })

  it('has what it made left alone, and sees what is told around it', async () => {
    await live('<div id="a" rp-i="1" rp-hook="spy" data-x="1"><canvas rp-ignore></canvas></div>')
    await until(title).toBe('pagemounted a;')
    await page.evaluate(() => document.querySelector('canvas')!.append('drawn'))
    say(['1', '<div id="a" rp-i="1" rp-hook="spy" data-x="2"><canvas rp-ignore></canvas></div>'])
    await until(title).toBe('pagemounted a;patched a 2;')
    expect(await page.textContent('canvas')).toBe('drawn')
  })

  it('says what its element offers, and nothing if that offers nothing', async () => {
    await live(
      '<div rp-i="1"><p id="a" rp-hook="spy" rp-push="drawn=">a</p><p id="b" rp-hook="spy">b</p></div>',
    )
    await until(title).toContain('mounted b')
    await page.click('#b')
    await page.click('#a')
    await until(sent).toEqual([['1/drawn=', 'from a']])
  })

  it('that fails, or that there is not, is warned of and harms nobody', async () => {
    await live(
      '<div rp-i="1"><p id="x" rp-hook="bad"></p><p id="y" rp-hook="none"></p><p rp-hook="idle"></p><p id="z" rp-hook="spy"></p></div>',
    )
    await until(title).toBe('pagemounted z;')
    say([
      '1',
      '<div rp-i="1"><p id="x" rp-hook="bad">1</p><p rp-hook="idle">1</p><p id="z" rp-hook="spy" data-x="2"></p></div>',
    ])
    await until(title).toBe('pagemounted z;patched z 2;')
    say(['1', '<div rp-i="1"></div>'])
    await until(title).toBe('pagemounted z;patched z 2;removed z;')
    expect(tab.warnings.map(text => text.replace(/\n.*/s, ''))).toEqual([
      'repartee: the hook "bad" failed. Error: on purpose',
      'repartee: there is no hook "none".',
      'repartee: the hook "bad" failed. Error: on purpose',
      'repartee: the hook "bad" failed. Error: on purpose',
    ])
  })

  it('that fails later is warned of too', async () => {
    await live('<p rp-i="1" rp-hook="late"></p>')
    await until(() => tab.warnings.map(text => text.replace(/\n.*/s, ''))).toEqual([
      'repartee: the hook "late" failed. Error: later',
    ])
  })

  it('is another one when its element names another, also in what only came with a change', async () => {
    await live('<div rp-i="1"></div>')
    say(['1', '<div rp-i="1"><p id="a" rp-hook="spy"></p></div>'])
    await until(title).toBe('pagemounted a;')
    say(['1', '<div rp-i="1"><p id="a" rp-hook="idle"></p></div>'])
    await until(title).toBe('pagemounted a;removed a;')
    say(['1', '<div rp-i="1"><p id="a" rp-hook="spy"></p></div>'])
    await until(title).toBe('pagemounted a;removed a;mounted a;')
  })

  it('in a module that cannot be read is none, and the page works', async () => {
    await live('<div rp-i="1"><p id="x" rp-hook="spy"></p></div>', 'this is no module')
    say(['1', '<div rp-i="1">goes on</div>'])
    await until(() => page.textContent('#repartee')).toBe('goes on')
    await until(() => tab.warnings.length).toBe(1)
    expect(tab.warnings[0]).toContain('the hooks could not be loaded')
  })
})

describe('Escape in a dialog', () => {
  it('says what the dialog offers for it, and closes nothing by itself', async () => {
    await live('<dialog rp-i="1" rp-modal rp-cancel="no"><button>x</button></dialog>')
    await page.keyboard.press('Escape')
    await until(sent).toEqual([['1/no', undefined]])
    expect(await page.locator('dialog:modal').count()).toBe(1)
    await until(() => page.locator('[rp-busy]').count()).toBe(0)
    // without anything done in between, a browser does not ask before it closes
    await page.keyboard.press('Escape')
    await until(sent).toHaveLength(2)
    await until(() => page.locator('dialog:modal').count()).toBe(1)
    say(['1', '<p rp-i="1">closed</p>'])
    await until(() => page.locator('dialog').count()).toBe(0)
    expect(sent()).toHaveLength(2)
  })

  it('does nothing if that offers nothing', async () => {
    await live('<dialog rp-i="1" rp-modal><button>x</button></dialog>')
    for (let times = 0; times < 3; times++) await page.keyboard.press('Escape')
    say(['1', '<dialog rp-i="1" rp-modal><button>y</button></dialog>'])
    await until(() => page.textContent('dialog')).toBe('y')
    expect([sent(), await page.locator('dialog:modal').count()]).toEqual([[], 1])
  })
})

describe('a notice', () => {
  it('shows what an error says, where the server tells', async () => {
    await live('<p rp-i="1">x</p>')
    server.now.send('notice', { text: 'It failed.', reference: 'R1', detail: 'Error: why\n    at here' })
    await until(() => page.locator('pre.rp-notice-detail').allTextContents()).toEqual([
      'Error: why\n    at here',
    ])
  })

  it('that is closed by the keyboard gives the focus back, in the dialog it stands in', async () => {
    const focus = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.id)
    await live('<div rp-i="1"><input id="a"></div>')
    await page.focus('#a')
    server.now.send('notice', { text: 'One.' })
    await page.locator('.rp-notice-close').press('Enter')
    expect(await focus()).toBe('a')
    server.now.send('notice', { text: 'Two.' })
    await until(() => page.locator('.rp-notice').count()).toBe(1)
    await page.focus('.rp-notice-close')
    say([
      '1',
      '<div rp-i="1"><input id="a"><dialog rp-i="2" rp-modal><button id="b">b</button></dialog></div>',
    ])
    await until(() => page.locator('dialog:modal').count()).toBe(1)
    await page.locator('dialog .rp-notice-close').press('Enter')
    expect(await focus()).toBe('b')
  })
})
