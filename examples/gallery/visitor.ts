// Somebody who looks at pages without a browser: gets one, holds its stream, presses what it offers, and leaves.
// Invariant: speaks to the server as the client in a browser does, and presses what was there when it was last drawn.
// Does not know how many there are.
import { offersAfter, offersIn, type Offer } from './offers.ts'

interface Boot {
  readonly base: string
  readonly cid: string
  readonly token: string
}

type Change = readonly [target: string, html: string]

export class Visitor {
  readonly #origin: string
  readonly #signal: AbortSignal
  readonly #random: () => number
  #cookie = ''
  #boot: Boot | undefined
  #sent = 0
  #offers: Offer[] = []
  #stream: AbortController | undefined
  /** The page is over, or leads elsewhere. */
  #left = true

  /** Ends everything when `signal` is aborted. */
  constructor(origin: string, signal: AbortSignal, random: () => number = Math.random) {
    this.#origin = origin
    this.#signal = signal
    this.#random = random
  }

  /** There is something to press. */
  get has(): boolean {
    return !this.#left && this.#offers.length > 0
  }

  /** Opens a page and listens to it. */
  async open(path: string): Promise<void> {
    this.leave()
    const response = await fetch(this.#origin + path, {
      headers: { cookie: this.#cookie, accept: 'text/html' },
      signal: this.#signal,
    })
    const html = await response.text()
    this.#heed(response)
    const [, meta] = /<meta name="repartee" content="([^"]*)">/.exec(html) ?? []
    if (meta === undefined) throw new Error(`${path} was answered with ${response.status}`)
    this.#boot = JSON.parse(meta.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Boot
    this.#sent = 0
    this.#left = false
    this.#offers = offersIn(html)
    await this.#listen(this.#boot)
  }

  /** Presses something, or fills in a form and sends it. False if that was not there any more. */
  async press(): Promise<boolean> {
    const boot = this.#boot
    const offer = this.#offers[Math.floor(this.#random() * this.#offers.length)]
    if (boot === undefined || offer === undefined) return false
    const fields = Object.entries(offer.fields)
    const answer = await fetch(`${this.#origin}${boot.base}/event/${boot.cid}`, {
      method: 'POST',
      headers: {
        cookie: this.#cookie,
        'rp-token': boot.token,
        'content-type': 'application/json',
        origin: this.#origin,
      },
      body: JSON.stringify({
        n: ++this.#sent,
        offer: offer.text,
        ...(fields.length > 0 && { fields: this.#filled(fields) }),
      }),
      signal: this.#signal,
    })
    await answer.body?.cancel()
    this.#heed(answer)
    return answer.ok
  }

  /** Closes the page. */
  leave(): void {
    this.#left = true
    this.#stream?.abort()
    this.#stream = undefined
  }

  async #listen({ base, cid, token }: Boot): Promise<void> {
    const stream = new AbortController()
    this.#stream = stream
    const { ok, body } = await fetch(`${this.#origin}${base}/stream/${cid}`, {
      headers: { cookie: this.#cookie, 'rp-token': token, 'rp-cursor': '0' },
      signal: AbortSignal.any([this.#signal, stream.signal]),
    })
    if (!ok || body === null) throw new Error('There is no stream')
    void this.#read(body, stream).catch(() => {
      if (stream === this.#stream) this.leave()
    })
  }

  async #read(body: ReadableStream<Uint8Array>, stream: AbortController): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const bytes of body) {
      const frames = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
      rest = frames.pop() ?? ''
      if (stream === this.#stream) for (const frame of frames) this.#take(frame)
    }
  }

  #take(frame: string): void {
    const event = /^event:(.*)$/m.exec(frame)?.[1] ?? 'patch'
    if (event === 'go' || event === 'gone' || event === 'reload') return this.leave()
    if (event !== 'patch' && event !== 'resync') return
    const changes = JSON.parse(/^data:(.*)$/m.exec(frame)?.[1] ?? '[]') as readonly Change[]
    for (const [target, html] of changes)
      if (target !== '@') this.#offers = offersAfter(this.#offers, target, html)
  }

  #heed(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) this.#cookie = cookie.split(';', 1)[0] ?? ''
    const token = response.headers.get('rp-token')
    if (token !== null && this.#boot !== undefined) this.#boot = { ...this.#boot, token }
  }

  #filled(fields: readonly (readonly [name: string, mark: string])[]): Record<string, string | string[]> {
    const sent: Record<string, string | string[]> = {}
    for (const [name, mark] of fields)
      if (mark === '#') sent[name] = String(Math.floor(this.#random() * 9))
      else if (mark === '?') sent[name] = 'on'
      else if (mark === '') sent[name] = this.#word(name)
    return sent
  }

  #word(field: string): string {
    const words = WORDS[field] ?? WORDS['text'] ?? []
    return words[Math.floor(this.#random() * words.length)] ?? ''
  }
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  from: ['Ada', 'Bob', 'Chiara', 'Dag', 'Emre'],
  name: ['Ada', 'Bob', 'Chiara', 'Dag', 'Emre'],
  email: ['ada@example.org', 'bob@example.org'],
  password: ['open sesame', 'open sesame', 'friend'],
  text: [
    'Good morning.',
    'Is the kettle on?',
    'Who is in the garden?',
    'I was gone for a while.',
    'So was I.',
  ],
  bill: ['12.50', '60', '7'],
}
