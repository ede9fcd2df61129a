// node:http as a way for requests to travel: IncomingMessage in, ServerResponse out.
// Invariant: a body is read only when asked for and only up to its bound; a stream's bytes go straight to the connection. What
// a framework has done to the two before is put up with: a base cut off the address, a body parsed, cookies to be set.
// Does not know what is asked or answered.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { addressOf, bodyTaken, saysHttps } from './exchange.ts'
import type { Asked, Raw, Told } from './exchange.ts'
import { Gathered } from './gathered.ts'
import { canTakeOver, SocketSink, takeOver } from './socket.ts'

/** What Express, Connect and body parsers add. */
interface Framed {
  readonly originalUrl?: string
  readonly body?: unknown
}

export function askedOf(request: IncomingMessage, proxies?: number): Asked {
  const { headers, socket } = request
  // A mount below a base cuts the base off `url`; the browser's address is the whole one.
  const [url = '/'] = ((request as Framed).originalUrl ?? request.url ?? '/').split('#', 1)
  const end = url.indexOf('?')
  const header = (name: string): string | undefined => {
    const value = headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const secure = (socket as TLSSocket).encrypted === true || saysHttps(header('x-forwarded-proto'), proxies)
  // HTTP/2 says it in a field of its own.
  const host = headers.host ?? header(':authority') ?? ''
  return {
    method: request.method ?? 'GET',
    path: end < 0 ? url : url.slice(0, end),
    query: end < 0 ? '' : url.slice(end),
    host,
    secure,
    ip: addressOf(socket.remoteAddress ?? '', header('x-forwarded-for'), proxies),
    header,
    body: limit => read(request, limit),
    bytes: () => bytesOf(request),
    request() {
      const list = Object.entries(headers).flatMap(([name, value]) =>
        value === undefined || name.startsWith(':') ? [] : [[name, String(value)] as [string, string]],
      )
      return new Request(new URL(url, `${secure ? 'https' : 'http'}://${host || 'localhost'}`), {
        method: request.method ?? 'GET',
        headers: list,
      })
    },
  }
}

export function tell(response: ServerResponse, told: Told, head: boolean): void {
  const { status, body, stream } = told
  const headers = withCookies(response, told.headers)
  if (stream !== undefined && !head) return stream(new Gathered(begin(response, status, headers, told.ends)))
  told.drop?.()
  const length = body === undefined ? 0 : Buffer.byteLength(body)
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': String(length) })
  response.end(head ? undefined : body)
}

/** Cookies that somebody has set before are kept: writing a header takes the place of what was there. */
function withCookies(response: ServerResponse, headers: Told['headers']): Told['headers'] {
  const own = headers['set-cookie']
  const before = response.getHeader('set-cookie')
  if (own === undefined || before === undefined) return headers
  return { ...headers, 'set-cookie': [before, own].flat().map(String) }
}

/** Sends the head of a stream. */
function begin(response: ServerResponse, status: number, headers: Told['headers'], ends = false): Raw {
  // Only a response in chunks says that this is its end.
  if (ends || !canTakeOver(response)) {
    response.writeHead(status, headers)
    response.flushHeaders()
    return sinkOf(response)
  }
  // Without a length and without chunks it is over when the connection is.
  response.removeHeader('transfer-encoding')
  response.writeHead(status, { ...headers, connection: 'close' })
  return new SocketSink(takeOver(response))
}

function sinkOf(response: ServerResponse): Raw {
  return {
    write(parts) {
      for (const part of parts) response.write(part)
    },
    get queued() {
      return response.writableLength
    },
    onDrain(drained) {
      // The connection's own bound, which is the program's to set, may lie higher than ours.
      if (response.writableNeedDrain === false) setImmediate(drained)
      else response.once('drain', drained)
    },
    onClose: closed => void response.once('close', closed),
    close: () => void response.end(),
    destroy: () => void response.destroy(),
  }
}

function bytesOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  if (request.readableDidRead) throw bodyTaken()
  // Else whoever stops reading would be cut off from his answer.
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
}

async function read(request: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined
  if (request.readableDidRead) return within(limit, parsed((request as Framed).body))
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) resolve(undefined)
      else chunks.push(chunk)
    })
    request.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer).toString() : Buffer.concat(chunks).toString()),
    )
    // A body that broke off is no event, and nobody is left to answer.
    request.on('error', () => resolve(''))
    request.on('close', () => resolve(''))
  })
}

/** The text of a body that somebody has read. Nothing of it would come any more. */
function parsed(body: unknown): string {
  if (body === undefined) throw bodyTaken()
  if (typeof body === 'string') return body
  return body instanceof Uint8Array ? Buffer.from(body).toString() : JSON.stringify(body)
}

const within = (limit: number, text: string): string | undefined =>
  Buffer.byteLength(text) > limit ? undefined : text
