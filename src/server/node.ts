// node:http as a way for requests to travel: IncomingMessage in, ServerResponse out.
// Invariant: a body is read only when asked for and only up to its bound; a stream's bytes go straight to the response.
// Does not know what is asked or answered.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Asked, Sink, Told } from './exchange.ts'

export function askedOf(request: IncomingMessage): Asked {
  const { headers, socket } = request
  const [url = '/'] = (request.url ?? '/').split('#', 1)
  const end = url.indexOf('?')
  const secure = (socket as TLSSocket).encrypted === true || headers['x-forwarded-proto'] === 'https'
  const host = headers.host ?? ''
  const header = (name: string): string | undefined => {
    const value = headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return {
    method: request.method ?? 'GET',
    path: end < 0 ? url : url.slice(0, end),
    query: end < 0 ? '' : url.slice(end),
    host,
    secure,
    ip: socket.remoteAddress ?? '',
    header,
    body: limit => read(request, limit),
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
  const { status, headers, body, stream } = told
  if (stream !== undefined && !head) {
    response.writeHead(status, headers)
    return stream(sinkOf(response))
  }
  const length = body === undefined ? 0 : Buffer.byteLength(body)
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': String(length) })
  response.end(head ? undefined : body)
}

function sinkOf(response: ServerResponse): Sink {
  return {
    write: text => void response.write(text),
    get queued() {
      return response.writableLength
    },
    onDrain: drained => void response.once('drain', drained),
    onClose: closed => void response.once('close', closed),
    close: () => void response.end(),
    destroy: () => void response.destroy(),
  }
}

function read(request: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve(undefined)
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
