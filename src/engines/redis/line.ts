// A connection that comes back: broken, silent or refused, it is made anew until somebody ends it.
// Invariant: nothing is sent twice and nothing is kept to be sent later; a call ends within 0.8 s, by its answer or by an error. A
// connection is looked over (`onUp`) before anybody uses it.
// Does not know what is said. One client for each connection, so that there is one way to connect and one way to end.
import { isReply, saidOf, troubled, unknown } from './trouble.ts'

export type Reply = number | Buffer | string | null | readonly Reply[]
export type Hears = (message: Buffer, channel: Buffer) => void

/** As much of a client as is used. */
export interface Client {
  connect(): Promise<unknown>
  destroy(): void
  on(event: 'error', listener: (error: unknown) => void): unknown
  sendCommand(words: readonly (string | Buffer)[]): Promise<unknown>
  sSubscribe(channels: readonly string[], hears: Hears, asBytes: true): Promise<unknown>
  sUnsubscribe(channel: string, hears: Hears, asBytes: true): Promise<unknown>
}

export interface LineOptions {
  /** What errors call the server. */
  readonly server: string
  /** A connection to wherever that is at present. */
  readonly client: () => Promise<Client>
  /** Looks a new connection over; it is given up where this rejects. */
  readonly onUp?: (client: Client) => Promise<void>
}

/** A call may take so long, ms; after that nobody knows. */
const CALL_MS = 800
/** A connection may take so long to be usable, ms. */
const UP_MS = 5000
/** Without any answer for so long, while somebody asks, it is another one's turn, ms. */
const SILENT_MS = 2000
/** The longest pause between two attempts, ms. */
const PAUSE_MS = 300

export class Line {
  readonly #options: LineOptions
  readonly #waiting = new Set<() => void>()
  #client: Client | undefined
  /** Not usable yet. */
  #making: Client | undefined
  #trouble: unknown = new Error('not connected yet')
  #isBegun = false
  #isEnded = false
  #answered = 0
  #cancel = (): void => {}
  /** Gives up the connection that is being made. */
  #abort = (_: unknown): void => {}

  constructor(options: LineOptions) {
    this.#options = options
  }

  /** The first connection; rejects where it cannot be made. */
  async start(): Promise<void> {
    this.#isBegun = true
    this.#up(await this.#connected())
  }

  /** As `start`, but tries for as long as it takes. */
  begin(): void {
    if (!this.#isBegun) void this.#again(0)
    this.#isBegun = true
  }

  /** It leads somewhere else now; if `isAstray` says so of the connection that there is, or is being made. */
  anew(why: Error, isAstray: (client: Client | undefined) => boolean = () => true): void {
    if (!isAstray(this.#client ?? this.#making)) return
    if (this.#client === undefined) this.#abort(why)
    else this.#lost(this.#client, why)
  }

  /** Asks, now or as soon as there is a connection. @throws ReparteeError; `unknown-outcome` where no answer came in time */
  async do<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    let isOver = false
    let asked: Client | undefined
    let cancel = (): void => {}
    let waiter = (): void => {}
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => {
        // This process may have stood still; then the answer waits to be read.
        setImmediate(() => {
          isOver = true
          reject(new Error(asked === undefined ? saidOf(this.#trouble) : 'no answer in time'))
        })
      }, CALL_MS)
      cancel = () => clearTimeout(timer)
    })
    const answer = async (): Promise<T> => {
      while (this.#client === undefined && !isOver && !this.#isEnded)
        await new Promise<void>(done => this.#waiting.add((waiter = done)))
      // Nobody waits for it any more.
      if (isOver || this.#client === undefined) throw new Error('the connection was closed')
      asked = this.#client
      return ask(asked)
    }
    try {
      const answered = await Promise.race([answer(), late])
      this.#answered = performance.now()
      return answered
    } catch (error) {
      const isBroken = isOver
        ? performance.now() - this.#answered > SILENT_MS
        : !isReply(error) || isDemoted(error)
      if (asked !== undefined && isBroken) this.#lost(asked, error)
      throw isOver ? unknown(this.#options.server, error) : troubled(this.#options.server, error)
    } finally {
      cancel()
      this.#waiting.delete(waiter)
      waiter()
    }
  }

  end(): void {
    this.#isEnded = true
    this.#cancel()
    this.#abort(new Error('the connection was closed'))
    this.#client?.destroy()
    this.#client = undefined
    this.#wake()
  }

  #up(client: Client): void {
    if (this.#isEnded) return client.destroy()
    this.#client = client
    this.#answered = performance.now()
    this.#wake()
  }

  #wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const go of waiting) go()
  }

  #lost(client: Client, error: unknown): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#trouble = error
    client.destroy()
    if (!this.#isEnded) void this.#again(0)
  }

  async #again(tries: number): Promise<void> {
    // Not all nodes at the same moment.
    const pause = tries === 0 ? 0 : Math.min(20 * 2 ** tries, PAUSE_MS) * (0.5 + Math.random() / 2)
    await new Promise<void>(done => {
      const timer = setTimeout(done, pause)
      this.#cancel = () => {
        clearTimeout(timer)
        done()
      }
    })
    if (this.#isEnded) return
    try {
      this.#up(await this.#connected())
    } catch (error) {
      this.#trouble = error
      void this.#again(tries + 1)
    }
  }

  async #connected(): Promise<Client> {
    let client: Client | undefined
    let isOver = false
    const failed = new Promise<never>((_, reject) => (this.#abort = reject))
    const timer = setTimeout(this.#abort, UP_MS, new Error('no answer in time'))
    const up = async (): Promise<Client> => {
      const made = await this.#options.client()
      if (isOver) return made
      client = made
      this.#making = made
      made.on('error', error => {
        if (!isOver) this.#abort(error)
        this.#lost(made, error)
      })
      await made.connect()
      await this.#options.onUp?.(made)
      return made
    }
    try {
      return await Promise.race([up(), failed])
    } catch (error) {
      client?.destroy()
      throw error
    } finally {
      isOver = true
      this.#making = undefined
      this.#abort = () => {}
      clearTimeout(timer)
    }
  }
}

/** What it was connected to follows another server now: connecting again leads to that, sooner or later. */
const isDemoted = (error: unknown): boolean =>
  error instanceof Error && /^(READONLY|UNBLOCKED)\b/.test(error.message)
