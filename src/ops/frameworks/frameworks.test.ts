// The same promises for each framework, each on a server of its own.
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Edges } from '../edges.ts'
import { Faults } from '../faults.ts'
import { Measuring } from '../measure.ts'
import { Metrics } from '../metrics.ts'
import { outside } from '../outside.ts'
import { parseTraceparent } from '../traceparent.ts'
import { Traces } from '../traces.ts'
import { measureExpress } from './express.ts'
import { measureFastify } from './fastify.ts'
import { measureHono } from './hono.ts'
import { measureNode } from './node.ts'

const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

interface Program {
  readonly measuring: Measuring
  readonly metrics: Metrics
  readonly faults: Faults
  readonly traces: Traces
  readonly url: string
  /** Told when a request hangs. */
  readonly hangs: Promise<void>
}

type Build = (measuring: Measuring, hanging: () => void) => Server | Promise<Server>

const never = (hanging: () => void): Promise<never> => {
  hanging()
  return new Promise(() => {})
}
const boom = (): never => {
  throw new Error('boom')
}
const later = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

const listening = async (server: Server): Promise<Server> => {
  if (!server.listening) await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function start(build: Build): Promise<Program> {
  const metrics = new Metrics({ outside })
  const faults = new Faults({ outside })
  const traces = new Traces({ ordinaryPerSecond: 1000 })
  const measuring = new Measuring({ outside, metrics, faults, traces, edges: new Edges({ outside }) })
  let hanging = (): void => {}
  const hangs = new Promise<void>(resolve => (hanging = resolve))
  const server = await listening(await build(measuring, hanging))
  open.push(server)
  const { port } = server.address() as AddressInfo
  return { measuring, metrics, faults, traces, url: `http://127.0.0.1:${port}`, hangs }
}

/** Until all that began has ended: the last responses close a moment after they are read. */
async function ended({
  measuring,
  metrics,
}: Program): Promise<Record<string, { count: number; errors: number }>> {
  while (measuring.running > 0) await later(1)
  return Object.fromEntries(
    metrics.read().endpoints.map(({ name, count, errors }) => [name, { count, errors }]),
  )
}

const builds: Readonly<Record<string, Build>> = {
  node: (measuring, hanging) => {
    const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const url = request.url ?? ''
      if (url.startsWith('/posts/')) response.end('post')
      else if (url === '/hang') await never(hanging)
      else if (url === '/slow') await later(30).then(() => response.end('slow'))
      else if (url === '/trace') response.end(measuring.traceparent)
      else if (url === '/events') response.setHeader('content-type', 'text/event-stream').write(': hello\n\n')
      else response.writeHead(404).end()
    }
    const pattern = ({ url = '' }: IncomingMessage): string | undefined =>
      url.startsWith('/posts/') ? '/posts/:id' : url === '/nowhere' || url === '/lost' ? undefined : url
    return createServer(measureNode(measuring, listener, { pattern }))
  },
  express: (measuring, hanging) => {
    const app = express()
    const watch = measureExpress(measuring)
    app.use(watch)
    app.use(express.json())
    const posts = express.Router()
    posts.get('/:id', (_request, response) => void response.send('post'))
    app.use('/posts', posts)
    app.get('/boom', boom)
    app.get('/hang', () => never(hanging))
    app.get('/slow', (_request, response) => later(30).then(() => void response.send('slow')))
    app.get('/trace', (_request, response) => void response.send(measuring.traceparent))
    app.get('/events', (_request, response) => void response.type('text/event-stream').write(': hello\n\n'))
    const users = express.Router()
    users.get('/', (_request, response) => void response.send('user'))
    users.get('/boom', async () => boom())
    users.get('/bad', (_request, _response, next) => next(Object.assign(new Error('bad'), { status: 400 })))
    app.use('/users/:user', users)
    app.use(watch.errors)
    app.use((error: Error & { status?: number }, _q: unknown, response: express.Response, _n: unknown) => {
      response.status(error.status ?? 500).end()
    })
    return createServer(app)
  },
  fastify: async (measuring, hanging) => {
    const app = fastify()
    await app.register(measureFastify(measuring))
    await app.register(
      (posts, _options, done) => {
        posts.get('/:id', () => 'post')
        done()
      },
      { prefix: '/posts' },
    )
    app.get('/boom', async () => boom())
    app.get('/hang', () => never(hanging))
    app.get('/slow', () => later(30).then(() => 'slow'))
    app.get('/trace', () => measuring.traceparent)
    app.get('/events', (_request, reply) => {
      reply.hijack()
      reply.raw.setHeader('content-type', 'text/event-stream').write(': hello\n\n')
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
  hono: (measuring, hanging) => {
    const app = new Hono()
    app.onError((_error, c) => c.text('sorry', 500))
    app.use(measureHono(measuring))
    app.route(
      '/posts',
      new Hono().get('/:id', c => c.text('post')),
    )
    app.get('/boom', boom)
    app.get('/hang', () => never(hanging))
    app.get('/slow', c => later(30).then(() => c.text('slow')))
    app.get('/trace', c => c.text(measuring.traceparent ?? ''))
    app.get('/events', () => {
      const body = new ReadableStream({ start: it => it.enqueue(new TextEncoder().encode(': hello\n\n')) })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    })
    return new Promise(resolve => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(server as Server),
      )
    })
  },
}

describe.each(Object.entries(builds))('in %s', (_name, build) => {
  it('an endpoint is called by its route, and what there is not is one endpoint', async () => {
    const program = await start(build)
    for (const path of ['/posts/1', '/posts/2?q=1', '/nowhere', '/lost'])
      await (await fetch(program.url + path)).text()
    expect(await ended(program)).toEqual({
      'GET /posts/:id': { count: 2, errors: 0 },
      'not found': { count: 2, errors: 0 },
    })
    expect(program.traces.read().map(({ path }) => path)).not.toContain('/posts/2?q=1')
  })

  it('a latency is the handler’s, not that of the bookkeeping', async () => {
    const program = await start(build)
    expect(await (await fetch(`${program.url}/slow`)).text()).toBe('slow')
    await ended(program)
    expect(program.metrics.read().endpoints[0]?.mean).toBeGreaterThan(25)
  })

  it('a caller who leaves is counted, and is no error', async () => {
    const program = await start(build)
    const request = get(`${program.url}/hang`).on('error', () => {})
    await program.hangs
    expect(program.measuring.running).toBe(1)
    request.destroy()
    expect(await ended(program)).toEqual({ 'GET /hang': { count: 1, errors: 0 } })
    expect(program.metrics.read().total.aborted).toBe(1)
  })

  it('a stream of events that somebody stops reading is neither slow nor broken off', async () => {
    const program = await start(build)
    const leave = new AbortController()
    const headers = { accept: 'text/event-stream' }
    const response = await fetch(`${program.url}/events`, { headers, signal: leave.signal })
    await response.body?.getReader().read()
    leave.abort()
    expect(await ended(program)).toEqual({ 'GET /events': { count: 1, errors: 0 } })
    expect(program.metrics.read().total).toMatchObject({ aborted: 0, max: 0 })
  })

  it('a handler finds its work, with the caller’s trace', async () => {
    const program = await start(build)
    const headers = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }
    const told = parseTraceparent(await (await fetch(`${program.url}/trace`, { headers })).text())
    await ended(program)
    const [root] = program.traces.detail('4bf92f3577b34da6a3ce929d0e0e4736')?.spans ?? []
    expect(root).toMatchObject({ id: told?.spanId, parentId: '00f067aa0ba902b7' })
  })
})

describe.each(Object.entries(builds).filter(([name]) => name !== 'node'))('in %s', (_name, build) => {
  it('what a handler throws is kept with its stack', async () => {
    const program = await start(build)
    expect((await fetch(`${program.url}/boom`)).status).toBe(500)
    expect(await ended(program)).toEqual({ 'GET /boom': { count: 1, errors: 1 } })
    const [fault] = program.faults.read()
    expect(fault).toMatchObject({
      message: 'boom',
      endpoint: 'GET /boom',
      at: expect.stringContaining('boom'),
    })
    expect(program.faults.detail(fault?.id ?? '')?.occurrences[0]?.traceId).toBe(
      program.traces.read()[0]?.traceId,
    )
  })
})

describe('Express', () => {
  it('names a route by its pattern also where the router is mounted under one, and where it throws', async () => {
    const program = await start(builds['express'] as Build)
    for (const path of ['/users/7', '/users/8', '/users/a%20b/boom', '/users/9/bad', '/users/9/none']) {
      await (await fetch(program.url + path)).text()
    }
    expect(await ended(program)).toEqual({
      'GET /users/:user': { count: 2, errors: 0 },
      'GET /users/:user/boom': { count: 1, errors: 1 },
      'GET /users/:user/bad': { count: 1, errors: 0 },
      'not found': { count: 1, errors: 0 },
    })
    expect(program.faults.read().map(({ message }) => message)).toEqual(['boom'])
  })

  it('keeps the work through a body that is read', async () => {
    const metrics = new Metrics({ outside })
    const [faults, edges] = [new Faults({ outside }), new Edges({ outside })]
    const measuring = new Measuring({ outside, metrics, faults, edges, traces: new Traces() })
    const app = express()
    app.use(measureExpress(measuring, { service: 'shop' }))
    app.use(express.json())
    app.post('/', (request, response) => void response.json({ traced: measuring.traceparent !== undefined }))
    const server = await listening(createServer(app))
    open.push(server)
    const { port } = server.address() as AddressInfo
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: '{"a":1}' })
    expect(await answer.json()).toEqual({ traced: true })
    while (measuring.running > 0) await later(1)
    expect(metrics.read().endpoints).toMatchObject([{ service: 'shop', name: 'POST /', bytes: 15 }])
  })
})

describe('Hono', () => {
  it('is measured where there is no Node response, too', async () => {
    const metrics = new Metrics({ outside })
    const [faults, edges] = [new Faults({ outside }), new Edges({ outside })]
    const measuring = new Measuring({ outside, metrics, faults, edges, traces: new Traces() })
    const app = new Hono()
    app.onError((_error, c) => c.text('sorry', 500))
    app.use(measureHono(measuring))
    app.get('/posts/:id', c => c.text('post'))
    app.get('/boom', boom)
    for (const path of ['/posts/1', '/posts/2', '/boom', '/nowhere']) await app.request(path)
    expect(metrics.read().endpoints.map(({ name, count, errors }) => [name, count, errors])).toEqual([
      ['GET /posts/:id', 2, 0],
      ['GET /boom', 1, 1],
      ['not found', 1, 0],
    ])
    expect(faults.read()).toMatchObject([{ message: 'boom' }])
  })
})

describe('node:http', () => {
  it('keeps what a listener throws, and throws it on', async () => {
    const metrics = new Metrics({ outside })
    const [faults, edges] = [new Faults({ outside }), new Edges({ outside })]
    const measuring = new Measuring({ outside, metrics, faults, edges, traces: new Traces() })
    for (const listener of [boom, async () => boom()]) {
      const server = await listening(
        createServer((request, response) => {
          const measured = measureNode(measuring, listener)
          const run = async (): Promise<unknown> => measured(request, response)
          run().catch((error: unknown) => response.writeHead(500).end(String(error)))
        }),
      )
      open.push(server)
      const { port } = server.address() as AddressInfo
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('Error: boom')
    }
    while (measuring.running > 0) await later(1)
    expect(faults.read().reduce((sum, { count }) => sum + count, 0)).toBe(2)
    expect(metrics.read().total).toMatchObject({ count: 2, errors: 2 })
  })
})
