import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext } from 'playwright-core'
import { serve, type Serving } from 'repartee/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from '../../test/browser.ts'
import { pages } from './pages.ts'
import { styles } from './styles.ts'

const PATHS = ['/', '/counter', '/confirm', '/rows', '/book', '/chat', '/chat/tea', '/clock', '/desk']

let gallery: Serving
let browser: Browser
let context: BrowserContext
beforeAll(async () => {
  gallery = await serve({ pages, styles, port: 0 })
  browser = await openBrowser()
  context = await browser.newContext()
})
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

const get = (path: string): Promise<Response> => fetch(gallery.url + path)
const read = async (path: string): Promise<string> => (await get(path)).text()
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
/** What a person reads who has no scripts. */
const wordsOf = (page: string): string => textOf(page.replace(/^.*<body>/s, ''))

async function live(path: string): Promise<Tab> {
  const tab = await openTab(browser, context)
  await tab.page.goto(gallery.url + path)
  await tab.page.waitForSelector('html[rp-state=live]')
  return tab
}

describe('the pages, as they are served', () => {
  it.each(PATHS)('%s can be read without a script', async path => {
    const response = await get(path)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toMatch(/<h1>[^<]{4,}<\/h1>/)
    expect(wordsOf(html)).toContain(' = component({')
    expect(wordsOf(html).length).toBeGreaterThan(1000)
  })

  it.each(PATHS)('%s has nothing inline and nothing from elsewhere', async path => {
    const html = await read(path)
    expect(html.match(/<script(?![^>]* src="\/)/g)).toBeNull()
    expect(html).not.toMatch(/<style|<[^>]* (?:style|on\w+)=/)
    expect(html).not.toMatch(/<[^>]* (?:src|href)="?(?:https?:|\/\/)/)
    expect(styles).not.toMatch(/@import|@font-face|url\(/)
  })

  it.each(PATHS)('%s shows its sources as they are written', async path => {
    const listings = (await read(path)).matchAll(/<summary>([^<]+)<\/summary><pre[^>]*>(.*?)<\/pre>/gs)
    const shown = [...listings].map(([, file = '', code = '']) => [file, textOf(code)])
    expect(shown.length).toBeGreaterThan(0)
    expect(shown).toEqual(
      shown.map(([file = '']) => [
        file,
        readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').trimEnd(),
      ]),
    )
  })

  it('has no link that leads nowhere', async () => {
    const links = new Set<string>()
    for (const path of PATHS)
      for (const [, href = ''] of (await read(path)).matchAll(/<a [^>]*href="?([^" >]+)/g)) links.add(href)
    const inside = [...links].filter(href => href.startsWith('/'))
    expect(inside).toEqual(expect.arrayContaining(PATHS.filter(path => path !== '/chat/tea')))
    expect([...links].filter(href => !href.startsWith('/'))).toEqual(['#main'])
    const answers = await Promise.all(inside.map(async href => `${href} ${(await get(href)).status}`))
    expect(answers).toEqual(inside.map(href => `${href} 200`))
    expect(await read('/')).toMatch(/<main [^>]*id="?main\b/)
  })
})

describe('the pages, in a browser', () => {
  it.each([
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 360 },
  ] as const)('all come alive and fit, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const own = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
    const { page, errors, warnings } = await openTab(browser, own)
    const wide: string[] = []
    for (const path of PATHS) {
      await page.goto(gallery.url + path)
      await page.waitForSelector('html[rp-state=live]')
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wide.push(path)
    }
    expect(wide).toEqual([])
    expect([...errors, ...warnings]).toEqual([])
    await own.close()
  })

  it('counts, and the number is still there after a reload', async () => {
    const { page, close } = await live('/counter')
    for (const number of ['1', '2', '3']) {
      await page.getByLabel('one more').click()
      await page.locator('output', { hasText: number }).waitFor()
    }
    await page.reload()
    await page.locator('output', { hasText: '3' }).waitFor()
    await close()
  })

  it('asks in all four ways, and what is beside a question stays', async () => {
    const { page, errors, close } = await live('/confirm')
    const way = (title: string) => page.getByRole('heading', { name: title }).locator('..')
    const press = (title: string, name: string) => way(title).getByRole('button', { name }).click()
    await page.getByLabel('notes').fill('as typed')
    await press('From a parent', 'one more')
    await way('From a parent').locator('output', { hasText: '4' }).waitFor()
    for (const title of ['In place', 'From a parent', 'From a child']) await press(title, 'Ask')
    await page.locator('dialog').nth(2).waitFor()
    for (const title of ['From a child', 'In place', 'From a parent']) {
      await press(title, 'Yes')
      await way(title).getByText('You said yes.').waitFor()
    }
    expect(await way('From a parent').locator('output').first().textContent()).toBe('4')
    await press('Over the page', 'Ask')
    await page.locator('dialog:modal').getByRole('button', { name: 'No' }).click()
    await way('Over the page').getByText('You said no.').waitFor()
    expect(await page.getByLabel('notes').inputValue()).toBe('as typed')
    expect(errors).toEqual([])
    await close()
  })

  it('books, says what was booked, and books again', async () => {
    const { page, close } = await live('/book')
    for (const answer of ['Ada', '7']) {
      const label = answer === 'Ada' ? 'Your name?' : 'Which room, Ada?'
      await page.getByLabel(label).fill(answer)
      await page.getByRole('button', { name: 'Next' }).click()
    }
    await page.getByRole('button', { name: 'Yes' }).click()
    await page.getByText('{"name":"Ada","room":"7"}').waitFor()
    await page.getByRole('button', { name: 'Book another' }).click()
    await page.getByLabel('Your name?').waitFor()
    await close()
  })

  it('lets visitors talk, and shows in the lobby what they say', async () => {
    const lobby = await live('/chat')
    const ada = await live('/chat/kitchen')
    const bob = await live('/chat/kitchen')
    await ada.page.getByLabel('your name').fill('Ada')
    await ada.page.getByLabel('say something').fill('<b>hello</b>')
    await ada.page.getByRole('button', { name: 'Say' }).click()
    await bob.page.locator('.log li:not(.mine)', { hasText: '<b>hello</b>' }).waitFor()
    await ada.page.locator('.log li.mine', { hasText: '<b>hello</b>' }).waitFor()
    await lobby.page.locator('.door', { hasText: 'Ada: <b>hello</b>' }).waitFor()
    expect(await ada.page.locator('[name=text]:focus').inputValue()).toBe('')
    await Promise.all([lobby, ada, bob].map(tab => tab.close()))
  })

  it('opens a room by its name', async () => {
    const { page, close } = await live('/chat')
    await page.getByLabel('a room of your own').fill('tea & cake/2')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('heading', { name: 'tea & cake/2' }).waitFor()
    await close()
  })

  it('ticks until it is paused', async () => {
    const { page, close } = await live('/clock')
    const shown = (): Promise<string | null> => page.locator('time').textContent()
    const first = await shown()
    await expect.poll(shown).not.toBe(first)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await close()
  })
})

describe('npm start', () => {
  const start = (PORT: string): Promise<{ code: number | null; said: string }> =>
    new Promise(done => {
      const args = ['--conditions=source', '--import', 'tsx', 'examples/gallery/main.tsx']
      const child = spawn(process.execPath, args, {
        cwd: new URL('../..', import.meta.url),
        env: { ...process.env, PORT },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', text => (said += text))
      child.on('close', code => done({ code, said }))
    })

  it.each([
    ['a port that is taken', () => new URL(gallery.url).port, 'is taken'],
    ['a port that is none', () => 'http', 'PORT is no port'],
  ])('says in four lines what is wrong with %s', async (_, port, what) => {
    const { code, said } = await start(port())
    expect(code).toBe(1)
    expect(said.trimEnd().split('\n')).toEqual([
      expect.stringContaining(what),
      expect.stringMatching(/^ {2}expected: /),
      expect.stringMatching(/^ {2}got: {6}/),
      expect.stringMatching(/^ {2}try: {6}/),
    ])
  })
})
