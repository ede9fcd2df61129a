// What goes into the kernel (events) and what comes out for the shell to carry out (commands), all plain values except the
// closures of `io` and the live sources of `watch`, which the shell runs and never keeps across a restart.
// Invariant: commands are carried out in order, after the new conversation was committed.
import type { IoRun } from './effects.ts'
import type { Live } from './listening.ts'
import type { Conversation, Ended } from './conversation.ts'
import type { Definition } from './component.ts'
import type { HashKey } from './hash.ts'

/** One event, with all that it needs: the kernel reads no clock. */
export type KernelEvent = { readonly now: number } & (
  | {
      readonly kind: 'offer'
      /** The visitor's count; one that is not new was dealt with before. */
      readonly n: number
      /** `<instance>/<text>` as the page shows it; or `@<entry>`: the visitor went there, back or forward. */
      readonly offer: string
      readonly value?: string
      readonly fields?: Readonly<Record<string, unknown>>
    }
  | { readonly kind: 'timer'; readonly iid: string; readonly timer: number }
  | { readonly kind: 'message'; readonly iid: string; readonly topic: string; readonly message: unknown }
  | { readonly kind: 'missed'; readonly iid: string; readonly topic: string }
  | { readonly kind: 'read'; readonly iid: string; readonly key: string; readonly value: unknown }
  | ({
      readonly kind: 'result'
      readonly iid: string
      readonly frame: number
      readonly step: number
    } & Result)
  | { readonly kind: 'end'; readonly why: Ended['why'] }
)

export type Result =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string } }

export type Command =
  | { readonly do: 'arm'; readonly iid: string; readonly timer: number; readonly due: number }
  | { readonly do: 'disarm'; readonly iid: string; readonly timer: number }
  | { readonly do: 'subscribe'; readonly iid: string; readonly topic: string }
  | { readonly do: 'unsubscribe'; readonly iid: string; readonly topic: string }
  | {
      readonly do: 'watch'
      readonly iid: string
      readonly key: string
      readonly source: Live<unknown>
      readonly atMostEveryMs: number
    }
  | { readonly do: 'unwatch'; readonly iid: string; readonly key: string }
  | {
      readonly do: 'publish'
      readonly iid: string
      readonly topic: string
      readonly message: unknown
      readonly reply?: Reply
    }
  | {
      readonly do: 'io'
      readonly iid: string
      readonly work: (run: IoRun) => unknown
      readonly once: boolean
      readonly reply?: Reply
    }
  | { readonly do: 'redirect'; readonly url: string }
  /** The session is bound to this principal, under a new token. */
  | { readonly do: 'identify'; readonly principal: unknown }
  /** What a frame waits for is wanted no longer: the work stops. */
  | { readonly do: 'abort'; readonly iid: string; readonly frame: number }
  /** The instance is gone: its timers, subscriptions, watches and io stop. */
  | { readonly do: 'leave'; readonly iid: string }
  | { readonly do: 'end'; readonly ended: Ended }

/** Where a result goes: `{ kind: 'result', iid, ...reply, value }`. */
export interface Reply {
  readonly frame: number
  readonly step: number
}

/** An error that a visitor is told of by its reference, and an operator in full. */
export interface Trouble {
  readonly error: unknown
  readonly component: string
  readonly iid: string
  readonly reference: string
}

/**
 * An element, named by the instance it shows, becomes this HTML. With the target `@`: the page is now at this address ('' for
 * the one that it was opened at), entry `at` of its history, with `behind` entries before it.
 */
export type Patch = readonly [target: string, html: string, at?: number, behind?: number]

export interface Turned {
  readonly conversation: Conversation
  readonly patches: readonly Patch[]
  readonly commands: readonly Command[]
  /** `failed`: a handler threw; nothing but bookkeeping changed. */
  readonly outcome: 'done' | 'stale' | 'refused' | 'failed'
  readonly troubles: readonly Trouble[]
}

/** What surrounds every conversation of one server. */
export interface World {
  /** Components by name, filled as they are met; snapshots are read back through it. */
  readonly program: Map<string, Definition>
  readonly key: HashKey
  /** Development: state is checked and frozen at once. */
  readonly dev: boolean
  /** Checkpoints that a conversation keeps behind it. Default: 50. */
  readonly checkpoints?: number
}
