// A server of our own on node:http: it listens, alone or beside another process on the same port, and stops in good order.
// Invariant: once it stops nobody new comes in, whoever is being answered is told to come back on another connection, and after a
// bounded time every connection is over.
// Does not know what is answered.
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { ReparteeError } from '../errors/index.ts'

export interface Where {
  /** Default: 3000. 0 takes any free one. */
  readonly port?: number
  /** Default: localhost. */
  readonly host?: string
  /**
   * Other processes may listen on the same port, if they say so too and run as the same user; the system spreads connections over
   * them. So a new version begins before the old one ends. Linux, and some of the BSDs: elsewhere listening rejects with
   * `bad-argument`. Default: false.
   */
  readonly sharePort?: boolean
}

export interface Listening {
  readonly url: string
  /**
   * Takes nobody new, and lets go of connections that are idle. Where another process shares the port, resolves once whoever had just
   * come, or asked something, was answered.
   */
  refuse(): Promise<void>
  /** Resolves when all connections are over; whoever does not leave is left. */
  end(): Promise<void>
}

/** Whoever has just come may take so long to ask something, ms. */
const ASKING_MS = 500
/** A reader that has not taken all that was said to it by then is left, ms. */
const LEAVING_MS = 3000

/** Rejects with `busy` if the port is taken. */
export async function listen(
  { port = 3000, host = 'localhost', sharePort = false }: Where,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
  const sockets = new Set<Socket>()
  const answering = new Set<ServerResponse>()
  /** Whoever has come and not asked anything yet. */
  const fresh = new Set<Socket>()
  let settled = (): void => {}
  let closed: Promise<void> | undefined
  function answered(this: ServerResponse): void {
    answering.delete(this)
    settle()
  }
  function left(this: Socket): void {
    sockets.delete(this)
    fresh.delete(this)
    settle()
  }
  const settle = (): void => {
    if (answering.size + fresh.size === 0) settled()
  }

  const server = createServer((request, response) => {
    answering.add(response.on('close', answered))
    fresh.delete(request.socket)
    if (closed !== undefined) response.shouldKeepAlive = false
    answer(request, response)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('close', left))
    fresh.add(socket)
  })
  await listening(server, port, host, sharePort)

  return {
    url: urlOf(server, host),
    async refuse() {
      closed ??= new Promise<void>(done => server.close(() => done()))
      for (const response of answering) response.shouldKeepAlive = false
      if (!sharePort) return
      await new Promise<void>(done => {
        const late = setTimeout(done, ASKING_MS)
        settled = () => {
          clearTimeout(late)
          done()
        }
        settle()
      })
    },
    async end() {
      server.closeIdleConnections()
      const late = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, LEAVING_MS)
      await closed
      clearTimeout(late)
    },
  }
}

function urlOf(server: Server, host: string): string {
  const { address, port, family } = server.address() as AddressInfo
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${family === 'IPv6' && host === address ? `[${host}]` : host}:${port}`
}

function listening(server: Server, port: number, host: string, sharePort: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(troubleOf(error, port, host, sharePort)))
    server.listen({ port, host, reusePort: sharePort }, () => resolve())
  })
}

/** What is said of a failure to listen. */
export function troubleOf(
  error: NodeJS.ErrnoException,
  port: number,
  host: string,
  sharePort: boolean,
): Error {
  if (error.code === 'EADDRINUSE')
    return new ReparteeError('busy', {
      what: `The port ${port} is taken`,
      expected: sharePort ? 'a free port, or one that its program shares' : 'a free port',
      got: sharePort
        ? `another program listens on ${host}:${port} for itself, or another user's does`
        : `another program listens on ${host}:${port}`,
      try: sharePort
        ? 'start both with sharePort, as the same user'
        : `PORT=${port + 1} npm start, or stop the other program`,
      cause: error,
    })
  const isUnable = sharePort && ['ENOTSUP', 'EOPNOTSUPP', 'ENOPROTOOPT', 'EINVAL'].includes(error.code ?? '')
  if (!isUnable) return error
  return new ReparteeError('bad-argument', {
    what: 'Processes cannot share a port here',
    expected: 'a system that spreads connections over processes, as Linux does',
    got: `${process.platform}: ${error.message}`,
    try: 'leave sharePort out, and let a proxy lead visitors from the old process to the new one',
    cause: error,
  })
}
