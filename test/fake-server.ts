// A server that speaks the wire and nothing else: tests of the browser's half say, frame by frame, what it does.
// Invariant: it keeps all that it was asked, in order; unless told otherwise it greets every stream and takes every event.
// Knows no conversations: a cid is only a name here.
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BASE, CURSOR_HEADER, type Boot, type Down, type Up } from '../src/wire/index.ts'

const CSP = `default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'`

/** One stream request, and what was answered so far. */
export interface Connection {
  readonly cid: string
  readonly headers: IncomingHttpHeaders
  readonly open: boolean
  send<Name extends keyof Down>(name: Name, data: Down[Name], id?: number): void
  raw(bytes: string | Uint8Array): void
  /** Answers with a status instead of a stream. */
  refuse(status: number, headers?: Readonly<Record<string, string>>): void
  /** Ends it cleanly, or (`cut`) as a broken line would. */
  end(cut?: boolean): void
}

export interface Heard extends Up {
  readonly cid: string
  readonly headers: IncomingHttpHeaders
}

export interface FakeServer {
  readonly url: string
  readonly streams: Connection[]
  readonly events: Heard[]
  /** Paths of documents asked for. */
  readonly pages: string[]
  /** What stands in the root of a page that is served now. */
  view: string
  /** The number that a page says it is at. */
  seen: number | undefined
  /** What else a page says of itself. */
  boot: Partial<Boot>
  /** The module at `/hooks.js`. */
  hooks: string
  /** Refuses documents with this status, unless 200. */
  pageStatus: number
  greet(connection: Connection): void
  /** Headers of answers to events. */
  headers: Readonly<Record<string, string>>
  /** The status for an event; 'lose' breaks the line without an answer. */
  hear(event: Heard): number | 'lose' | Promise<number | 'lose'>
  /** The newest stream. */
  readonly now: Connection
  close(): Promise<void>
}

/** `client` is the bundle; pages are served at every path that nothing else has. */
export async function fakeServer(client: string, view: string): Promise<FakeServer> {
  let minted = 0
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://fake')
    const [, kind, cid] = pathname.startsWith(`${BASE}/`) ? pathname.slice(BASE.length).split('/') : []
    if (kind === 'stream') {
      const connection = connect(cid!, request.headers, response)
      fake.streams.push(connection)
      fake.greet(connection)
    } else if (kind === 'event') {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk))
      request.on('end', () => {
        const heard: Heard = { ...(JSON.parse(body) as Up), cid: cid!, headers: request.headers }
        fake.events.push(heard)
        void Promise.resolve(fake.hear(heard)).then(status => {
          if (status === 'lose') response.destroy()
          else response.writeHead(status, fake.headers).end()
        })
      })
    } else if (pathname === '/client.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(client)
    } else if (pathname === '/hooks.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(fake.hooks)
    } else if (pathname === '/favicon.ico') {
      response.writeHead(204).end()
    } else {
      fake.pages.push(request.url!)
      if (fake.pageStatus !== 200) return response.writeHead(fake.pageStatus).end('no')
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP })
        .end(pathname === '/plain' ? '<title>plain</title>' : page(fake, `c${++minted}`))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    streams: [],
    events: [],
    pages: [],
    view,
    seen: undefined,
    boot: {},
    hooks: '',
    headers: {},
    pageStatus: 200,
    greet(connection) {
      const seen = Number(connection.headers[CURSOR_HEADER] ?? 0)
      connection.send('hello', { n: 0, seen })
    },
    hear: () => 204,
    get now() {
      return fake.streams.at(-1)!
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return fake
}

function page({ view, seen, boot: more }: FakeServer, cid: string): string {
  const boot = JSON.stringify({ base: BASE, cid, token: `token-${cid}`, seen, ...more })
  return `<!doctype html><title>page</title><meta name="repartee" content='${boot}'>
<script type="module" src="/client.js"></script><div id="repartee" rp-i="0">${view}</div>`
}

function connect(cid: string, headers: IncomingHttpHeaders, response: ServerResponse): Connection {
  const start = (): void => {
    if (!response.headersSent)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  }
  return {
    cid,
    headers,
    get open() {
      return !response.closed && !response.destroyed && !response.writableEnded
    },
    send(name, data, id) {
      const event = name === 'patch' ? '' : `event: ${name}\n`
      this.raw(`${event}${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
    },
    raw(bytes) {
      start()
      response.write(bytes)
    },
    refuse: (status, more = {}) => void response.writeHead(status, more).end(),
    end(cut) {
      start()
      if (cut) response.destroy()
      else response.end()
    },
  }
}
