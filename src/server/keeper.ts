// What a held conversation needs around it, and what it says of its events.
// Types, and the statuses of what is said.
import type { Engine, NodeId } from '../engines/index.ts'
import type { Conversation, KernelEvent, Trouble, Turned, World } from '../kernel/index.ts'
import type { EventStatus, Gone } from '../wire/index.ts'
import type { Surroundings } from './carrier.ts'
import type { Encoded } from './encoded.ts'
import type { Held } from './held.ts'
import type { Trials } from './wary.ts'
import type { Tap } from './inspect-tap.ts'

/** `unwritten`: it could not be kept just now, and should be sent again. `gone`: it is over. `lost`: it is not over, but not here any more: who asks again learns what came of it. */
export type Said = Turned['outcome'] | 'gone' | 'lost' | 'busy' | 'unwritten'

/** What a held conversation needs around it. */
export interface Keeper extends Surroundings {
  readonly world: World
  wait(ms: number): Promise<void>
  readonly engine: Engine
  /** Who this process is to the engine. */
  node(): NodeId
  readonly encoded: Encoded
  /** Of events that may end the process. */
  readonly trials: Trials
  readonly ttlMs: number
  /** Where the pages begin. */
  readonly basePath: string
  onTrouble(trouble: Trouble, cid: string): void
  /** Where a server is observed. */
  readonly tap: Tap | undefined
  /** Whether it is to stay in this process, since something of it is here that the engine does not keep. */
  readonly isBound: (cid: string) => boolean
  /** It is here now, and what the engine does not keep of it is there. */
  readonly fetch: (cid: string, at: NodeId) => void
  /** For development: told of each event. */
  readonly observe: ((held: Held, seen: Seen) => void) | undefined
  /** The conversation is over (`why`) or was lost: forget it. */
  onGone(held: Held, why?: Gone): void
  /** It leaves memory, and is only with the engine once `released`. */
  onParked(held: Held, released: Promise<void>): void
}

/** An event and what came of it. */
export interface Seen {
  readonly event: KernelEvent
  readonly before: Conversation
  readonly turned: Turned
  /** What the step took. */
  readonly tookMs: number
}

/** What an event's request is answered with. */
export const STATUS: Readonly<Record<Said, EventStatus>> = {
  done: 204,
  stale: 204,
  // The visitor was told by a notice; there is nothing to send again.
  failed: 204,
  refused: 403,
  gone: 410,
  lost: 503,
  unwritten: 503,
  busy: 429,
}
