// What frameworks have done to a request before it is ours, over real sockets and, for what is hard to time there, without.
import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer as createServer2 } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { getRequestListener } from '@hono/node-server'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Counter } from '../../examples/counter.tsx'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Handler } from './handler.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

function serving() {
  const onTrouble = vi.fn<(trouble: { error: unknown }) => void>()
  const edge = edgeOf({ pages: { '/': Counter }, basePath: '/app', onTrouble })
  const pages = handlerOf(edge)
  open.push(() => pages.close())
  const troubles = (): string[] =>
    onTrouble.mock.calls.map(([{ error }]) => String(error).split('\n')[0] ?? '')
  return { edge, pages, troubles }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>(done => server.listen(0, 'localhost', done))
  open.push(() => {
    server.close()
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** `fetch` on Node, as Hono carries it there. */
function onNode(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const listener = getRequestListener(fetch)
  return listening(createServer((request, response) => void listener(request, response)))
}

const visit = (url: string): Promise<Visitor> => new Visitor(request => fetch(request), url).open('/app')

/** Pages on node:http behind something that does its own part before. */
async function behind(
  pages: Handler,
  before: (
    request: IncomingMessage & { originalUrl?: string; body?: unknown },
    response: ServerResponse,
  ) => unknown,
): Promise<string> {
  const both = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await before(request, response)
    pages.node(request, response, () => response.writeHead(404).end('own'))
  }
  return await listening(createServer((request, response) => void both(request, response)))
}

describe('what comes before may have', () => {
  it('cut the base off the address', async () => {
    const { pages } = serving()
    const url = await behind(pages, request => {
      request.originalUrl = request.url ?? ''
      request.url = request.url?.slice('/app'.length) || '/'
    })
    const ada = await visit(url)
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('1')
    expect(await (await fetch(`${url}/app/nothing`)).text()).toBe('own')
    await ada.detach()
  })

  it.each([
    ['an object', (text: string): unknown => JSON.parse(text)],
    ['text', (text: string): unknown => text],
    ['bytes', (text: string): unknown => new TextEncoder().encode(text)],
  ])('read an event and kept it, as %s', async (_what, kept) => {
    const { pages, troubles } = serving()
    const url = await behind(pages, async request => {
      const body = await text(request)
      if (body !== '') request.body = kept(body)
    })
    const ada = await visit(url)
    expect((await ada.click('+')).status).toBe(204)
    await ada.reads('1')
    expect((await ada.post('[]')).status).toBe(400)
    const body = new Blob([JSON.stringify({ n: 2, offer: 'x'.repeat(66_000) })]).stream()
    const headers = ada.headers({ 'content-type': 'application/json', origin: url })
    const event = `${url}${ada.boot.base}/event/${ada.boot.cid}`
    const unsaid = { method: 'POST', headers, body, duplex: 'half' } as const
    expect((await fetch(event, unsaid)).status).toBe(413)
    expect(troubles()).toEqual([])
    await ada.detach()
  })

  it('set cookies, which are kept beside ours', async () => {
    const { pages } = serving()
    const url = await behind(pages, (_, response) => response.setHeader('set-cookie', 'theme=dark'))
    const cookies = (await fetch(`${url}/app`)).headers.getSetCookie().map(cookie => cookie.split('=')[0])
    expect(cookies).toEqual(['theme', 'rp'])
  })

  it('answered, and is not contradicted', async () => {
    const { pages } = serving()
    let first: ServerResponse | undefined
    const url = await behind(pages, (_, response) => {
      if (first === undefined) (first = response).writeHead(503).write('not ')
    })
    const response = await fetch(`${url}/app`)
    // Asked later, so that we have had our say about the first.
    expect((await fetch(`${url}/app`)).status).toBe(200)
    first?.end('now')
    expect([response.status, await response.text()]).toEqual([503, 'not now'])
  })
})

const TAKEN = 'ReparteeError: The body of an event was read before repartee was asked [bad-argument]'

describe('a body that somebody has read and not kept', () => {
  it('is no event, and the program is told, in Fastify behind its parsers', async () => {
    const { pages, troubles } = serving()
    const app = fastify()
    app.all('/app', (request, reply) => {
      reply.hijack()
      pages.node(request.raw, reply.raw)
    })
    app.all('/app/*', (request, reply) => {
      reply.hijack()
      pages.node(request.raw, reply.raw)
    })
    await app.ready()
    open.push(() => app.close())
    const ada = await visit(await listening(app.server))
    expect((await ada.click('+')).status).toBe(500)
    expect(troubles()).toEqual([TAKEN])
    await ada.detach()
  })

  it('is no event, and the program is told, in Hono behind a validator', async () => {
    const { pages, troubles } = serving()
    const app = new Hono().use(async (c, next) => {
      if (c.req.method === 'POST') await c.req.json()
      await next()
    })
    app.all('/app/*', c => pages.fetch(c.req.raw))
    const ada = await new Visitor(async request => app.fetch(request)).open('/app')
    expect((await ada.click('+')).status).toBe(500)
    expect(troubles()).toEqual([TAKEN])
    await ada.detach()
  })
})

describe('Hono', () => {
  it('may compress: pages are smaller, and streams are let be', async () => {
    const { pages } = serving()
    const app = new Hono().use(compress()).all('/app/*', c => pages.fetch(c.req.raw))
    const url = await onNode(app.fetch)
    const ada = await visit(url)
    const stream = await fetch(`${url}${ada.boot.base}/stream/${ada.boot.cid}`, { headers: ada.headers() })
    expect(stream.headers.get('content-encoding')).toBe(null)
    expect((await fetch(`${url}/app`)).headers.get('content-encoding')).toBe('gzip')
    await stream.body?.cancel()
    await ada.detach()
  })

  it('tells a stream on Node that its reader has left', async () => {
    const { edge, pages } = serving()
    const ada = await visit(await onNode(pages.fetch))
    const held = edge.runtime.get(ada.boot.cid)
    expect(held?.stream.attached).toBe(true)
    await ada.detach()
    await vi.waitUntil(() => held?.stream.attached === false, { timeout: 20_000 })
  })

  it('passes a stream’s reader that takes nothing on to us, so that nothing piles up', async () => {
    const { edge, pages } = serving()
    const url = await onNode(pages.fetch)
    const ada = new Visitor(request => fetch(request), url)
    await ada.get('/app')
    const { port } = new URL(url)
    const deaf = ask({
      port,
      path: `${ada.boot.base}/stream/${ada.boot.cid}`,
      headers: ada.headers(),
    }).end()
    const answer = await new Promise<IncomingMessage>(done => deaf.on('response', done))
    answer.pause()
    const held = edge.runtime.get(ada.boot.cid)
    // 60 MB, of which sockets hold a few.
    for (let n = 0; n < 1000; n++) {
      held?.stream.push([['1', 'x'.repeat(60_000)]] as never)
      await new Promise(done => setImmediate(done))
    }
    expect(held?.stream.attached).toBe(true)
    let heard = 0
    let afresh = 0
    for await (const chunk of answer.setEncoding('latin1')) {
      heard += (chunk as string).length
      afresh += (chunk as string).match(/event:resync/g)?.length ?? 0
      if (afresh === 2) break
    }
    expect(heard).toBeLessThan(30_000_000)
    deaf.destroy()
    await vi.waitUntil(() => held?.stream.attached === false, { timeout: 20_000 })
  })
})

it('HTTP/2 says the host elsewhere, and events from it are our own', async () => {
  const { pages } = serving()
  const server = createServer2((request, response) =>
    pages.node(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  )
  const url = await listening(server)
  const session = connect(url)
  open.push(() => session.destroy())
  const ada = new Visitor(async request => {
    const body = request.text()
    const head = {
      ...Object.fromEntries(request.headers),
      ':method': request.method,
      ':path': new URL(request.url).pathname,
    }
    const stream = session.request(head, { endStream: false }).end(await body)
    const [heard] = (await once(stream, 'response')) as [Record<string, string | string[]>]
    const answer = await text(stream)
    const { ':status': status, ...headers } = heard
    const list = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map(each => [name, each] as [string, string]),
    )
    return new Response(Number(status) === 204 ? null : answer, { status: Number(status), headers: list })
  }, url)
  expect((await ada.get('/app')).status).toBe(200)
  expect((await ada.click('+')).status).toBe(204)
})
