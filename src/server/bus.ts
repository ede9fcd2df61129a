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

/** Of a message to other processes. Neither rejects. */
export interface Elsewhere {
  /** The engine has it. */
  readonly sent: Promise<void>
  /** How many it reached there. */
  readonly reached: Promise<number>
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
  /** Topics that are being joined. */
  readonly #joining = new Map<string, Promise<void>>()

  constructor(options: BusOptions) {
    this.#options = options
  }

  /** How many it reaches here, and what is known of others later; nothing where nobody else can listen. */
  publish(
    topic: string,
    message: unknown,
    traceparent?: string,
  ): { readonly here: number; readonly elsewhere?: Elsewhere } {
    const here = this.#deliver(topic, message, traceparent)
    if (this.#options.engine.caps.nodes === 'one') return { here }
    return { here, elsewhere: this.#elsewhere(topic, message, traceparent) }
  }

  /** Somebody here begins to listen, or nobody does any more. */
  heeds(topic: string, isHeard: boolean): void {
    const { engine, onLost } = this.#options
    if (!isHeard) return void engine.leave(topic).catch(onLost)
    const joined = engine
      .join(topic)
      .catch(onLost)
      .finally(() => {
        if (this.#joining.get(topic) === joined) this.#joining.delete(topic)
      })
    this.#joining.set(topic, joined)
  }

  /** To be waited for by whoever wants to know that from now on nothing of it is missed here; undefined where that is so already. */
  joining(topic: string): Promise<void> | undefined {
    return this.#joining.get(topic)
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

  #elsewhere(topic: string, message: unknown, traceparent: string | undefined): Elsewhere {
    const { engine, node, onLost } = this.#options
    const id = randomId()
    const sent: Sent = { from: node(), id, message, ...(traceparent !== undefined && { traceparent }) }
    // Counts may come before it is known how many will.
    const counting: Counting = { heard: 0, sum: 0, check() {} }
    this.#counting.set(id, counting)
    const nodes = engine.publish(topic, new TextEncoder().encode(stringify(sent))).catch((error: unknown) => {
      onLost(error)
      return 0
    })
    const reached = this.#count(counting, nodes).finally(() => this.#counting.delete(id))
    return { sent: nodes.then(() => undefined), reached }
  }

  async #count(counting: Counting, nodes: Promise<number>): Promise<number> {
    const { clock } = this.#options
    const expected = await nodes
    await new Promise<void>(done => {
      const cancel = clock.setTimer(clock.now() + COUNT_MS, done)
      counting.check = () => {
        if (counting.heard < expected) return
        cancel()
        done()
      }
      counting.check()
    })
    return counting.sum
  }
}
