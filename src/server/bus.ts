// Topics across processes: who publishes reaches those who listen here at once, and those elsewhere through the engine.
// Invariant: a process joins a topic while somebody in it listens, and hears its own messages once. Messages are at most once; how many
// they reach is counted where they arrive, for a quarter of a second at most.
// Does not know conversations.
import { parse, stringify } from 'devalue'
import type { Async, Clock } from '../async/index.ts'
import type { Engine, NodeId } from '../engines/index.ts'
import { Traced } from './carrier.ts'
import { randomId } from './session.ts'

/** So long counts are waited for, ms. */
const COUNT_MS = 250

interface Sent {
  readonly from: NodeId
  /** Where the count goes. */
  readonly id: string
  readonly message: unknown
  readonly traceparent?: string
}

interface Counting {
  heard: number
  sum: number
  check(): void
}

export interface BusOptions {
  readonly engine: Engine
  readonly clock: Clock
  async(): Async
  node(): NodeId
  onLost(error: unknown): void
  /** Tells another process how many a message reached there. */
  tell(to: NodeId, id: string, reached: number): void
  /** Told of what came from elsewhere. */
  onHeard(topic: string, reached: number): void
}

export class Bus {
  readonly #options: BusOptions
  readonly #counting = new Map<string, Counting>()

  constructor(options: BusOptions) {
    this.#options = options
  }

  /** How many it reaches here, and how many in all as soon as that is known: at once where nobody else can listen. */
  publish(
    topic: string,
    message: unknown,
    traceparent?: string,
  ): { readonly here: number; readonly all: number | Promise<number> } {
    const here = this.#deliver(topic, message, traceparent)
    const isAlone = this.#options.engine.caps.nodes === 'one'
    return { here, all: isAlone ? here : this.#elsewhere(topic, message, traceparent, here) }
  }

  /** Somebody here begins to listen, or nobody does any more. */
  heeds(topic: string, isHeard: boolean): void {
    const { engine, onLost } = this.#options
    ;(isHeard ? engine.join(topic) : engine.leave(topic)).catch(onLost)
  }

  /** A message came by the engine. Does not throw. */
  topic(topic: string, bytes: Uint8Array): void {
    const { node, tell, onHeard, onLost } = this.#options
    try {
      const { from, id, message, traceparent } = parse(new TextDecoder().decode(bytes)) as Sent
      if (from === node()) return this.counted(id, 0)
      const reached = this.#deliver(topic, message, traceparent)
      onHeard(topic, reached)
      tell(from, id, reached)
    } catch (error) {
      onLost(error)
    }
  }

  /** One of those who heard it says how many it reached there. */
  counted(id: string, reached: number): void {
    const counting = this.#counting.get(id)
    if (counting === undefined) return
    counting.heard++
    counting.sum += reached
    counting.check()
  }

  /** To those who listen here; how many. */
  #deliver(topic: string, message: unknown, traceparent: string | undefined): number {
    const told = traceparent === undefined ? message : new Traced(message, traceparent)
    return this.#options.async().publish(topic, told)
  }

  async #elsewhere(
    topic: string,
    message: unknown,
    traceparent: string | undefined,
    here: number,
  ): Promise<number> {
    const { engine, clock, node, onLost } = this.#options
    const id = randomId()
    const sent: Sent = { from: node(), id, message, ...(traceparent !== undefined && { traceparent }) }
    let cancel = (): void => {}
    // Counts may come before it is known how many will.
    const counting: Counting = { heard: 0, sum: 0, check() {} }
    this.#counting.set(id, counting)
    try {
      const nodes = await engine.publish(topic, new TextEncoder().encode(stringify(sent)))
      await new Promise<void>(done => {
        cancel = clock.setTimer(clock.now() + COUNT_MS, done)
        counting.check = () => void (counting.heard >= nodes && done())
        counting.check()
      })
    } catch (error) {
      onLost(error)
    } finally {
      cancel()
      this.#counting.delete(id)
    }
    return here + counting.sum
  }
}
