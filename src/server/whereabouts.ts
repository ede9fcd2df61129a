// Which process had a conversation when it was asked for last.
// Invariant: a hint, and bounded. Whoever follows it may find nobody, forgets it then, and asks the engine.
// Does not know whether it is so.
import type { NodeId } from '../engines/index.ts'

/** So many are remembered; the oldest go first. */
const MOST = 20_000

export class Whereabouts {
  readonly #known = new Map<string, NodeId>()

  note(cid: string, node: NodeId): void {
    this.#known.delete(cid)
    this.#known.set(cid, node)
    for (const [oldest] of this.#known) {
      if (this.#known.size <= MOST) return
      this.#known.delete(oldest)
    }
  }

  of(cid: string): NodeId | undefined {
    return this.#known.get(cid)
  }

  forget(cid: string): void {
    this.#known.delete(cid)
  }
}
