// The host as a process of its own, walked through in a browser.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { talk } from 'repartee/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab } from '../../test/browser.ts'
import { House, lampsOf } from './lamps.tsx'

let host: ChildProcess
let url: string
let browser: Browser

beforeAll(async () => {
  host = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', 'examples/host/main.tsx'], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const opened = new Promise<string>((found, failed) => {
    let said = ''
    host.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const [address] = /http:\S+(?=\n)/.exec(said) ?? []
      if (address !== undefined) found(address)
    })
    host.once('exit', code => failed(new Error(`The host ended with ${code}`)))
  })
  browser = await openBrowser()
  url = await opened
})
afterAll(async () => {
  await browser?.close()
  host?.kill('SIGKILL')
})

const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')
const api = async (method: string): Promise<unknown> => (await fetch(`${url}/api/lamps`, { method })).json()

describe('the host', () => {
  it('keeps its pages and its routes, and has live pages among them', async () => {
    const { page, errors, warnings, close } = await openTab(browser)
    await page.goto(url)
    await page.getByText('0 of the lamps were lit').waitFor()
    await page.getByRole('link', { name: 'See the lamps live' }).click()
    await live(page)
    expect(new URL(page.url()).pathname).toBe('/app')
    await page.getByRole('button', { name: 'Light one' }).click()
    await page.getByText('1 of 12 are lit.').waitFor()
    expect(await api('POST')).toEqual({ lit: 2 })
    await page.getByText('2 of 12 are lit.').waitFor()
    await page.reload()
    await live(page)
    await page.getByText('2 of 12 are lit.').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('1 of 12 are lit.').waitFor()
    await page.getByRole('link', { name: 'Back to the house' }).click()
    await page.getByText('1 of the lamps were lit').waitFor()
    await page.goBack()
    await live(page)
    await page.getByText('1 of 12 are lit.').waitFor()
    expect(await api('GET')).toEqual({ lit: 1 })
    expect([...errors, ...warnings]).toEqual([])
    await close()
  })

  it('answers for itself whatever is no live page', async () => {
    const answers = await Promise.all(
      ['/', '/style.css', '/nothing', '/application', '/app', '/app/nothing'].map(async path => {
        const response = await fetch(url + path)
        return `${path} ${response.status} ${response.headers.get('content-type')?.split(';')[0]}`
      }),
    )
    expect(answers).toEqual([
      '/ 200 text/html',
      '/style.css 200 text/css',
      '/nothing 404 text/plain',
      '/application 404 text/plain',
      '/app 200 text/html',
      '/app/nothing 404 text/plain',
    ])
  })

  it('ends when it is asked to, with a page still open', async () => {
    const { page, close } = await openTab(browser)
    await page.goto(`${url}/app`)
    await live(page)
    host.kill('SIGTERM')
    expect(await once(host, 'exit')).toEqual([0, null])
    await close()
  })
})

it('the lamps are the house’s, in every conversation', async () => {
  const house = new House()
  const Lamps = lampsOf(house)
  const one = talk(Lamps)
  const other = talk(Lamps, {}, { with: one })
  await one.click('Light one').settle()
  one.pass(100).shows('1 of 12 are lit. ●')
  other.shows('1 of 12 are lit.')
  for (let lamp = 0; lamp < 13; lamp++) house.light(1)
  one.pass(100).shows('12 of 12 are lit.')
  await other.click('Put one out').settle()
  one.pass(100).shows('11 of 12 are lit.')
})
