// What the parts of a server tell those who observe it; where nobody does there is no tap, and nothing is told.
// Invariant: whoever is told may not throw, and must be quick: it stands on the way of every event.
// Types only.
import type { Command, Conversation } from '../kernel/index.ts'
import type { Gone } from '../wire/index.ts'
import type { About, Incoming } from './carrier.ts'
import type { Held } from './held.ts'
import type { Seen } from './keeper.ts'
import type { Answered, Measured } from './inspect-types.ts'
import type { Inquiry } from './peers.ts'

/** How a stream travels: by itself, through another tab's, in pieces. */
export type Way = 'own' | 'shared' | 'pieces'

export interface Tap {
  /** An event begins to wait; undefined for one that is not measured. */
  begin(held: Held, event: Incoming, traceparent: string | undefined): Measured | undefined
  /** What there is to know of a command of the conversation as it is now. */
  about(
    conversation: Conversation,
    held: Held,
    command: Command,
    traceparent: string | undefined,
  ): About | undefined
  /** An event was dealt with, and this is how much its patches are as they travel. */
  seen(held: Held, seen: Seen, bytes: number): void
  /** A stream came or went. `again`: a second has passed. */
  changed(again?: boolean): void
  published(topic: string, reached: number): void
  minted(cid: string): void
  /** A page's baton was taken: for a conversation that begins, or in vain. */
  popped(cid: string, held?: Held): void
  /** A conversation left memory for the engine. */
  left(): void
  /** A conversation is not here any more. */
  gone(held: Held, why: Gone | undefined): void
  /** What this server says of itself to the others over the same engine. */
  greeting(): unknown
  /** One of the others is other than it was. */
  heard(): void
  /** Another's observer asks. Never rejects. */
  answered(inquiry: Inquiry): Promise<Answered>
}
