// The gallery on three processes behind its proxy, and browsers that cannot tell: processes are killed while their pages are used, and
// whoever asks is answered by whichever has its turn. How long pages were without a stream is printed, not judged.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab, type Tab } from './browser.ts'
import { begin, type Program } from './outlive/program.ts'

const PATIENCE = 60_000
const folder = mkdtempSync(join(tmpdir(), 'nodes-'))
let gallery: Program
let browser: Browser
/** The page that shows the processes, and has the buttons. */
let nodes: Tab

beforeAll(async () => {
  const env = { PORT: '0', DATA: join(folder, 'gallery.db') }
  gallery = await begin('examples/gallery/main.tsx', env, ['--nodes', '3'])
  browser = await openBrowser()
  nodes = await openTab(browser)
  nodes.page.setDefaultTimeout(PATIENCE)
  await nodes.page.goto(`${gallery.url}/nodes`)
})
afterAll(async () => {
  await browser?.close()
  await gallery?.stop('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

const settled = (page: Page): Promise<unknown> =>
  page.waitForSelector('html[rp-state=live]:not([rp-waiting])')
const allUp = async (): Promise<void> => {
  await expect.poll(() => nodes.page.locator('.process').count(), { timeout: PATIENCE }).toBe(3)
  for (const start of await nodes.page.getByRole('button', { name: /^Start node/ }).all())
    // It may begin by itself meanwhile.
    await start.click({ timeout: 1000 }).catch(() => undefined)
  await expect.poll(() => nodes.page.locator('.process.up').count(), { timeout: PATIENCE }).toBe(3)
}
const kill = (node: string): Promise<void> =>
  nodes.page.getByRole('button', { name: `Kill node ${node}`, exact: true }).click()
const notices = (page: Page): Promise<string[]> => page.locator('.rp-notice').allTextContents()

interface Open extends Tab {
  /** The node that has its stream. */
  node(): string
  /** Kills that one; ms until the page was live again, at another. */
  loses(): Promise<number>
  /** Whether it is the document that was opened. */
  stayed(): Promise<boolean>
}

/** A page that would tell if it were loaded again, and knows whose stream it hears. */
async function open(path: string): Promise<Open> {
  const tab = await openTab(browser)
  const { page } = tab
  page.setDefaultTimeout(PATIENCE)
  const heard: string[] = []
  page.on('response', response => {
    const { 'content-type': type, 'x-node': node } = response.headers()
    if (type?.startsWith('text/event-stream') && node !== undefined) heard.push(node)
  })
  await page.goto(gallery.url + path)
  await settled(page)
  await page.evaluate(() => {
    const turns: (readonly [string | null, number])[] = []
    Object.assign(globalThis, { turns })
    new MutationObserver(() =>
      turns.push([document.documentElement.getAttribute('rp-state'), Date.now()]),
    ).observe(document.documentElement, { attributeFilter: ['rp-state'] })
  })
  const turns = (): Promise<(readonly [string, number])[]> =>
    page.evaluate(() => (globalThis as unknown as { turns: (readonly [string, number])[] }).turns)
  const node = (): string => heard.at(-1) ?? 'none'
  return {
    ...tab,
    node,
    stayed: async () => (await turns()) !== undefined,
    async loses() {
      const [lost, before] = [node(), (await turns()).length]
      await allUp()
      await kill(lost)
      const states = async (): Promise<(readonly [string, number])[]> => (await turns()).slice(before)
      await expect
        .poll(async () => (await states()).map(([state]) => state), { timeout: PATIENCE, interval: 20 })
        .toEqual(['reconnecting', 'live'])
      expect(node()).not.toBe(lost)
      const [[, left], [, back]] = (await states()) as [[string, number], [string, number]]
      return back - left
    },
  }
}

describe('three processes, and one is killed:', () => {
  it('the wizard that it served goes on at its step, with what was typed', async () => {
    const wizard = await open('/wizard')
    const { page, close, loses, stayed } = wizard
    const next = page.getByRole('button', { name: 'Next' })
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.org')
    await next.click()
    await page.getByLabel('Day').fill('2030-05-10')
    await page.getByLabel('Hours').focus()
    await page.keyboard.type('3')
    const times = [await loses()]
    expect(await page.getByRole('heading', { name: 'When?' }).isVisible()).toBe(true)
    expect(await page.getByLabel('Day').inputValue()).toBe('2030-05-10')
    expect(await page.getByLabel('Hours').inputValue()).toBe('3')
    expect(await page.getByLabel('Hours').evaluate(it => it === document.activeElement)).toBe(true)
    await next.click()
    await page.getByLabel('tandem').check()
    times.push(await loses())
    await page.goBack()
    await page.getByRole('heading', { name: 'When?' }).waitFor()
    times.push(await loses())
    await page.goForward()
    await page.getByLabel('tandem').check()
    await page.getByLabel('Helmet').selectOption('large')
    await next.click()
    await page.getByText('2030-05-10, for 3 h').waitFor()
    times.push(await loses())
    await page.getByRole('button', { name: 'Rent it' }).click()
    await page.getByRole('button', { name: 'Rent it' }).waitFor({ state: 'detached' })
    expect([await stayed(), await notices(page)]).toEqual([true, []])
    await nodes.page
      .getByText(/^\S+ The page that node \d had goes on elsewhere, \d\.\d\d s later/)
      .first()
      .waitFor()
    console.log(`A wizard was without its stream for ${times.join(', ')} ms`)
    await close()
  })
})

/** A reader in a chat room. */
async function talker(room: string, name: string): Promise<Open & { say(text: string): Promise<void> }> {
  const chat = await open(`/chat/${room}`)
  await chat.page.getByLabel('your name').fill(name)
  return {
    ...chat,
    async say(text) {
      await chat.page.getByLabel('say something').fill(text)
      await chat.page.getByRole('button', { name: 'Say', exact: true }).click()
    },
  }
}
const said = (page: Page): Promise<string[]> => page.locator('.log li span').allTextContents()

describe('three processes, whoever is asked:', () => {
  it('the dashboard is there, for whoever sits at this machine', async () => {
    const { page, close } = await open('/ops')
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await close()
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    const asked = ['/ops', '/nodes', '/counter'].map(path => fetch(gallery.url + path, { headers }))
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 200])
  })

  it('visitors whose streams come from different ones hear each other, in the same order', async () => {
    const talkers = await Promise.all(['Ada', 'Bob', 'Chiara'].map(name => talker('cellar', name)))
    const places = talkers.map(({ node }) => node())
    // The streams may all have come from one: some move.
    for (const { page, node } of talkers.slice(1))
      while (node() === places[0]) {
        await page.reload()
        await settled(page)
      }
    expect(new Set(talkers.map(({ node }) => node())).size).toBeGreaterThan(1)
    const texts: string[] = []
    for (const round of [1, 2, 3])
      for (const [at, { say }] of talkers.entries()) {
        texts.push(`${at} says ${round}`)
        await say(texts.at(-1) as string)
        for (const { page } of talkers)
          await expect.poll(() => said(page), { timeout: PATIENCE }).toEqual(texts)
      }
    for (const { page, close } of talkers) {
      expect(await notices(page)).toEqual([])
      await close()
    }
  })

  it('ten tabs of one browser, which has six connections, are all live, also when one of them is killed', async () => {
    await allUp()
    const context = await browser.newContext()
    const tabs: Page[] = []
    for (let n = 0; n < 10; n++) {
      const { page } = await openTab(browser, context)
      page.setDefaultTimeout(PATIENCE)
      await page.goto(`${gallery.url}/counter`)
      await settled(page)
      tabs.push(page)
    }
    const clicked = async (times: number): Promise<void> => {
      for (const page of tabs) {
        await page.getByRole('button', { name: 'one more' }).first().click()
        const count = page.locator('.counter output').first()
        await expect.poll(() => count.textContent(), { timeout: PATIENCE }).toBe(`${times}`)
      }
    }
    await clicked(1)
    await kill('2')
    await clicked(2)
    for (const page of tabs) {
      await settled(page)
      expect(await notices(page)).toEqual([])
    }
    await context.close()
  })

  it('pictures arrive, though their pieces come to one after the other', async () => {
    await allUp()
    const { page, close } = await open('/album')
    const names = ['sea', 'hill', 'street'].map(name => `${name}.png`)
    const buffer = Buffer.alloc(2_500_000, 'a picture')
    const files = names.map(name => ({ name, mimeType: 'image/png', buffer }))
    await page.setInputFiles('input[type=file]', files)
    const shown = page.getByLabel('In the album').locator('.name')
    await expect.poll(() => shown.allTextContents(), { timeout: PATIENCE }).toEqual(names)
    expect(await notices(page)).toEqual([])
    await close()
  })

  it('a page is what it was after a reload, through each of them', async () => {
    const { page, node, close } = await open('/counter')
    const seen = new Set<string>()
    for (let n = 1; seen.size < 3 || n < 6; n++) {
      await page.getByRole('button', { name: 'one more' }).first().click()
      await settled(page)
      // Else each round asks three times, and its stream comes from the same one.
      await fetch(gallery.url)
      await page.reload()
      await settled(page)
      seen.add(node())
      const count = page.locator('.counter output').first()
      await expect.poll(() => count.textContent(), { timeout: PATIENCE }).toBe(`${n}`)
    }
    expect(await notices(page)).toEqual([])
    await close()
  })

  it('clicks count once each, while all of them are killed one after the other', async () => {
    const { page, close, stayed } = await open('/counter')
    const more = page.getByRole('button', { name: 'one more' }).first()
    let n = 0
    for (const node of ['1', '2', '3']) {
      await allUp()
      for (let click = 0; click < 8; click++, n++) {
        if (click === 3) await kill(node)
        await more.click()
      }
    }
    await settled(page)
    const count = page.locator('.counter output').first()
    await expect.poll(() => count.textContent(), { timeout: PATIENCE }).toBe(`${n}`)
    expect([await stayed(), await notices(page)]).toEqual([true, []])
    await close()
  })

  it('a clock goes on though two are killed at once, and when all were', async () => {
    const { page, close, stayed } = await open('/clock')
    const shows = async (): Promise<number> =>
      Date.parse((await page.locator('.clock time').first().getAttribute('datetime')) ?? '')
    for (const killed of [
      ['1', '2'],
      ['1', '2', '3'],
    ]) {
      await allUp()
      await Promise.all(killed.map(kill))
      const before = Date.now()
      await expect.poll(shows, { timeout: PATIENCE }).toBeGreaterThan(before + 1000)
    }
    await settled(page)
    expect([await stayed(), await notices(page)]).toEqual([true, []])
    await close()
  })
})
