// The web's Request and Response as a way for requests to travel: for Hono, Bun, Deno, Next, or a test without a socket.
// Invariant: the same answers as over node:http.
// Does not know what is asked or answered. The address of the connection is not part of a Request.
import { addressOf, bodyTaken, saysHttps } from './exchange.ts'
import type { Asked, Raw, Sink, Told } from './exchange.ts'
import { Gathered } from './gathered.ts'

export function askedOf(request: Request, proxies?: number): Asked {
  const url = new URL(request.url)
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined
  return {
    method: request.method,
    path: url.pathname,
    query: url.search,
    host: header('host') ?? url.host,
    secure: url.protocol === 'https:' || saysHttps(header('x-forwarded-proto'), proxies),
    ip: addressOf('', header('x-forwarded-for'), proxies),
    header,
    body: limit => read(request, limit),
    bytes: () => bytesOf(request),
    request: () => request,
  }
}

export function responseOf(told: Told, head: boolean): Response {
  const { status, body, stream } = told
  const headers = new Headers()
  for (const [name, value] of Object.entries(told.headers))
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each)
  if (head || status === 204) {
    told.drop?.()
    return new Response(null, { status, headers })
  }
  if (stream === undefined)
    return new Response(body as ConstructorParameters<typeof Response>[0], { status, headers })
  return new Response(streamOf(stream), { status, headers })
}

function streamOf(start: (sink: Sink) => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let queued = 0
  let drained: (() => void) | undefined
  let closed: (() => void) | undefined
  let over = false
  const end = (): void => {
    if (over) return
    over = true
    closed?.()
  }
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const raw: Raw = {
          write(parts) {
            for (const part of parts)
              if (!over) controller.enqueue(typeof part === 'string' ? encoder.encode(part) : part)
            queued = -(controller.desiredSize ?? 0)
          },
          get queued() {
            return Math.max(0, queued)
          },
          onDrain: call => void (drained = call),
          onClose: call => void (closed = call),
          close() {
            if (!over) controller.close()
            end()
          },
          destroy() {
            if (!over) controller.error(new Error('The answer was broken off.'))
            end()
          },
        }
        start(new Gathered(raw))
      },
      pull() {
        queued = 0
        const call = drained
        drained = undefined
        call?.()
      },
      cancel: end,
    },
    // Counted in bytes: everything that waits is above the mark of 0.
    { highWaterMark: 0, size: chunk => chunk?.byteLength ?? 0 },
  )
}

function bytesOf(request: Request): AsyncIterable<Uint8Array> {
  if (request.bodyUsed) throw bodyTaken()
  const body: ReadableStream<Uint8Array> = request.body ?? new Blob([]).stream()
  return body.values({ preventCancel: true })
}

async function read(request: Request, limit: number): Promise<string | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined
  if (request.bodyUsed) throw bodyTaken()
  if (request.body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength
    if (length > limit) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
