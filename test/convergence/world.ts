// The server side of a world: one process after another over an engine that keeps what it was given.
// Invariant: the server is the real one, from its edge to the engine in memory; a process that was killed does nothing more, and what it
// had not committed is lost. Only where the engine itself is lost are conversations.
import { memory, type Engine } from 'repartee/engines'
import { ReparteeError } from 'repartee/errors'
import type { Trouble } from 'repartee/kernel'
import type { Asked, Told } from '../../src/server/exchange.ts'
import { edgeOf } from '../../src/server/handler.ts'
import { chance } from './builtins.ts'
import { randomOf, Time, type Random } from './time.ts'

type Edge = ReturnType<typeof edgeOf>

interface Process {
  readonly edge: Edge
  alive: boolean
  /** Resolves at its end. */
  readonly broken: Promise<typeof BROKEN>
  kill(): void
}

/** What comes of a request that its process has not answered before its end. */
export const BROKEN = 'broken off'
export type Answering = (asked: Asked) => Promise<Told | undefined | typeof BROKEN>

export type Pages = Readonly<Record<string, unknown>>

export class World {
  readonly time: Time = new Time()
  readonly random: Random
  readonly troubles: Trouble[] = []
  /** So many commits come to an end that nobody knows. */
  unsure: number = 0
  readonly #pages: Pages
  #engine: Engine
  #process: Process | undefined

  constructor(pages: Pages, seed: number) {
    this.random = randomOf(seed)
    this.#pages = pages
    Object.assign(chance, {
      random: this.random,
      immediately: (task: () => void) => void this.time.in(0, task),
      later: (task: () => void, ms: number) => this.time.in(ms, task),
      now: () => this.time.now,
    })
    this.#engine = memory({ clock: this.#clock(() => true) })
    this.start()
  }

  get edge(): Edge | undefined {
    return this.#process?.edge
  }

  answering(): Answering | undefined {
    const process = this.#process
    return process && (asked => Promise.race([process.edge.answer(asked), process.broken]))
  }

  start(): void {
    if (this.#process !== undefined) return
    let breakOff = (_: typeof BROKEN): void => {}
    // the edge is assigned below, before anything can happen
    const process: Process & { edge: Edge } = {
      edge: undefined as unknown as Edge,
      alive: true,
      broken: new Promise(broken => (breakOff = broken)),
      kill() {
        this.alive = false
        breakOff(BROKEN)
      },
    }
    process.edge = edgeOf(
      {
        pages: this.#pages,
        engine: this.#kept(process),
        secret: 'a secret of sixteen',
        onTrouble: trouble => void this.troubles.push(trouble),
      },
      { clock: this.#clock(() => process.alive) },
    )
    this.#process = process
  }

  /** Lets it finish; it answers until it has. */
  async close(): Promise<void> {
    const process = this.#process
    await process?.edge.runtime.close()
    if (this.#process === process) this.#process = undefined
    process?.kill()
  }

  kill(): void {
    this.#process?.kill()
    this.#process = undefined
  }

  /** All that was kept is lost. */
  forget(): void {
    this.kill()
    this.#engine = memory({ clock: this.#clock(() => true) })
  }

  #clock(alive: () => boolean): {
    now: () => number
    setTimer: (at: number, fire: () => void) => () => void
  } {
    return {
      now: () => this.time.now,
      setTimer: (at, fire) => this.time.at(at, () => alive() && fire()),
    }
  }

  /** The engine as a process sees it. */
  #kept(process: { readonly alive: boolean }): Engine {
    const engine = this.#engine
    return new Proxy(engine, {
      get: (_, name) => {
        const own: unknown = engine[name as keyof Engine]
        if (typeof own !== 'function') return own
        if (name === 'stop') return async () => {}
        return async (...given: unknown[]): Promise<unknown> => {
          if (!process.alive) return new Promise(() => {})
          if (this.random() < 0.3)
            await new Promise<void>(done => void this.time.in(this.random() * 20, done))
          if (!process.alive) return new Promise(() => {})
          if (name === 'claim') return this.#claim(engine, given[0] as string)
          if (name !== 'commit' || this.unsure === 0) return Reflect.apply(own, engine, given) as unknown
          this.unsure--
          if (this.random() < 0.5) await Reflect.apply(own, engine, given)
          throw new ReparteeError('unknown-outcome', { what: 'lost', expected: '', got: '', try: '' })
        }
      },
    })
  }

  /** There is one process at a time: whoever else holds a conversation is dead. */
  async #claim(engine: Engine, cid: string): ReturnType<Engine['claim']> {
    const claimed = await engine.claim(cid, null)
    return claimed.won ? claimed : engine.claim(cid, claimed.lease)
  }
}
