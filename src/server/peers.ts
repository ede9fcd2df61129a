// What processes over one engine ask of each other: that a conversation be let go, and that a request be answered where its conversation is.
// Invariant: a question is answered once or not at all; no answer says nothing, neither that it was done nor that it was not, so only
// what may be asked again is asked. Whoever asks is of this very program: the engine carries it, and lets nobody else in.
// Does not know what is asked.
import type { Clock } from '../async/index.ts'
import type { Engine, NodeId } from '../engines/index.ts'
import type { Asked, Told } from './exchange.ts'
import type { Answered } from './inspect-types.ts'
import type { Hello } from './nodes.ts'
import { randomId } from './session.ts'
import type { Left, PieceAsk } from './upload-moving.ts'

/** A request as it is passed on. */
export interface Passed extends Pick<Asked, 'method' | 'path' | 'query' | 'host' | 'secure' | 'ip'> {
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** In place of text, as base64. */
  readonly bytes?: string
}

/** What one observer asks another. `by`: the conversation in which somebody wants it, and whose that is. */
export interface Inquiry {
  readonly text: string
  readonly by?: { readonly cid: string; readonly session: string }
}

/** Its answer; a stream is not passed on. */
export type Returned = Pick<Told, 'status' | 'headers'> & { readonly body?: string }

export interface Questions {
  /** Let go of a conversation, that was held under this epoch. Whether it was done. */
  yield(ask: { readonly cid: string; readonly epoch: number }): Promise<boolean>
  /** You were thought dead, and a conversation of yours was taken. If you live, whoever watches it there is to look elsewhere. */
  taken(ask: { readonly cid: string }): Promise<void>
  /** Answer a request. */
  request(ask: Passed): Promise<Returned>
  /** So many were reached by a message of yours. */
  counted(ask: { readonly id: string; readonly reached: number }): Promise<void>
  /** Here I am, too. */
  hello(ask: Hello): Promise<void>
  /** You had a conversation, and it is here now: what are its files? */
  files(ask: { readonly cid: string }): Promise<Left | null>
  /** Some bytes of one of them. */
  piece(ask: PieceAsk): Promise<string>
  /** All of them are here. */
  fetched(ask: { readonly cid: string; readonly turn: number }): Promise<void>
  /** For whoever observes you. */
  inquire(ask: Inquiry): Promise<Answered>
}

type Kind = keyof Questions
type Asks<K extends Kind> = Parameters<Questions[K]>[0]
type Answers<K extends Kind> = Awaited<ReturnType<Questions[K]>>

type Frame =
  | { readonly id: string; readonly from: NodeId; readonly kind: Kind; readonly ask: unknown }
  | { readonly id: string; readonly answer: unknown }

/** How often it is looked whether somebody who was asked is still there, ms. */
const LOOK_MS = 250

export class Peers {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #questions: Questions
  readonly #onLost: (error: unknown) => void
  readonly #waiting = new Map<string, (answer: unknown) => void>()

  constructor(engine: Engine, clock: Clock, questions: Questions, onLost: (error: unknown) => void) {
    this.#engine = engine
    this.#clock = clock
    this.#questions = questions
    this.#onLost = onLost
  }

  /** Its answer; undefined where none came in time, ms, or none is to come any more. */
  async ask<K extends Kind>(
    { to, from }: { readonly to: NodeId; readonly from: NodeId },
    kind: K,
    ask: Asks<K>,
    withinMs: number,
  ): Promise<Answers<K> | undefined> {
    const id = randomId()
    const until = this.#clock.now() + withinMs
    let cancel = (): void => {}
    const answer = new Promise<unknown>(done => {
      this.#waiting.set(id, done)
      const look = (): void => {
        const now = this.#clock.now()
        cancel = this.#clock.setTimer(Math.min(now + LOOK_MS, until), () => {
          if (this.#clock.now() >= until) return done(undefined)
          look()
          this.#engine.alive(to).then(
            is => is || done(undefined),
            () => {},
          )
        })
      }
      look()
    })
    try {
      if ((await this.#engine.send(to, bytesOf({ id, from, kind, ask }))) === 0) return undefined
      return (await answer) as Answers<K> | undefined
    } finally {
      cancel()
      this.#waiting.delete(id)
    }
  }

  /** Asks for what nobody waits for. */
  tell<K extends Kind>(
    { to, from }: { readonly to: NodeId; readonly from: NodeId },
    kind: K,
    ask: Asks<K>,
  ): void {
    this.#engine.send(to, bytesOf({ id: '', from, kind, ask })).catch(this.#onLost)
  }

  /** Somebody asks or answers. Does not throw. */
  frame(bytes: Uint8Array): void {
    this.#take(bytes).catch(this.#onLost)
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const frame = JSON.parse(new TextDecoder().decode(bytes)) as Frame
    if ('answer' in frame) return this.#waiting.get(frame.id)?.(frame.answer)
    const { id, from, kind, ask } = frame
    const answer = await this.#questions[kind](ask as never)
    if (id !== '') await this.#engine.send(from, bytesOf({ id, answer }))
  }
}

const bytesOf = (frame: Frame): Uint8Array => new TextEncoder().encode(JSON.stringify(frame))

/** What of a request is heeded elsewhere. */
const HEADERS = [
  'content-type',
  'cookie',
  'origin',
  'rp-at',
  'rp-cursor',
  'rp-hub',
  'rp-instead',
  'rp-token',
  'rp-turn',
  'sec-fetch-site',
  'traceparent',
]

/** `body`: of text, or of bytes. */
export function passedOf(asked: Asked, body: string | Uint8Array): Passed {
  const { method, path, query, host, secure, ip } = asked
  const headers: Record<string, string> = {}
  for (const name of HEADERS) {
    const value = asked.header(name)
    if (value !== undefined) headers[name] = value
  }
  const passed = { method, path, query, host, secure, ip, headers }
  if (typeof body === 'string') return { ...passed, text: body }
  headers['content-length'] = String(body.byteLength)
  return { ...passed, text: '', bytes: Buffer.from(body).toString('base64') }
}

/** The same request where it has come to. */
export function askedOf({ headers, text, bytes = '', ...passed }: Passed): Asked {
  return {
    ...passed,
    header: name => headers[name],
    body: async limit => (Buffer.byteLength(text) > limit ? undefined : text),
    bytes: async function* () {
      yield Buffer.from(bytes, 'base64')
    },
    request: () =>
      new Request(
        new URL(passed.path + passed.query, `${passed.secure ? 'https' : 'http'}://${passed.host}`),
        {
          method: passed.method,
          headers,
        },
      ),
  }
}

export function returnedOf({ status, headers, body, stream, drop }: Told): Returned {
  if (stream !== undefined || body instanceof Uint8Array) {
    drop?.()
    return { status: 503, headers: { 'retry-after': '1' } }
  }
  return { status, headers, ...(body !== undefined && { body }) }
}
