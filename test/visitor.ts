// A visitor without a browser, for tests: it gets a page, reads its stream and sends events, over any fetch. It can also
// send what no page of ours would.
import type { Boot, Op, Up } from '../src/wire/index.ts'
import { Shadow } from './shadow.ts'

type Fetch = (request: Request) => Promise<Response>

export interface Frame {
  readonly event: string
  readonly id: number | undefined
  readonly data: unknown
}

export class Visitor {
  readonly origin: string
  readonly fetch: Fetch
  cookie = ''
  boot: Boot = { base: '', cid: '', token: '' }
  page: Shadow = new Shadow('')
  readonly frames: Frame[] = []
  cursor = 0
  n = 0
  /** While true, answers to events are lost: nothing of them is heeded. */
  deaf = false
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  #waiting: (() => void)[] = []

  constructor(fetch: Fetch, origin = 'http://localhost') {
    this.fetch = fetch
    this.origin = origin
  }

  /** Opens a page as a browser does, without its script. */
  async get(path: string): Promise<Response> {
    const response = await this.fetch(
      new Request(this.origin + path, { headers: this.cookie === '' ? {} : { cookie: this.cookie } }),
    )
    this.#heed(response)
    const text = await response.clone().text()
    const meta = /<meta name="repartee" content="([^"]*)">/.exec(text)?.[1]
    if (meta !== undefined) {
      this.boot = JSON.parse(meta.replaceAll('&quot;', '"')) as Boot
      this.page = new Shadow(/<body>(.*)<\/body>/s.exec(text)?.[1] ?? '')
      this.page.apply([['@', ...(this.boot.place ?? (['', 0, 0] as const))]])
      this.cursor = 0
      this.n = 0
    }
    return response
  }

  headers(more: Record<string, string> = {}): Record<string, string> {
    return { cookie: this.cookie, 'rp-token': this.boot.token, ...more }
  }

  /** Asks for the stream; reads it in the background if it is granted. */
  async attach(more: Record<string, string> = { 'rp-cursor': String(this.cursor) }): Promise<Response> {
    const url = `${this.origin}${this.boot.base}/stream/${this.boot.cid}`
    const response = await this.fetch(new Request(url, { headers: this.headers(more) }))
    this.#heed(response)
    if (response.status === 200 && response.body !== null) {
      this.#reader = response.body.getReader()
      void this.#read(this.#reader)
    }
    return response
  }

  /** Drops the stream as a lost network does. */
  async detach(): Promise<void> {
    await this.#reader?.cancel().catch(() => {})
  }

  async open(path: string): Promise<this> {
    await this.get(path)
    const response = await this.attach()
    if (response.status !== 200) throw new Error(`no stream: ${response.status} ${await response.text()}`)
    await this.until(frame => frame.event === 'hello')
    return this
  }

  async post(
    body: unknown,
    more: Record<string, string> = {},
    cid: string = this.boot.cid,
  ): Promise<Response> {
    const response = await this.fetch(
      new Request(`${this.origin}${this.boot.base}/event/${cid}`, {
        method: 'POST',
        headers: this.headers({ 'content-type': 'application/json', origin: this.origin, ...more }),
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
    if (!this.deaf) this.#heed(response)
    return response
  }

  /** Goes to an entry of the history, as the browser's buttons do. */
  go(at: number): Promise<Response> {
    return this.send({ offer: `@${at}` })
  }

  /** Cookies and a new token, as a browser and the client take them. */
  #heed(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1)
      if (/^(__Host-)?rp=/.test(pair)) this.cookie = pair
    }
    const token = response.headers.get('rp-token')
    if (token !== null) this.boot = { ...this.boot, token }
  }

  send(event: Omit<Up, 'n'>): Promise<Response> {
    return this.post({ n: ++this.n, ...event })
  }

  click(label: string, nth = 0): Promise<Response> {
    const found = this.page.offers().filter(each => each.label === label)[nth]
    if (found === undefined) throw new Error(`nothing labelled "${label}" on: ${this.page.html()}`)
    return this.send({ offer: found.offer })
  }

  submit(fields: Record<string, string>): Promise<Response> {
    const [found] = this.page.offers('submit')
    if (found === undefined) throw new Error(`no form on: ${this.page.html()}`)
    return this.send({ offer: found.offer, fields })
  }

  /** Waits for a frame, also one that came before. */
  async until(test: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(test)
      if (found !== undefined) return found
      await new Promise<void>(done => this.#waiting.push(done))
    }
  }

  /** Waits until the page reads so. */
  async reads(text: string | RegExp): Promise<void> {
    while (!(typeof text === 'string' ? this.page.text().includes(text) : text.test(this.page.text())))
      await new Promise<void>(done => this.#waiting.push(done))
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return this.#frame({ event: 'closed', id: undefined, data: null })
        rest += decoder.decode(value, { stream: true })
        const parts = rest.split('\n\n')
        rest = parts.pop() ?? ''
        for (const part of parts) this.#frame(frameOf(part))
      }
    } catch {
      this.#frame({ event: 'closed', id: undefined, data: null })
    }
  }

  #frame(frame: Frame): void {
    this.frames.push(frame)
    if (frame.event === 'patch' || frame.event === 'resync') {
      if (frame.event === 'patch' && frame.id !== this.cursor + 1)
        throw new Error(`patch ${frame.id} after ${this.cursor}`)
      this.page.apply(frame.data as Op[])
      this.cursor = frame.id ?? this.cursor
    } else if (frame.id === this.cursor + 1) {
      this.cursor = frame.id
    }
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

function frameOf(text: string): Frame {
  const fields = new Map(
    text.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
  const id = fields.get('id')
  return {
    event: fields.get('event') ?? 'patch',
    id: id === undefined ? undefined : Number(id),
    data: JSON.parse(fields.get('data') ?? 'null') as unknown,
  }
}
