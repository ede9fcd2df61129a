// Live pages below /app in every host that examples/host shows: each a process of its own, asked by a real browser and by a
// visitor without one. What is promised is the same for all of them.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab } from './browser.ts'
import { openProxy } from './proxy.ts'
import { Visitor } from './visitor.ts'

const HOSTS = [
  ['node:http', 'examples/host/main.tsx'],
  ['Express', 'examples/host/express/main.tsx'],
  ['Fastify', 'examples/host/fastify/main.tsx'],
  ['Hono', 'examples/host/hono/main.tsx'],
  ['fetch', 'examples/host/fetch/main.tsx'],
] as const

/** More than an event may have. */
const LONG = JSON.stringify({ n: 1, offer: 'x'.repeat(70_000) })

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const live = (page: Page): Promise<unknown> => page.waitForSelector('html[rp-state=live]')

const begin = (file: string): ChildProcess =>
  spawn(process.execPath, ['--conditions=source', '--import', 'tsx', file], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })

async function addressOf(host: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: host.stdout! })) {
    const [address] = /http:\S+/.exec(line) ?? []
    if (address !== undefined) return address
  }
  throw new Error('The host ended without listening')
}

describe.each(HOSTS)('%s', (_name, file) => {
  let host: ChildProcess
  let url: string

  beforeAll(async () => {
    host = begin(fileURLToPath(new URL(`../${file}`, import.meta.url)))
    url = await addressOf(host)
  })
  afterAll(() => host?.kill('SIGKILL'))

  const asVisitor = (): Visitor => new Visitor(request => fetch(request), url)
  const light = async (by: number): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${url}/api/lamps`, { method: 'POST', headers, body: JSON.stringify({ by }) })).json()
  }

  it('has a live page beside its own routes, which shows what they do', async () => {
    const proxy = await openProxy(new URL(url))
    const { page, errors, warnings, close } = await openTab(browser)
    await page.goto(`${proxy.url}/app`)
    await live(page)
    await page.getByRole('button', { name: 'Light one' }).click()
    await page.getByText('1 of 12 are lit.').waitFor()
    expect(await light(1)).toEqual({ lit: 2 })
    await page.getByText('2 of 12 are lit.').waitFor()
    await page.reload()
    await live(page)
    await page.getByText('2 of 12 are lit.').waitFor()
    expect([...errors, ...warnings]).toEqual([])
    proxy.cut()
    expect(await light(1)).toEqual({ lit: 3 })
    await page.getByText('3 of 12 are lit.').waitFor()
    await page.getByRole('button', { name: 'Put one out' }).click()
    await page.getByText('2 of 12 are lit.').waitFor()
    await close()
    await proxy.close()
  })

  it('answers for itself where no page is', async () => {
    for (const path of ['/nothing', '/application', '/_rp/event/x']) {
      const response = await fetch(url + path)
      expect([path, response.status, await response.text()]).toEqual([path, 404, 'There is nothing here.'])
    }
    const response = await fetch(`${url}/app/nothing`)
    expect(response.status).toBe(404)
  })

  it('gives a page’s head without its body, and the page’s own policy', async () => {
    const response = await fetch(`${url}/app`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('refuses an event that is too long, whether or not it says so, and takes the next', async () => {
    const ada = await asVisitor().open('/app')
    expect((await ada.post(LONG)).status).toBe(413)
    const event = `${url}${ada.boot.base}/event/${ada.boot.cid}`
    const headers = ada.headers({ 'content-type': 'application/json', origin: url })
    const body = new Blob([LONG]).stream()
    const unsaid = { method: 'POST', headers, body, duplex: 'half' } as const
    expect((await fetch(event, unsaid)).status).toBe(413)
    await ada.reads('2 of 12 are lit.')
    expect((await ada.click('Light one')).status).toBe(204)
    await ada.reads('3 of 12 are lit.')
    await ada.detach()
  })

  it('lets only https have its cookies where a proxy says that the visitor came by it', async () => {
    const cookieBehind = async (headers: Record<string, string>): Promise<string[]> =>
      (await fetch(`${url}/app`, { headers })).headers
        .getSetCookie()
        .map(cookie => cookie.replace(/=[^;]*/, '='))
    expect(await cookieBehind({})).toEqual(['rp=; HttpOnly; SameSite=Lax; Path=/app'])
    expect(await cookieBehind({ 'x-forwarded-proto': 'http' })).toEqual([
      'rp=; HttpOnly; SameSite=Lax; Path=/app',
    ])
    for (const proto of ['https', 'https, http'])
      expect(await cookieBehind({ 'x-forwarded-proto': proto })).toEqual([
        '__Host-rp=; HttpOnly; SameSite=Lax; Path=/; Secure',
      ])
  })

  it('ends when it is asked to, and tells the pages that are open', async () => {
    const ada = await asVisitor().open('/app')
    const { page, close } = await openTab(browser)
    await page.goto(`${url}/app`)
    await live(page)
    const exit = once(host, 'exit')
    host.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    await ada.until(frame => frame.event === 'closed')
    expect(ada.frames.map(({ event }) => event)).toContain('reload')
    await close()
  })
})

it('Express may parse bodies, set cookies and cut off the base before', async () => {
  const host = begin(fileURLToPath(new URL('hosts/express.ts', import.meta.url)))
  try {
    const url = await addressOf(host)
    const ada = new Visitor(request => fetch(request), url)
    const cookies = (await ada.get('/app')).headers.getSetCookie()
    expect(cookies.map(cookie => cookie.split('=')[0])).toEqual(['theme', 'rp'])
    await ada.attach()
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('1')
    const response = await fetch(`${url}/app/nothing`)
    expect([response.status, await response.text()]).toEqual([404, 'There is nothing here.'])
    await ada.detach()
  } finally {
    host.kill('SIGKILL')
  }
})
