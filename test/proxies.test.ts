// Live pages behind nginx and HAProxy as Debian ships them, with their default settings, over HTTP/1.1 and HTTP/2: the first frame
// comes at once, patches flow, events go up, and reading the configuration again loses nobody.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type ClientHttp2Session } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Browser } from 'playwright-core'
import { serve, type Serving } from 'repartee/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Counter } from '../examples/counter.tsx'
import { albumIn, bytesOf, checksum } from '../src/server/uploads.fixture.tsx'
import { openBrowser, openTab, type Tab } from './browser.ts'
import { openReverseProxy, type ReverseProxy } from './reverse-proxies.ts'
import { Visitor } from './visitor.ts'

/** A browser says where a request comes from; a default nginx passes on another host than the visitor's. */
const SAME = { 'sec-fetch-site': 'same-origin' }

/** HTTP/2, as far as a visitor needs it; bodies as they come. */
function over(session: ClientHttp2Session): (request: Request) => Promise<Response> {
  return async request => {
    const { pathname, search } = new URL(request.url)
    const headers = { ...Object.fromEntries(request.headers), ...SAME }
    const stream = session.request(
      { ...headers, ':method': request.method, ':path': pathname + search },
      { endStream: false },
    )
    stream.on('error', () => {})
    stream.end(await request.text())
    const [heard] = (await once(stream, 'response')) as [Record<string, string | string[]>]
    const { ':status': status, ...rest } = heard
    const list = Object.entries(rest).flatMap(([name, value]) =>
      [value].flat().map(each => [name, each] as [string, string]),
    )
    const body = Number(status) === 204 ? null : (Readable.toWeb(stream) as ReadableStream<Uint8Array>)
    return new Response(body, { status: Number(status), headers: list })
  }
}

describe.each(['nginx', 'haproxy'] as const)('behind %s', name => {
  let serving: Serving
  let proxy: ReverseProxy
  let session: ClientHttp2Session
  const at = (url: string): Visitor =>
    new Visitor(
      request =>
        fetch(new Request(request, { headers: { ...Object.fromEntries(request.headers), ...SAME } })),
      url,
    )

  beforeAll(async () => {
    serving = await serve({ pages: { '/': Counter }, port: 0, host: '127.0.0.1' })
    proxy = await openReverseProxy(name, Number(new URL(serving.url).port))
    session = connect(proxy.secure, { rejectUnauthorized: false })
    await once(session, 'connect')
  })
  afterAll(async () => {
    session?.destroy()
    await proxy?.close()
    await serving?.close()
  })

  it.each([
    ['HTTP/1.1', () => at(proxy.plain)],
    ['HTTP/2', () => new Visitor(over(session), proxy.secure)],
  ])('a page is live over %s', async (_protocol, visitor) => {
    const ada = await visitor().open('/')
    for (let n = 1; n <= 3; n++) {
      expect((await ada.click('+')).status).toBe(204)
      await ada.reads(String(n))
    }
    await ada.detach()
  })

  it('who was connected before it read its configuration again stays, and so does who comes after', async () => {
    const ada = await at(proxy.plain).open('/')
    await ada.click('+')
    await proxy.reload()
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('2')
    const bob = await at(proxy.plain).open('/')
    expect((await bob.click('+')).status).toBe(204)
    await bob.reads('1')
    expect(ada.frames.map(({ event }) => event)).not.toContain('closed')
    await Promise.all([ada.detach(), bob.detach()])
  })

  it('a page is told when the program goes, and finds it again when it is back', async () => {
    const ada = await at(proxy.plain).open('/')
    const port = Number(new URL(serving.url).port)
    await serving.close()
    await ada.until(frame => frame.event === 'closed')
    expect(ada.frames.map(({ event }) => event)).toContain('reload')
    expect([502, 503]).toContain((await ada.attach()).status)
    serving = await serve({ pages: { '/': Counter }, port, host: '127.0.0.1' })
    for (let status = 0; status !== 200; status = (await ada.get('/')).status);
    await ada.attach()
    expect((await ada.click('+')).status).toBe(204)
    await ada.detach()
  })
})

describe('a browser behind nginx', () => {
  let browser: Browser
  const open: (() => unknown)[] = []
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close()
  })

  /** A tab that shows what is served, over HTTP/2. */
  async function visit(serving: Serving): Promise<Tab> {
    open.push(() => serving.close())
    const proxy = await openReverseProxy('nginx', Number(new URL(serving.url).port))
    open.push(() => proxy.close())
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    open.push(() => context.close())
    const tab = await openTab(browser, context)
    await tab.page.goto(proxy.secure)
    await tab.page.waitForSelector('html[rp-state=live]')
    return tab
  }

  it('has a live page over HTTP/2, without a word of complaint', async () => {
    const serving = await serve({ pages: { '/': Counter }, port: 0, host: '127.0.0.1' })
    const { page, errors, warnings } = await visit(serving)
    await page.getByRole('button', { name: 'one more' }).click()
    await page.getByText('1', { exact: true }).waitFor()
    expect([...errors, ...warnings]).toEqual([])
  })

  it('sends a file that is larger than nginx lets a request be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'proxied-'))
    open.push(() => rmSync(folder, { recursive: true }))
    const pages = { '/': albumIn(folder) }
    const serving = await serve({ pages, uploads: { folder }, port: 0, host: '127.0.0.1' })
    const { page, errors, warnings } = await visit(serving)
    const buffer = Buffer.from(bytesOf(3_500_000, 3))
    await page.locator('input[multiple]').setInputFiles({ name: 'large', mimeType: '', buffer })
    await page.getByText(`read large ${checksum(buffer)}`).waitFor()
    expect([...errors, ...warnings]).toEqual([])
  })
})
