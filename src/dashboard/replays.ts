// What came of the last replays that operators asked for, for whoever looks at those conversations.
// Invariant: the last twenty, one of each conversation; a replay runs handlers, so it is done when asked for and not when looked at.
import type { Replay } from 'repartee/server'

const MOST = 20

export interface Replayed {
  /** Epoch ms. */
  readonly at: number
  readonly ran: number
  readonly recorded: number
  readonly differs: NonNullable<Replay['differs']> | null
}

export class Replays {
  readonly #kept = new Map<string, Replayed>()

  keep(cid: string, { ran, events, differs }: Replay, at: number): Replayed {
    const replayed = { at, ran, recorded: events.length, differs: differs ?? null }
    this.#kept.delete(cid)
    this.#kept.set(cid, replayed)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break
      this.#kept.delete(oldest)
    }
    return replayed
  }

  of(cid: string): Replayed | undefined {
    return this.#kept.get(cid)
  }
}
