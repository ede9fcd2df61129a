// Pages of one version meet a server of the next: what fits goes on, what does not begins afresh and says so, and nobody else notices.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { openBrowser, openTab } from './browser.ts'
import { begin, type Program } from './outlive/program.ts'
import { Visitor } from './visitor.ts'

let folder: string
let program: Program
let browser: Browser
let port = '0'

const start = async (VERSION: '1' | '2'): Promise<void> => {
  const env = { PORT: port, DATA: join(folder, 'a.db'), REPARTEE_SECRET: 'the-same-for-both', VERSION }
  program = await begin('test/outlive/skewed.tsx', env)
  port = new URL(program.url).port
}
const upgrade = async (): Promise<void> => {
  expect(await program.stop('SIGTERM')).toBe(0)
  await start('2')
}

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skew-'))
  port = '0'
  await start('1')
})
afterEach(async () => {
  await program.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function at(path: string, ...clicks: string[]): Promise<Visitor> {
  const visitor = await new Visitor(request => fetch(request), program.url).open(path)
  for (const click of clicks) {
    const { length } = visitor.frames
    expect((await visitor.click(click)).status).toBe(204)
    await visitor.until(({ event }) => event === 'patch' && visitor.frames.length > length)
  }
  return visitor
}
/** The stream as a page of the former version asks for it. */
const again = async (visitor: Visitor): Promise<[number, string | null]> => {
  visitor.frames.splice(0)
  const { status, headers } = await visitor.attach()
  if (status === 200) await visitor.until(({ event }) => event === 'resync')
  return [status, headers.get('rp-gone')]
}

describe('a page of the former version', () => {
  it('goes on where its components are the same, or know what becomes of their state', async () => {
    const [same, lifted] = [await at('/same', 'more'), await at('/lifted', 'more', 'more')]
    await upgrade()
    expect(await again(same)).toEqual([200, null])
    expect(await again(lifted)).toEqual([200, null])
    await lifted.reads('clicks 2')
    for (const visitor of [same, lifted]) expect((await visitor.click('more')).status).toBe(204)
    await same.reads('count 2')
    await lifted.reads('clicks 3')
    expect(program.said()).toBe('')
  })

  it('ends where they are not, with a word to its operators, and others go on', async () => {
    const [raised, renamed, same] = [
      await at('/raised', 'more'),
      await at('/renamed', 'more'),
      await at('/same'),
    ]
    await upgrade()
    expect(await again(raised)).toEqual([410, 'outdated'])
    expect(await again(renamed)).toEqual([410, 'outdated'])
    expect(program.said()).toMatch(/raised has another version[^]*version 1, and no migrate/)
    expect(program.said()).toMatch(/a component that this program does not have[^]*not renamed/)
    expect(await again(same)).toEqual([200, null])
    // What was kept of it is gone, and a click that comes late is told so, too.
    expect((await raised.click('more')).status).toBe(410)
    await raised.open('/raised')
    await raised.reads('count 0')
  })

  it('begins afresh where a flow asks something else before what was answered, as soon as it goes on', async () => {
    const [asking, same] = [await at('/asking', 'yes', 'yes'), await at('/same')]
    await upgrade()
    expect(await again(asking)).toEqual([200, null])
    await asking.reads('three?')
    expect((await asking.click('yes')).status).toBe(204)
    expect((await asking.until(({ event }) => event === 'gone')).data).toEqual({ why: 'outdated' })
    expect(program.said()).toMatch(/asked something else at step 1 [^]*expected: call question\n.*call same/)
    expect(await again(asking)).toEqual([410, 'outdated'])
    expect(await again(same)).toEqual([200, null])
    expect((await same.click('more')).status).toBe(204)
    await same.reads('count 1')
  })

  it('gets the present client and styles for those that it names', async () => {
    const { url } = program
    const page = await (await fetch(`${url}/same`)).text()
    const named = [...page.matchAll(/"?(\/_rp\/(?:client|style)\.[^" >]+)/g)].map(
      ([, address = '']) => address,
    )
    expect(named).toHaveLength(2)
    for (const address of named) {
      const present = await fetch(url + address)
      const former = await fetch(url + address.replace(/\.[0-9a-f]{12}\./, '.0123456789ab.'))
      expect([former.status, await former.text()]).toEqual([200, await present.text()])
      expect(former.headers.get('cache-control')).toBe('no-store')
    }
    expect((await fetch(`${url}/_rp/nobody.0123456789ab.js`)).status).toBe(404)
  })

  it('begins afresh in the browser by itself, and says why', async () => {
    const { page } = await openTab(browser)
    await page.goto(`${program.url}/raised`)
    await page.waitForSelector('html[rp-state=live]')
    await page.getByRole('button', { name: 'more' }).click()
    await page.getByText('count 1').waitFor()
    await upgrade()
    await page.getByText('count 0').waitFor()
    await page.waitForSelector('html[rp-state=live]')
    expect(await page.locator('.rp-notice-text').allTextContents()).toEqual([
      'This page has been replaced by a newer one, so this page starts afresh.',
    ])
    await page.getByRole('button', { name: 'more' }).click()
    await page.getByText('count 1').waitFor()
    await page.context().close()
  })
})
