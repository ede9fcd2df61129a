// A visitor who clicks all the time, with connections of their own as a browser has them, and what they met with.
// Invariant: does what the client in a page does: an event is sent again under its number until it is acknowledged, a stream is asked for
// again, `Retry-After` is heeded, and a connection that was closed while nothing was asked of it is no failure.
// Does not know why they are made to wait.
import { Agent, request as ask, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Visitor } from '../visitor.ts'

/** What all of them met with. */
export class Tally {
  /** Answers and connections that a visitor would have noticed. */
  readonly failures: string[] = []
  /** From a click to its acknowledgement, and to what came of it on the page, ms. */
  readonly acknowledged: number[] = []
  readonly shown: number[] = []
  /** Requests that were told to come later, and those that were sent again since their connection was gone. */
  later = 0
  again = 0
  /** New connections that the system cut off, and not the program. */
  cut = 0
}

const LONGEST = 5000
/** As the client waits, ms. */
const patience = (failures: number, headers: Headers): number =>
  Number(headers.get('retry-after')) * 1000 * (1 + Math.random() / 2) ||
  Math.random() * Math.min(LONGEST, 100 * 2 ** failures)

/** What was not asked anything for a few seconds is asked over a new connection: so many of all requests. */
const NEW = 0.2

/** Over connections of its own, as a browser does it. */
export function browserFetch(tally: Tally): (request: Request) => Promise<Response> {
  const kept = new Agent({ keepAlive: true, maxSockets: 6 })
  const fresh = new Agent()
  return async request => {
    const agent = Math.random() < NEW ? fresh : kept
    const body = request.method === 'POST' ? await request.text() : undefined
    for (;;) {
      try {
        return await once(agent, request, body)
      } catch (error) {
        const { reused, code } = error as { reused?: boolean; code?: string }
        if (reused === true) tally.again++
        else if (code === 'ECONNRESET') tally.cut++
        else {
          tally.failures.push(`${request.method} ${new URL(request.url).pathname}: ${String(error)}`)
          throw error
        }
      }
    }
  }
}

function once(agent: Agent, request: Request, body: string | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(request.headers)
    const asked = ask(request.url, { agent, method: request.method, headers }, (came: IncomingMessage) => {
      const isEmpty = came.statusCode === 204
      if (isEmpty) came.resume()
      const taken = isEmpty ? null : (Readable.toWeb(came) as ReadableStream<Uint8Array>)
      const all = Object.entries(came.headersDistinct).flatMap(([name, values = []]) =>
        values.map(value => [name, value] as [string, string]),
      )
      resolve(new Response(taken, { status: came.statusCode ?? 0, headers: all }))
    })
    asked.on('error', error => reject(Object.assign(error, { reused: asked.reusedSocket })))
    asked.end(body)
  })
}

export class Clicker {
  readonly visitor: Visitor
  readonly #tally: Tally
  #isStopping = false
  #isOver = false
  /** Clicks that were acknowledged. */
  clicks = 0
  #doing: Promise<unknown> = Promise.resolve()

  constructor(url: string, tally: Tally) {
    this.#tally = tally
    this.visitor = new Visitor(browserFetch(tally), url)
  }

  async begin(): Promise<void> {
    const { status } = await this.visitor.get('/')
    if (status !== 200) throw new Error(`The page was answered with ${status}`)
    void this.#listen()
    await this.visitor.until(({ event }) => event === 'hello')
    this.#doing = this.#click()
  }

  /** After the click that is under way, once its page shows what came of it. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#doing
    this.#isOver = true
    await this.visitor.detach()
  }

  async #listen(): Promise<void> {
    const { visitor } = this
    for (let failures = 0; !this.#isOver;) {
      visitor.frames.splice(0)
      const response = await visitor.attach().catch(() => undefined)
      if (response?.status === 200) {
        failures = 0
        await visitor.until(({ event }) => event === 'closed')
        const said = visitor.frames.find(({ event }) => event === 'reload')
        const { withinMs = 100 } = (said?.data ?? {}) as { withinMs?: number }
        await sleep(Math.random() * withinMs)
      } else if (response === undefined || response.status === 503) {
        await response?.body?.cancel()
        this.#tally.later++
        await sleep(patience(failures++, response?.headers ?? new Headers()))
      } else return void this.#tally.failures.push(`stream: ${response.status}`)
    }
  }

  async #click(): Promise<void> {
    while (!this.#isStopping) {
      const { offer } = this.visitor.page.offers()[0]!
      const n = this.clicks + 1
      const began = performance.now()
      for (let failures = 0; ;) {
        const response = await this.visitor.post({ n, offer }).catch(() => undefined)
        if (response?.status === 204) break
        await response?.body?.cancel()
        if (response !== undefined && response.status !== 503)
          return void this.#tally.failures.push(`event: ${response.status}`)
        this.#tally.later++
        await sleep(patience(failures++, response?.headers ?? new Headers()))
      }
      this.clicks = n
      this.#tally.acknowledged.push(performance.now() - began)
      await this.visitor.reads(`count ${n} `)
      this.#tally.shown.push(performance.now() - began)
      await sleep(20 + 60 * Math.random())
    }
  }
}
