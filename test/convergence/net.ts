// The network between one tab and whatever server is there, as `fetch` sees it.
// Invariant: a request that is lost, doubled, late or without an answer is one that a script asked for; everything else arrives, and
// what the browser gives up may arrive nevertheless. Cookies are the browser's, and change when an answer's head arrives.
// Does not know what is asked.
import type { Asked, Told } from '../../src/server/exchange.ts'
import type { Jar } from './jar.ts'
import { Pipe, type Way } from './pipe.ts'
import type { Random, Time } from './time.ts'
import { BROKEN, type Answering } from './world.ts'

export const ORIGIN = 'http://desk.test'

/** What becomes of a request. */
export const FATES = [
  'lost', // on its way up
  'unanswered', // the answer is lost, and the connection with it
  'silent', // there is no answer, and nothing that says so
  'twice',
  'late', // seconds later
  'refused', // by what stands before the server, which has none at hand
  'slowed', // the same, by too many requests
  'garbled', // the same, with a page of its own
] as const
export type Fate = (typeof FATES)[number]

export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
  readonly signal: AbortSignal | null
}

const NEVER = 1e9

export class Net {
  readonly way: Way
  online: boolean = true
  /** Of the next requests, in their order. */
  readonly fates: { readonly events: Fate[]; readonly streams: Fate[] } = { events: [], streams: [] }
  readonly pipes: Set<Pipe> = new Set()
  /** What passed, for people. */
  readonly log: string[] = []
  /** Until then any request may have any fate. */
  storm: number = 0
  readonly #time: Time
  readonly #random: Random
  readonly #jar: Jar
  /** The server that is there; undefined while there is none. */
  readonly #server: () => Answering | undefined

  constructor(time: Time, random: Random, jar: Jar, server: () => Answering | undefined) {
    this.#time = time
    this.#random = random
    this.#jar = jar
    this.#server = server
    this.way = {
      delay: () => 1 + this.#random() * 30,
      portion: NEVER,
      rate: NEVER,
      still: 0,
      buffered: false,
      muddle: undefined,
    }
  }

  /** The streams that the server has sent and the browser reads. */
  get streams(): Pipe[] {
    for (const pipe of this.pipes) if (!pipe.open) this.pipes.delete(pipe)
    return [...this.pipes]
  }

  heal(): void {
    this.online = true
    this.storm = 0
    this.fates.events.length = this.fates.streams.length = 0
    Object.assign(this.way, { portion: NEVER, rate: NEVER, still: 0, buffered: false, muddle: undefined })
    for (const pipe of this.streams) pipe.heal()
  }

  /** What was held back comes. */
  stir(): void {
    for (const pipe of this.streams) pipe.stir()
  }

  fetch(sent: Sent): Promise<Response> {
    return new Promise((answer, fail) => {
      const { signal } = sent
      const lost = (): void => fail(new TypeError('Failed to fetch'))
      const aborted = (): void => fail(new DOMException('The request was aborted.', 'AbortError'))
      if (signal?.aborted) return aborted()
      signal?.addEventListener('abort', aborted)
      const fate = this.#fateOf(sent)
      const { delay } = this.way
      const note = (what: string): void => {
        const name = `${sent.method} ${sent.url.replace(/[\w-]{22}/, id => id.slice(0, 4))} ${sent.headers.get('rp-cursor') ?? ''}`
        this.log.push(`${this.#time.age.toFixed(0)} ${name} ${sent.body.slice(0, 90)} ${what}`)
      }
      note(`is sent ${fate ?? ''}`)
      signal?.addEventListener('abort', () => note('is given up'))
      if (!this.online || fate === 'lost') return void this.#time.in(delay(), lost)
      if (fate === 'refused' || fate === 'slowed' || fate === 'garbled')
        return void this.#time.in(delay(), () => answer(PROXY[fate]()))
      const wait = fate === 'late' ? 500 + this.#random() * 8000 : delay()
      // what the browser gave up may be under way
      const arrives = (): boolean => !signal?.aborted || this.#random() < 0.5
      this.#time.in(wait, () => {
        if (!arrives()) return
        const asked = this.#askedOf(sent)
        const server = this.#server()
        if (server === undefined || !this.online) return lost()
        note('arrives')
        void server(asked).then(told => {
          if (told === BROKEN) return void this.#time.in(delay(), lost)
          note(`is answered with ${told?.status}`)
          const pipe = told?.stream && this.#attach(told.stream, signal, sent.url.endsWith('/hub'))
          this.#time.in(delay(), () => {
            if (fate === 'silent') return
            if (fate === 'unanswered' || !this.online) {
              pipe?.abort(this.#random() < 0.5)
              return lost()
            }
            this.#answer(told, pipe, answer)
          })
        })
      })
      if (fate === 'twice')
        this.#time.in(wait + 20 + this.#random() * 3000, () => void this.#server()?.(this.#askedOf(sent)))
    })
  }

  #fateOf({ method, url }: Sent): Fate | undefined {
    // who waits for a page sees that it does not come, and asks again
    if (!url.includes('/_rp/')) return undefined
    if (this.#time.now < this.storm && this.#random() < 0.5)
      return FATES[Math.floor(this.#random() * FATES.length)]
    const isStream = url.includes('/stream/')
    const fate =
      method === 'POST' ? this.fates.events.shift() : isStream ? this.fates.streams.shift() : undefined
    // nobody asks twice for what never ends
    return isStream && fate === 'twice' ? 'late' : fate
  }

  /** The server writes at once, whatever becomes of it. */
  #attach(stream: NonNullable<Told['stream']>, signal: AbortSignal | null, isHub: boolean): Pipe {
    const pipe = new Pipe(this.#time, this.way, isHub, text =>
      this.log.push(`${this.#time.age.toFixed(0)} < ${text.slice(0, 150)}`),
    )
    this.pipes.add(pipe)
    stream(pipe)
    const leave = (): void => {
      if (!pipe.open) return
      // a connection that is given up while nothing passes is not seen to be gone
      pipe.abort(this.online && this.#time.now >= this.way.still && this.#random() < 0.8)
    }
    if (signal?.aborted) leave()
    signal?.addEventListener('abort', leave)
    return pipe
  }

  #answer(told: Told | undefined, pipe: Pipe | undefined, answer: (response: Response) => void): void {
    const { status, headers, body } = told ?? { status: 404, headers: {} }
    this.#jar.take(headers['set-cookie'], this.#time.now)
    answer(responseOf(status, headers, pipe?.body ?? (typeof body === 'string' ? body : null)))
  }

  #askedOf({ method, url, headers, body }: Sent): Asked {
    const { pathname, search, host } = new URL(url, ORIGIN)
    const more: Readonly<Record<string, string | undefined>> = {
      cookie: this.#jar.header(pathname, this.#time.now) || undefined,
      host,
      origin: method === 'POST' ? ORIGIN : undefined,
      'sec-fetch-site': 'same-origin',
    }
    const asked: Omit<Asked, 'request'> = {
      method,
      path: pathname,
      query: search,
      host,
      secure: false,
      ip: '127.0.0.1',
      header: name => headers.get(name) ?? more[name.toLowerCase()],
      bytes: () => bytesOf(body) as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>,
      body: limit => Promise.resolve(body.length > limit ? undefined : body),
    }
    return { ...asked, request: () => new Request(ORIGIN + pathname + search) }
  }
}

const PROXY: Readonly<Record<'refused' | 'slowed' | 'garbled', () => Response>> = {
  refused: () => responseOf(503, {}, 'no server at hand'),
  slowed: () => responseOf(429, { 'retry-after': '1' }, 'too many'),
  garbled: () => responseOf(502, { 'content-type': 'text/html' }, '<!doctype html><h1>Bad gateway</h1>'),
}

/** As fetch gives it. The browser's own would not pass on what a page must not see, nor keep to this time. */
function responseOf(
  status: number,
  told: Told['headers'],
  body: string | ReadableStream<Uint8Array> | null,
): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(told))
    if (name !== 'set-cookie') headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const text = async (): Promise<string> => (typeof body === 'string' ? body : '')
  return {
    status,
    ok: status >= 200 && status < 300,
    redirected: false,
    headers,
    get body() {
      return typeof body === 'string' ? bytesOf(body) : body
    },
    text,
    json: async () => JSON.parse(await text()) as unknown,
  } as Response
}

/** Not the browser's own of a text, which take their time. */
function bytesOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(reader) {
      reader.enqueue(new TextEncoder().encode(text))
      reader.close()
    },
  })
}
