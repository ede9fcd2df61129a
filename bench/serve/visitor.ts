// A visitor of the bench: gets a page, holds its stream, sends what the page offers, and notes when patches come.
// Invariant: it speaks as the client in a browser does, one event at a time; any answer but the right one is an error.
// It applies no patches: the offers it sends are those of the first page.
import { Connection, EventStream } from './http.ts'
import type { Answer } from './http.ts'

interface Boot {
  readonly base: string
  readonly cid: string
  readonly token: string
}

/** Gets a page over a connection that may have got others before. */
export async function get(port: number, path: string, over: Connection): Promise<Answer> {
  const answer = await over.request(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: text/html\r\n\r\n`,
  )
  if (answer.status !== 200) throw new Error(`serve: ${path} was answered with ${answer.status}`)
  return answer
}

/** Times that a stream is asked for again. */
const PATIENCE = 20

const ATTRIBUTE = / (rp-i|rp-click)=(?:("[^"]*"|'[^']*')|([^\s>]+))/g

export class Visitor {
  /** When the last patch came, and how many did. */
  cameAt = 0
  patches = 0
  /** Told of each patch. */
  onPatch: (() => void) | undefined
  /** Told to come back, within so long, ms. */
  onReload: ((withinMs: number) => void) | undefined
  readonly page: string
  #connection: Connection
  #port: number
  readonly #ask: string
  #stream: EventStream
  readonly #head: string
  #n = 0

  private constructor(port: number, answer: Answer, hello: (error?: Error) => void) {
    const meta = /<meta name="repartee" content="([^"]*)">/.exec(answer.body)?.[1] ?? '{}'
    const { base, cid, token } = JSON.parse(meta.replaceAll('&quot;', '"')) as Boot
    const cookie = /\r\nset-cookie: (rp=[^;\r]*)/i.exec(answer.head)?.[1] ?? ''
    const host = `127.0.0.1:${port}`
    const proof = `Host: ${host}\r\nCookie: ${cookie}\r\nrp-token: ${token}\r\n`
    this.page = answer.body
    this.#connection = new Connection(port)
    this.#head =
      `POST ${base}/event/${cid} HTTP/1.1\r\n${proof}Origin: http://${host}\r\nSec-Fetch-Site: same-origin\r\n` +
      'Content-Type: application/json\r\nContent-Length: '
    this.#port = port
    this.#ask = `GET ${base}/stream/${cid} HTTP/1.1\r\n${proof}`
    this.#stream = this.#open(hello)
  }

  #open(hello: (error?: Error) => void, answered?: (head: string) => void): EventStream {
    return new EventStream(
      this.#port,
      `${this.#ask}rp-cursor: ${this.patches}\r\n\r\n`,
      frame => {
        if (frame.startsWith('id:')) {
          this.cameAt = performance.now()
          this.patches++
          this.onPatch?.()
        } else if (frame.startsWith('event:hello')) hello()
        else if (frame.startsWith('event:reload'))
          this.onReload?.(Number(/"withinMs":(\d+)/.exec(frame)?.[1] ?? 0))
        else if (!frame.startsWith('event:ping'))
          hello(new Error(`serve: the stream said ${frame.slice(0, 200)}`))
      },
      head => {
        answered?.(head)
        if (!head.startsWith('HTTP/1.1 200')) hello(new Error(`serve: no stream, but ${head.slice(0, 200)}`))
      },
    )
  }

  /** Loses the stream, and asks for it again, as often as it must, and as browsers do: there, or at another process. */
  async again(port: number = this.#port): Promise<void> {
    this.#stream.close()
    if (port !== this.#port) {
      this.#connection.close()
      this.#connection = new Connection(port)
      this.#port = port
    }
    for (let failures = 0; ; failures++) {
      let head = ''
      try {
        return await new Promise<void>((done, failed) => {
          this.#stream = this.#open(
            error => (error === undefined ? done() : failed(error)),
            answer => (head = answer),
          )
        })
      } catch (error) {
        if (failures === PATIENCE) throw error
        const after = Number(/\r\nretry-after: (\d+)/i.exec(head)?.[1] ?? 0) * 1000 * (1 + Math.random() / 2)
        const wait = after || Math.random() * Math.min(5000, 100 * 2 ** failures)
        await new Promise(done => setTimeout(done, wait))
      }
    }
  }

  /** Reads nothing more. */
  stall(): void {
    this.#stream.stall()
  }

  /** GET, stream, hello. */
  static async mount(port: number, path: string, over: Connection): Promise<Visitor> {
    const answer = await get(port, path, over)
    let visitor: Visitor | undefined
    await new Promise<void>((done, failed) => {
      visitor = new Visitor(port, answer, error => (error === undefined ? done() : failed(error)))
    })
    return visitor as Visitor
  }

  /** All bytes that the stream has brought. */
  get bytes(): number {
    return this.#stream.bytes
  }

  /** The nth offer for clicks, as it travels. Right where the nearest view that begins before it is the one around it. */
  offer(nth: number): string {
    let instance = ''
    let at = 0
    for (const [, name, quoted, plain = ''] of this.page.matchAll(ATTRIBUTE)) {
      const text = quoted === undefined ? plain : quoted.slice(1, -1)
      if (name === 'rp-i') instance = text
      else if (at++ === nth) {
        const offer = text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
        return /^\d/.test(offer) ? offer : `${instance}/${offer}`
      }
    }
    throw new Error(`serve: no offer ${nth} on ${this.page.slice(-500)}`)
  }

  /** The request that the next event is. */
  text(offer: string): string {
    const body = JSON.stringify({ n: ++this.#n, offer })
    return `${this.#head}${body.length}\r\n\r\n${body}`
  }

  /** `over`: a connection of its own, maybe to another process. */
  async post(offer: string, over: Connection = this.#connection): Promise<Answer> {
    const answer = await over.request(this.text(offer))
    if (answer.status !== 204)
      throw new Error(`serve: ${offer} was answered with ${answer.status} ${answer.body}`)
    return answer
  }

  /** Sends an event and waits for its patch and its answer; when the patch came. */
  async event(offer: string, over: Connection = this.#connection): Promise<number> {
    const patch = this.next(1)
    await this.post(offer, over)
    await patch
    return this.cameAt
  }

  /** Waits for so many patches more. */
  next(patches: number): Promise<void> {
    const until = this.patches + patches
    return new Promise(done => {
      this.onPatch = () => {
        if (this.patches < until) return
        this.onPatch = undefined
        done()
      }
    })
  }

  close(): void {
    this.#stream.close()
    this.#connection.close()
  }
}

/** Mounts visitors, so many at a time. */
export async function crowd(port: number, path: string, many: number, atATime = 20): Promise<Visitor[]> {
  const visitors: Visitor[] = []
  let begun = 0
  const lane = async (): Promise<void> => {
    const over = new Connection(port)
    while (begun++ < many) visitors.push(await Visitor.mount(port, path, over))
    over.close()
  }
  await Promise.all(Array.from({ length: atATime }, lane))
  return visitors
}
