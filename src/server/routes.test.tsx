import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { component } from 'repartee'
import type { Trouble } from 'repartee/kernel'
import { page } from 'repartee/server'
import type { Rules } from 'repartee/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Options } from './options.ts'

const Desk = component({ name: 'routes desk', state: () => ({}), on: {}, view: () => <p>desk</p> })

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

function serving(rules: Omit<Rules, 'params'>, more: Partial<Options<unknown>> = {}) {
  const clock = standing()
  const onTrouble = vi.fn<(trouble: Trouble) => void>()
  const edge = edgeOf(
    { pages: { '/desk': page(Desk, rules), '/': Desk }, onTrouble, secret: 'a secret of sixteen', ...more },
    { clock },
  )
  const handler = handlerOf(edge)
  open.push(() => handler.close())
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    handler.fetch(new Request(`http://localhost${path}`, init))
  return { clock, edge, handler, onTrouble, ask, visitor: () => new Visitor(r => handler.fetch(r)) }
}

async function listening(serve: ReturnType<typeof serving>) {
  const server = createServer((request, response) => serve.handler.node(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(
    () => new Promise(done => server.close(done)),
    () => server.closeAllConnections(),
  )
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}` }
}

describe('a route', () => {
  it('answers below its page, with the headers that keep an answer to itself', async () => {
    const { ask } = serving({ routes: { '/orders': () => Response.json([1, 2]) } })
    const response = await ask('/desk/orders')
    expect(await response.json()).toEqual([1, 2])
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await ask('/desk/others')).status).toBe(404)
    expect((await ask('/orders')).status).toBe(404)
  })

  it('may say other headers and several cookies', async () => {
    const headers: [string, string][] = [
      ['cache-control', 'max-age=9'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]
    const { ask } = serving({ routes: { '/x': () => new Response(null, { status: 304, headers }) } })
    const response = await ask('/desk/x')
    expect(response.status).toBe(304)
    expect(response.headers.get('cache-control')).toBe('max-age=9')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it('is reached below a base path, and stands before a page with a parameter there', async () => {
    const routes = { '/orders': () => new Response('route') }
    const { ask } = serving({}, { basePath: '/app', pages: { '/': page(Desk, { routes }), '/:name': Desk } })
    expect(await (await ask('/app/orders')).text()).toBe('route')
  })

  it('is refused where it has the address of a page, or none', () => {
    const route = () => new Response()
    expect(() => serving({ routes: { '/': route } })).toThrow(/cannot have a route/)
    expect(() => serving({ routes: { orders: route } })).toThrow(/cannot have a route/)
    expect(() =>
      serving({}, { pages: { '/': page(Desk, { routes: { '/a': route } }), '/a': Desk } }),
    ).toThrow(/there already/)
  })

  it('that throws, or gives no answer, is a plain 500 and told of', async () => {
    const { ask, onTrouble } = serving({
      routes: {
        '/a': () => {
          throw new Error('the secret reason')
        },
        '/b': () => undefined as unknown as Response,
      },
    })
    const response = await ask('/desk/a')
    expect(response.status).toBe(500)
    expect((await ask('/desk/b')).status).toBe(500)
    expect(onTrouble).toHaveBeenCalledTimes(2)
  })
})

describe('who may reach a route', () => {
  it('is asked of the same rule as for the page, with the session and the request', async () => {
    const route = vi.fn<(request: Request, who: { principal: unknown }) => Response>(() => new Response('in'))
    const { ask, visitor } = serving(
      {
        allow: (who, request) =>
          who.principal === 'ada' || request.headers.get('authorization') === 'Bearer key',
        routes: { '/x': route },
      },
      { principal: request => request.headers.get('x-user') },
    )
    expect((await ask('/desk/x')).status).toBe(403)
    expect(route).not.toHaveBeenCalled()
    expect(await (await ask('/desk/x', { headers: { authorization: 'Bearer key' } })).text()).toBe('in')
    expect(await (await ask('/desk/x', { headers: { 'x-user': 'ada' } })).text()).toBe('in')
    expect(route.mock.lastCall?.[1].principal).toBe('ada')
    expect((await ask('/desk', { headers: { authorization: 'Bearer key' } })).status).toBe(200)
    expect((await visitor().get('/desk')).status).toBe(403)
  })

  it('is the same session that opened the page', async () => {
    const sessions: string[] = []
    const { visitor } = serving({
      allow: ({ session }) => sessions.push(session) > 0,
      routes: { '/x': (_, { session }) => new Response(session) },
    })
    const ada = visitor()
    await ada.get('/desk')
    expect(await (await ada.get('/desk/x')).text()).toBe(sessions[0])
    expect(sessions[1]).toBe(sessions[0])
  })

  it('another site cannot make a visitor post to it, and a long body is not read', async () => {
    const route = vi.fn<(request: Request) => Promise<Response>>(
      async request => new Response(await request.text()),
    )
    const { ask } = serving({ routes: { '/x': route } })
    const post = (body: string, headers: Record<string, string> = {}) =>
      ask('/desk/x', { method: 'POST', body, headers })
    expect((await post('a', { origin: 'http://elsewhere.example' })).status).toBe(403)
    expect((await post('a', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await post('x'.repeat(1_048_577))).status).toBe(413)
    expect(route).not.toHaveBeenCalled()
    expect(await (await post('told', { origin: 'http://localhost' })).text()).toBe('told')
  })

  it('that allow may read the body of leaves it to the route', async () => {
    const { ask } = serving({
      allow: async (_, request) => (await request.text()) === '',
      routes: { '/x': async request => new Response(await request.text()) },
    })
    expect(await (await ask('/desk/x', { method: 'POST', body: 'mine' })).text()).toBe('mine')
  })
})

/** Gives a piece each time it is asked. */
function source(piece: string, pieces = Infinity) {
  const seen = { asked: 0, cancelled: false }
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await new Promise(done => setImmediate(done))
        await new Promise(done => setImmediate(done))
        if (++seen.asked > pieces) return controller.close()
        controller.enqueue(new TextEncoder().encode(piece))
      },
      cancel: () => void (seen.cancelled = true),
    },
    { highWaterMark: 0 },
  )
  return { seen, stream }
}

describe.each(['fetch', 'node'] as const)('a stream from a route, by way of %s', way => {
  async function reached(rules: Omit<Rules, 'params'>) {
    const serve = serving(rules)
    if (way === 'fetch') return { ...serve, get: (path: string) => serve.ask(path) }
    const { url } = await listening(serve)
    return { ...serve, get: (path: string, init: RequestInit = {}) => fetch(url + path, init) }
  }

  it('arrives whole', async () => {
    const { stream } = source('row\n', 100)
    const { get } = await reached({ routes: { '/x.csv': () => new Response(stream) } })
    expect(await (await get('/desk/x.csv')).text()).toBe('row\n'.repeat(100))
  })

  it('begins before anything was said', async () => {
    let say = (_: string): void => {}
    const stream = new ReadableStream<Uint8Array>({
      start: controller => void (say = text => controller.enqueue(new TextEncoder().encode(text))),
    })
    const headers = { 'content-type': 'text/event-stream' }
    const { get } = await reached({ routes: { '/live': () => new Response(stream, { headers }) } })
    const response = await get('/desk/live')
    expect(response.headers.get('x-accel-buffering')).toBe('no')
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    say('data: 1\n\n')
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: 1\n\n')
    await reader.cancel()
  })

  it('is no faster than it is read, and its source is told when the reader leaves', async () => {
    const { stream, seen } = source('x'.repeat(100_000))
    const { get, edge } = await reached({ routes: { '/x': () => new Response(stream) } })
    const response = await get('/desk/x')
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await reader.read()
    let before = -1
    await vi.waitFor(
      () => {
        const had = before
        before = seen.asked
        expect(had).toBe(seen.asked)
      },
      { interval: 100, timeout: 10_000 },
    )
    await reader.cancel()
    await vi.waitFor(() => expect(seen.cancelled).toBe(true))
    expect(edge.routeStreams).toBe(0)
  })

  it('that breaks off is not taken for the whole', async () => {
    let fail = (): void => {}
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('half'))
        fail = () => controller.error(new Error('no more'))
      },
    })
    const { get } = await reached({ routes: { '/x': () => new Response(stream) } })
    const text = get('/desk/x').then(response => response.text())
    setTimeout(fail, 50)
    await expect(text).rejects.toThrow(/terminated|broken off|aborted/)
  })

  it('ends when the server closes, and its source is told', async () => {
    const cancelled = vi.fn<() => void>()
    const stream = new ReadableStream<Uint8Array>({ cancel: cancelled })
    const { get, handler, edge } = await reached({ routes: { '/live': () => new Response(stream) } })
    const text = (await get('/desk/live')).text()
    await vi.waitFor(() => expect(edge.routeStreams).toBe(1))
    await handler.close()
    expect(await text).toBe('')
    expect(cancelled).toHaveBeenCalledOnce()
  })

  it('is not begun for one who only asks for its head', async () => {
    const cancelled = vi.fn<() => void>()
    const stream = new ReadableStream<Uint8Array>({ cancel: cancelled })
    const serve = serving({ routes: { '/live': () => new Response(stream) } })
    if (way === 'fetch') await serve.ask('/desk/live', { method: 'HEAD' })
    else await fetch(`${(await listening(serve)).url}/desk/live`, { method: 'HEAD' })
    expect(cancelled).toHaveBeenCalledOnce()
  })
})

it('a reader of a route who takes nothing for a minute is cut off, and its source told', async () => {
  const { stream, seen } = source('x'.repeat(1_000_000))
  const serve = serving({ routes: { '/x': () => new Response(stream) } })
  const { port } = await listening(serve)
  const socket = connect(port, '127.0.0.1')
  open.push(() => socket.destroy())
  socket.write('GET /desk/x HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(socket, 'data')
  socket.pause()
  await vi.waitFor(
    () => {
      serve.clock.pass(61_000)
      expect(seen.cancelled).toBe(true)
    },
    { timeout: 10_000, interval: 50 },
  )
  expect(serve.edge.routeStreams).toBe(0)
})

it('a source whose reader left before it was begun is told', async () => {
  let give = (_: Response): void => {}
  const cancelled = vi.fn<() => void>()
  const asked = vi.fn<() => void>()
  const serve = serving({
    routes: {
      '/x': () => {
        asked()
        return new Promise<Response>(done => void (give = done))
      },
    },
  })
  const { port } = await listening(serve)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /desk/x HTTP/1.1\r\nhost: x\r\n\r\n')
  await vi.waitFor(() => expect(asked).toHaveBeenCalled())
  socket.destroy()
  await new Promise(done => setTimeout(done, 50))
  give(new Response(new ReadableStream({ cancel: cancelled })))
  await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce())
})

describe("a page's own styles and hooks", () => {
  const styles = '.desk { color: teal }'
  const hooks = 'export const own = {}'

  it('are loaded by that page alone, after those for all', async () => {
    const { visitor, ask } = serving({ styles, hooks }, { hooks: 'export const all = {}' })
    const ada = visitor()
    const html = await (await ada.get('/desk')).text()
    const sheets = Array.from(html.matchAll(/<link rel="stylesheet" href="([^"]*)">/g), ([, href]) => href)
    expect(sheets).toHaveLength(2)
    expect(await (await ask(sheets[1] as string)).text()).toBe(styles)
    const module = await (await ask(ada.boot.hooks as string)).text()
    const parts = Array.from(module.matchAll(/from '\.\/(.*?)'/g), ([, name]) => `/_rp/${name}`)
    const texts = await Promise.all(parts.map(async part => (await ask(part)).text()))
    expect(texts).toEqual(['export const all = {}', hooks])
    const other = visitor()
    expect(await (await other.get('/')).text()).not.toContain('/_rp/page.')
    expect(await (await ask(other.boot.hooks as string)).text()).toBe('export const all = {}')
  })

  it('may be all that there is', async () => {
    const { visitor, ask } = serving({ hooks })
    const ada = visitor()
    await ada.get('/desk')
    expect(await (await ask(ada.boot.hooks as string)).text()).toBe(hooks)
    await ada.get('/')
    expect(ada.boot.hooks).toBeUndefined()
  })
})
