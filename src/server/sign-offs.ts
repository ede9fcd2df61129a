// Sessions that were left by signing in or out: every process over the engine is told, since pages of a browser may be held by any.
// Invariant: this process ends their pages at once; others when they hear of it, which is a message like those of topics: at most once.
// Whoever missed it shows what it shows until its visitor does something, which is refused.
// Does not know conversations.
import type { Engine, NodeId } from '../engines/index.ts'

/** No topic of a program has a space before its name; but if one had, it would hear what it cannot read, and no more. */
export const SIGN_OFFS_TOPIC = ' sessions'

interface Told {
  readonly from: NodeId
  readonly session: string
}

export interface SignOffsOptions {
  readonly engine: Engine
  node(): NodeId
  /** Ends what is here of that session. */
  end(session: string): void
  onLost(error: unknown): void
}

export class SignOffs {
  readonly #on: SignOffsOptions

  constructor(on: SignOffsOptions) {
    this.#on = on
  }

  /** Once the engine is there: others are heard soon. */
  join(): void {
    const { engine, onLost } = this.#on
    if (engine.caps.nodes === 'many') engine.join(SIGN_OFFS_TOPIC).catch(onLost)
  }

  leave(session: string): void {
    const { engine, node, end, onLost } = this.#on
    end(session)
    if (engine.caps.nodes === 'one') return
    const told: Told = { from: node(), session }
    engine.publish(SIGN_OFFS_TOPIC, new TextEncoder().encode(JSON.stringify(told))).catch(onLost)
  }

  /** Another process says so. Does not throw. */
  topic(bytes: Uint8Array): void {
    const { node, end, onLost } = this.#on
    try {
      const { from, session } = JSON.parse(new TextDecoder().decode(bytes)) as Told
      if (from !== node()) end(session)
    } catch (error) {
      onLost(error)
    }
  }
}
