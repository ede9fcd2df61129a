// Conversations whose events are recorded because an operator asked for it: what was recorded can be looked at and done again.
// Invariant: so many conversations at once, so many events of each (dev-ring.ts); a recording ends with its conversation.
// Where the development overlay remembers a conversation anyhow, that is used.
import type { World } from '../kernel/index.ts'
import { replay } from './dev-replay.ts'
import { Ring } from './dev-ring.ts'
import { treeOf } from './dev-tree.ts'
import type { Showing } from './dev-tree.ts'
import type { Held } from './held.ts'
import type { Seen } from './keeper.ts'
import { recentOf } from './inspect-ring.ts'
import type { Did, Moment, RecentEvent, Replay } from './inspect-types.ts'

const MOST = 20

export interface RecordingOptions {
  readonly world: () => World
  readonly show: Showing
  readonly held: (cid: string) => Held | undefined
  /** What the development overlay remembers. */
  readonly overlay: (held: Held) => Ring | undefined
}

export class Recordings {
  readonly #options: RecordingOptions
  readonly #rings = new Map<string, Ring>()

  constructor(options: RecordingOptions) {
    this.#options = options
  }

  begin(cid: string): Did {
    if (this.#options.held(cid) === undefined) return NOT_HERE
    if (this.#rings.has(cid)) return { done: false, why: 'It is recorded already.' }
    if (this.#rings.size >= MOST)
      return { done: false, why: `${MOST} conversations are recorded, which is all that may be at once.` }
    this.#rings.set(cid, new Ring())
    return { done: true }
  }

  end(cid: string): Did {
    return this.#rings.delete(cid) ? { done: true } : { done: false, why: 'It is not recorded.' }
  }

  has(cid: string): boolean {
    return this.#rings.has(cid)
  }

  observe(held: Held, { event, before, turned, tookMs }: Seen, bytes: number): void {
    const ring = this.#rings.get(held.cid)
    if (ring === undefined) return
    const { conversation: after, outcome, patches, troubles } = turned
    const problems = troubles.map(({ component, iid, reference }) => ({
      component,
      iid,
      reference,
      detail: '',
    }))
    ring.record({ event, before, after, outcome, tookMs, patches, bytes, commands: [], problems })
  }

  /** Newest first; undefined where nothing is recorded. */
  list(cid: string, after: number, limit: number): readonly RecentEvent[] | undefined {
    const ring = this.#ringOf(cid)
    return ring?.entries
      .filter(({ number }) => number > after)
      .toReversed()
      .slice(0, limit)
      .map(each => recentOf(cid, each, this.#options.show))
  }

  replay(cid: string): Replay | undefined {
    const ring = this.#ringOf(cid)
    if (ring === undefined) return undefined
    const { world, show } = this.#options
    const [first] = ring.entries
    const entries = first === undefined ? [] : ring.from(first.number)
    const done = replay(world(), entries)
    const differs = done?.differs
    return {
      events: entries.map(each => recentOf(cid, each, show)),
      ran: done?.ran ?? 0,
      ...(differs !== undefined && { differs: { number: differs.number, what: differs.what } }),
    }
  }

  moment(cid: string, number: number): Moment | undefined {
    const recorded = this.#ringOf(cid)?.get(number)
    if (recorded === undefined) return undefined
    const { show } = this.#options
    return {
      event: recentOf(cid, recorded, show),
      before: treeOf(recorded.before, show),
      after: treeOf(recorded.after, show),
      patches: recorded.patches.map(([target, html]) => ({ target, chars: html.length })),
    }
  }

  #ringOf(cid: string): Ring | undefined {
    const own = this.#rings.get(cid)
    if (own !== undefined) return own
    const held = this.#options.held(cid)
    return held && this.#options.overlay(held)
  }
}

export const NOT_HERE: Did & { readonly done: false } = {
  done: false,
  why: 'There is no such conversation in memory.',
}
