import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from 'repartee/engines'
import { sqlite } from 'repartee/engines/sqlite'
import { handler, serve } from 'repartee/server'
import type { Serving } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import { Visitor } from '../../test/visitor.ts'

const open: Serving[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function serving(): Promise<Serving> {
  const made = await serve({ pages: { '/': Counter }, port: 0 })
  open.push(made)
  return made
}

/** A visitor over real sockets; undici sends no cookie or origin that it was not given. */
const visitor = (url: string): Visitor => new Visitor(each => fetch(each), url)

describe('serving over node:http', () => {
  it('mints, attaches, talks and patches', async () => {
    const { url } = await serving()
    const ada = await visitor(url).open('/')
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('− 1 +')
    await ada.detach()
  })

  it('answers HEAD as GET without a body, and 404 for what it does not have', async () => {
    const { url } = await serving()
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(`${url}/nope`)).status).toBe(404)
  })

  it('refuses a body of 10 MB without reading it into memory, also one that hides its length', async () => {
    const { url } = await serving()
    const ada = await visitor(url).open('/')
    const status = (chunked: boolean): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = request(`${url}${ada.boot.base}/event/${ada.boot.cid}`, {
          method: 'POST',
          headers: {
            ...ada.headers({ 'content-type': 'application/json', origin: url }),
            ...(chunked ? {} : { 'content-length': '10000000' }),
          },
        })
        sent.on('response', response => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
        sent.on('error', reject)
        const part = Buffer.alloc(100_000, 'x')
        for (let i = 0; i < 100; i++) sent.write(part)
        sent.end()
      })
    expect(await status(false)).toBe(413)
    expect(await status(true)).toBe(413)
    await ada.click('+')
    await ada.reads('− 1 +')
    await ada.detach()
  })

  it('survives a request that breaks off in the middle of its body', async () => {
    const { url } = await serving()
    const ada = await visitor(url).open('/')
    const socket = connect(Number(new URL(url).port), 'localhost')
    const headers = Object.entries(
      ada.headers({ origin: url, 'content-type': 'application/json', 'content-length': '500' }),
    )
    socket.write(`POST ${ada.boot.base}/event/${ada.boot.cid} HTTP/1.1\r\nhost: ${new URL(url).host}\r\n`)
    socket.write(headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''))
    await new Promise<unknown>(done => socket.write('\r\n{"n":1,"offer":"1/in', done))
    socket.resetAndDestroy()
    await ada.click('+')
    await ada.reads('− 1 +')
    await ada.detach()
  })

  it('says plainly that a port is taken', async () => {
    const { url } = await serving()
    const port = Number(new URL(url).port)
    await expect(serve({ pages: { '/': Counter }, port })).rejects.toMatchObject({ code: 'busy' })
  })

  it('closes with streams open, after telling them to come back', async () => {
    const made = await serve({ pages: { '/': Counter }, port: 0 })
    const ada = await visitor(made.url).open('/')
    await made.close()
    await ada.until(frame => frame.event === 'reload')
    await ada.until(frame => frame.event === 'closed')
    await expect(fetch(made.url)).rejects.toThrow('fetch failed')
  })

  it('lives inside a server that exists already, which gets what is not ours', async () => {
    const pages = handler({ pages: { '/': Counter }, basePath: '/live' })
    const server = createServer((asked, response) =>
      pages.node(asked, response, () => response.end('the host')),
    )
    await new Promise<void>(done => server.listen(0, 'localhost', done))
    const url = `http://localhost:${(server.address() as { port: number }).port}`
    expect(await (await fetch(`${url}/other`)).text()).toBe('the host')
    const ada = await visitor(url).open('/live')
    await ada.click('+')
    await ada.reads('− 1 +')
    await pages.close()
    await new Promise<void>(done => {
      server.close(() => done())
      server.closeAllConnections()
    })
  })

  it('refuses a base path and a secret that would not do', () => {
    expect(() => handler({ pages: {}, basePath: 'app/' })).toThrow(/base path/)
    expect(() => handler({ pages: {}, secret: 'short' })).toThrow(/too short/)
  })

  it('says that nobody can come back to what is kept, if there is no secret', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const folder = mkdtempSync(join(tmpdir(), 'serve-'))
    const engine = (name: string) => sqlite(join(folder, name))
    const made = [
      handler({ pages: {}, engine: memory() }),
      handler({ pages: {}, engine: engine('a.db'), secret: 'a secret of sixteen' }),
    ]
    expect(warn).not.toHaveBeenCalled()
    made.push(handler({ pages: {}, engine: engine('b.db') }))
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^repartee: no secret was given, .*REPARTEE_SECRET/)],
    ])
    for (const each of made) await each.close()
    warn.mockRestore()
    rmSync(folder, { recursive: true })
  })
})
