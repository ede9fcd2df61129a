import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openTab, type Tab } from '../../test/browser.ts'
import { live, openGallery } from './gallery.fixture.ts'
import { ENTRIES } from './list.ts'
import { pages } from './pages.ts'
import { styles } from './assets.ts'

const gallery = openGallery()
const PATHS = ['/', ...ENTRIES.map(({ path }) => path), '/chat/tea']

const get = (path: string): Promise<Response> => fetch(gallery.url + path)
const read = async (path: string): Promise<string> => (await get(path)).text()
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
/** What a person reads who has no scripts. */
const wordsOf = (page: string): string => textOf(page.replace(/^.*<body>/s, ''))

describe('the pages, as they are served', () => {
  it.each(PATHS)('%s can be read without a script', async path => {
    const response = await get(path)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toMatch(/<h1>[^<]{4,}<\/h1>/)
    expect(wordsOf(html)).toContain("from 'repartee'")
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

  it('are those of the list, and those below them', () => {
    const listed = new Set(['/', '/ops', ...ENTRIES.map(({ path }) => path)])
    expect([...listed].filter(path => !Object.hasOwn(pages, path))).toEqual([])
    expect(
      Object.keys(pages).filter(path => !listed.has(path) && !listed.has(path.replace(/\/:.*/, ''))),
    ).toEqual([])
  })

  it('lead to what an operator sees of them', async () => {
    expect(await read('/')).toContain('href=/ops')
    const response = await get('/ops')
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('gallery · operations'),
    ])
  })

  it('have no link that leads nowhere', async () => {
    const links = new Set<string>()
    for (const path of PATHS)
      for (const [, href = ''] of (await read(path)).matchAll(/<a [^>]*href=["']?([^"' >]+)/g))
        links.add(href)
    const inside = [...links].filter(href => href.startsWith('/'))
    expect(inside).toEqual(expect.arrayContaining(PATHS.filter(path => path !== '/chat/tea')))
    expect([...links].filter(href => !href.startsWith('/'))).toEqual(['#main'])
    const answers = await Promise.all(inside.map(async href => `${href} ${(await get(href)).status}`))
    expect(answers).toEqual(inside.map(href => `${href} 200`))
    expect(await read('/')).toMatch(/<main [^>]*id="?main\b/)
  })
})

describe('the pages, in a browser', () => {
  let tab: Tab
  beforeAll(async () => {
    tab = await openTab(gallery.browser)
  })

  it.each(PATHS)('%s comes alive and fits, light and wide, dark and narrow', async path => {
    const { page, errors, warnings } = tab
    const width = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(gallery.url + path)
    await live(page)
    expect(await width()).toBe(1280)
    await page.setViewportSize({ width: 360, height: 800 })
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await width()).toBe(360)
    expect([...errors.splice(0), ...warnings.splice(0)]).toEqual([])
  })

  it('lead to each other through a menu, by keyboard and without a script', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const own = await gallery.browser.newContext({
        javaScriptEnabled,
        viewport: { width: 360, height: 800 },
      })
      const { page } = await openTab(gallery.browser, own)
      await page.goto(gallery.url)
      // Without a script the browser goes on to the page that needs none, and keys pressed before are lost.
      if (!javaScriptEnabled) await page.waitForURL(/rp-plain/)
      const menu = page.getByRole('navigation', { name: 'All examples' })
      expect(await menu.isVisible()).toBe(false)
      for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key)
      await menu.waitFor()
      expect(await menu.getByRole('link').count()).toBe(ENTRIES.length)
      await page.keyboard.press('Escape')
      await menu.waitFor({ state: 'hidden' })
      await page.keyboard.press('Enter')
      await menu.getByRole('link', { name: 'Clock' }).click()
      await page.getByRole('heading', { name: 'Clock', level: 1 }).waitFor()
      await own.close()
    }
  })
})

describe('npm start', () => {
  const start = (PORT: string, SIMULATE: string): Promise<{ code: number | null; said: string }> =>
    new Promise(done => {
      const args = ['--conditions=source', '--import', 'tsx', 'examples/gallery/main.tsx']
      const child = spawn(process.execPath, args, {
        cwd: new URL('../..', import.meta.url),
        env: { ...process.env, PORT, SIMULATE, DATA: '' },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', text => (said += text))
      child.on('close', code => done({ code, said }))
    })

  it.each([
    ['a port that is taken', () => new URL(gallery.url).port, 'is taken', ''],
    ['a port that is none', () => 'http', 'PORT is no port', ''],
    ['visitors who are none', () => '0', 'SIMULATE is no number of visitors', 'many'],
  ])('says in four lines what is wrong with %s', async (_, port, what, visitors) => {
    const { code, said } = await start(port(), visitors)
    expect(code).toBe(1)
    expect(said.trimEnd().split('\n')).toEqual([
      expect.stringContaining(what),
      expect.stringMatching(/^ {2}expected: /),
      expect.stringMatching(/^ {2}got: {6}/),
      expect.stringMatching(/^ {2}try: {6}/),
    ])
  })
})
