// Further addresses of pages: a program's own answers, for whoever may open the page.
// Invariant: nobody whom `allow` turns away reaches the program; what comes in is bounded before it is read; an answer is sent no
// faster than it is taken, and its source is cancelled when the reader leaves, stops taking, or the server closes.
// Does not know what is answered.
import type { Clock } from '../async/index.ts'
import { ReparteeError } from '../errors/index.ts'
import { admit } from './admission.ts'
import type { Asked, Sink, Told } from './exchange.ts'
import type { Gate } from './gate.ts'
import type { Route, Shown } from './options.ts'
import type { Pages } from './page.ts'
import { Paths } from './paths.ts'
import type { Match } from './paths.ts'
import type { Runtime } from './runtime.ts'
import { crowded, laterBy, plain, PLAIN_HEADERS, sameOrigin } from './security.ts'
import type { Sessions } from './session.ts'

/** A request's body may be so long. */
const BODY_BYTES = 1_048_576
/** An answer that is there at once and no longer than this is sent whole; another as it comes. */
const WHOLE_BYTES = 262_144
/** Bytes that may wait for a reader before the source is asked for more; one that takes nothing for so long, ms, is cut off. */
const QUEUED_BYTES = 65_536
const STUCK_MS = 60_000
/** Answers that are being sent at once. */
const MOST_STREAMS = 1000
/** Of the connection, not of the answer. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length'])

export interface Routed {
  readonly pattern: string
  readonly shown: Shown
  readonly answer: Route
}

export interface RoutesOptions {
  readonly pages: Pages
  readonly shown: Readonly<Record<string, Shown>>
  readonly runtime: Runtime
  readonly gate: Gate
  readonly sessions: Sessions
  readonly clock: Clock
  readonly principal: ((request: Request) => unknown) | undefined
}

export class Routes {
  readonly #options: RoutesOptions
  readonly #paths: Paths<Routed>
  readonly #open = new Set<() => void>()

  /** Throws `bad-argument` where a route has the address of a page, or no address at all. */
  constructor(options: RoutesOptions) {
    this.#options = options
    this.#paths = new Paths(routesOf(options.shown))
  }

  match(path: string): Match<Routed> | undefined {
    return this.#paths.match(path)
  }

  /** Answers that are being sent, for tests. */
  get streams(): number {
    return this.#open.size
  }

  async answer(asked: Asked, { shown, answer }: Routed): Promise<Told> {
    const { pages, runtime, gate, sessions, principal } = this.#options
    const known = sessions.of(asked)
    const early = pages.early(asked, known)
    if (early > 0) return plain(429, 'Slow down.', { 'retry-after': laterBy(early) })
    const isRead = asked.method === 'GET' || asked.method === 'HEAD'
    if (!isRead && !sameOrigin(asked)) return plain(403, 'That is taken only from our own pages.')
    if (runtime.closing) return plain(503, 'The server is being restarted.', { 'retry-after': '1' })
    if (!(await gate.enter())) return crowded()
    const { who, isAllowed } = await admit(asked, known, shown.rules, principal)
    if (!isAllowed) return plain(403, 'This is not open to you.')
    const { url, headers } = asked.request()
    const body = isRead ? undefined : await bodyOf(asked)
    if (body === null) return plain(413, `At most ${BODY_BYTES} bytes are taken.`)
    const request = new Request(url, { method: asked.method, headers, ...(body && { body }) })
    return this.#toldOf(await answer(request, who), asked.method === 'HEAD')
  }

  close(): void {
    for (const end of this.#open) end()
  }

  async #toldOf(response: Response, isHead: boolean): Promise<Told> {
    const { status, body } = response
    if (!(status >= 200 && status <= 599))
      throw new ReparteeError('bad-argument', {
        what: 'A route gave something that cannot be sent',
        expected: 'a Response with a status from 200 to 599',
        got: response instanceof Response ? `the status ${status}` : typeof response,
        try: 'return new Response(...), or Response.json(...)',
      })
    const headers = headersOf(response)
    if (body === null) return { status, headers }
    const reader = body.getReader() as Reader
    const cancel = (): void => void reader.cancel().catch(() => {})
    if (isHead) {
      cancel()
      return { status, headers }
    }
    const { chunks, next } = await beginning(reader)
    if (next === undefined) return { status, headers, body: Buffer.concat(chunks) }
    if (this.#options.runtime.closing || this.#open.size >= MOST_STREAMS) {
      cancel()
      return crowded()
    }
    return {
      status,
      headers,
      stream: sink => void this.#send(reader, chunks, next, sink),
      ends: true,
      drop: cancel,
    }
  }

  async #send(
    reader: Reader,
    chunks: readonly Uint8Array[],
    first: Promise<Read>,
    sink: Sink,
  ): Promise<void> {
    const { clock } = this.#options
    let isOver = false
    let late = (): void => {}
    const over = (): void => {
      isOver = true
      late()
      this.#open.delete(end)
    }
    const end = (): void => {
      over()
      void reader.cancel().catch(() => {})
      sink.close()
    }
    this.#open.add(end)
    sink.onClose(() => {
      if (isOver) return
      over()
      void reader.cancel().catch(() => {})
    })
    for (const chunk of chunks) sink.write(chunk)
    try {
      for (let next = first; ; next = reader.read()) {
        const { done, value } = await next
        if (isOver) return
        if (done) break
        sink.write(value)
        if (sink.queued <= QUEUED_BYTES) continue
        late = clock.setTimer(clock.now() + STUCK_MS, () => sink.destroy())
        await new Promise<void>(drained => sink.onDrain(drained))
        late()
      }
      over()
      sink.close()
    } catch {
      // The source failed in the middle: the reader must not take what it has for the whole.
      over()
      sink.destroy()
    }
  }
}

interface Read {
  readonly done: boolean
  readonly value: Uint8Array
}

interface Reader {
  read(): Promise<Read>
  cancel(): Promise<void>
}

/** What is there at once; `next` is what is still to come, absent where that was all. */
async function beginning(
  reader: Reader,
): Promise<{ readonly chunks: readonly Uint8Array[]; readonly next?: Promise<Read> }> {
  const chunks: Uint8Array[] = []
  for (let bytes = 0; ;) {
    const next = reader.read()
    const read = await Promise.race([next, soon()])
    // Who sends it hears of a failure.
    next.catch(() => {})
    if (read === undefined || bytes > WHOLE_BYTES) return { chunks, next }
    if (read.done) return { chunks }
    chunks.push(read.value)
    bytes += read.value.byteLength
  }
}

const soon = (): Promise<undefined> => new Promise(done => void setImmediate(done, undefined))

/** Null if it is too long. */
async function bodyOf(asked: Asked): Promise<Uint8Array<ArrayBuffer> | undefined | null> {
  if (Number(asked.header('content-length') ?? 0) > BODY_BYTES) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of asked.bytes()) {
    length += chunk.byteLength
    if (length > BODY_BYTES) return null
    chunks.push(chunk)
  }
  return length === 0 ? undefined : Buffer.concat(chunks)
}

function headersOf(response: Response): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    ...PLAIN_HEADERS,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-frame-options': 'DENY',
  }
  if (/^text\/event-stream\b/.test(response.headers.get('content-type') ?? '')) {
    headers['cache-control'] = 'no-store, no-transform'
    headers['x-accel-buffering'] = 'no'
  }
  for (const [name, value] of response.headers) if (!HOP.has(name)) headers[name] = value
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) headers['set-cookie'] = cookies
  return headers
}

function routesOf(shown: RoutesOptions['shown']): Record<string, Routed> {
  const all: Record<string, Routed> = {}
  for (const [page, each] of Object.entries(shown))
    for (const [path, answer] of Object.entries(each.rules.routes ?? {})) {
      const pattern = page === '/' ? path : page + path
      if (!path.startsWith('/') || path === '/' || pattern in shown || pattern in all)
        throw new ReparteeError('bad-argument', {
          what: `The page ${page} cannot have a route "${path}"`,
          expected: "an address below the page's, such as '/orders.csv', that nothing else has",
          got:
            pattern in shown || pattern in all ? `${pattern}, which is there already` : JSON.stringify(path),
          try: 'begin with a slash, and name it otherwise',
        })
      all[pattern] = { pattern, shown: each, answer }
    }
  return all
}
