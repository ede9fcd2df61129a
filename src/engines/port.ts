// The engine port: where conversations are kept, how a baton passes from mint to first stream, and how processes reach each other.
// Invariant: owner, epoch and revision live in one record, and only `commit` decides; an older epoch is fenced. Who is alive, who
// receives and how many are hints. Every call may throw `unknown-outcome`; all but `limit`, `send` and `publish` may be made again.
// Everything above (dispatch, dedupe, timers) is written once and knows no engine by name.

/** A process, as long as it runs: a process that starts again is another node. */
export type NodeId = string

/** Who may commit a conversation. The epoch grows with each change of owner; an older one is fenced. */
export interface Lease {
  /** A conversation; or, beginning with `sys:`, something that the processes of a program know together. */
  readonly cid: string
  readonly owner: NodeId
  readonly epoch: number
}

/**
 * A snapshot's bytes, or how to make them. An engine that keeps nothing beyond the process need not make them until another
 * owner asks, so a commit in memory costs no serialization.
 */
export type Data = Uint8Array | (() => Uint8Array)

export interface Change {
  /** The stored revision that this follows. */
  readonly revision: number
  /** The same token twice is one commit, so a commit may be tried again. Not empty. */
  readonly token: string
  readonly data: Data
  /** How long the record is kept unless committed again, ms. An engine may keep it by a 32nd longer. */
  readonly ttlMs: number
  /** When a timer is due next, ms since 1970. Without it nothing is due. */
  readonly wakeAt?: number
}

export type Claimed =
  | { readonly won: true; readonly lease: Lease; readonly revision: number; readonly data: Uint8Array | null }
  | { readonly won: false; readonly lease: Lease }

export type Committed =
  | {
      readonly ok: true
      readonly revision: number
      /** So many revisions had been lost by the store, which is up to date again by this commit. */
      readonly healed?: number
    }
  | { readonly ok: false; readonly why: 'fenced' | 'conflict' }

/** What a node hears from others. Called in a later turn than what caused it; it must not throw. */
export interface Ears {
  /** Somebody sent this node something. */
  frame(bytes: Uint8Array): void
  /** Something was published to a topic that this node joined. */
  topic(topic: string, bytes: Uint8Array): void
  /** Frames or topics may have been missed, for instance since the process stood still: ask for everything afresh. Told before what was said later. */
  resync(): void
}

/** So many a second on average, and so many at once. */
export interface Rule {
  readonly perSecond: number
  readonly burst: number
}

export interface Engine {
  readonly name: string
  /** `nodes`: whether processes may share it. `survives`: what acknowledged commits survive. */
  readonly caps: { readonly nodes: 'one' | 'many'; readonly survives: 'nothing' | 'process' | 'machine' }
  /** Comes up as a node of its own. An engine that was stopped may be started again, as another node. */
  start(ears?: Ears): Promise<NodeId>
  /** Lets what was asked for finish. The node is not alive any more; what it owned it still owns, until somebody claims it. */
  stop(): Promise<void>

  /**
   * Takes a conversation: a new one, one without owner, or one still held by `expect`. Who has it already is told so again. One that
   * is claimed and not committed is forgotten after a minute.
   */
  claim(cid: string, expect: Lease | null): Promise<Claimed>
  /**
   * Writes if this lease still owns and `revision` is the stored one, or a later one than a store that lost some has. Throws
   * `unknown-outcome` when it cannot be known whether it was written; try again with the same token.
   */
  commit(lease: Lease, change: Change): Promise<Committed>
  /** Gives up ownership after that revision; the record stays. */
  release(lease: Lease, revision: number): Promise<void>
  /** Forgets the record. */
  drop(lease: Lease): Promise<void>
  /** Who has it; an owner of '' is nobody. Null where there is no record. */
  peek(cid: string): Promise<Lease | null>
  /** Conversations whose timer was due `lateMs` (default 0) ago or before, oldest first. They stay due until a commit says otherwise. */
  overdue(limit: number, lateMs?: number): Promise<readonly string[]>

  /** 1: the node is there and hears it unless it dies before; 0: it is not there. */
  send(to: NodeId, bytes: Uint8Array): Promise<0 | 1>
  /** Whether it may be running. A node that was killed is alive until its sign of life has passed, 3 s at most. */
  alive(node: NodeId): Promise<boolean>
  /** From now on hears that topic. */
  join(topic: string): Promise<void>
  /** What was published before may still be heard. */
  leave(topic: string): Promise<void>
  /** Resolves to the number of nodes that hear it, this one among them if it joined. */
  publish(topic: string, bytes: Uint8Array): Promise<number>

  /** Lays a baton down for one to take, forgotten after `ttlMs`. */
  put(key: string, value: Uint8Array, ttlMs: number): Promise<void>
  /** One popper gets it; the same token asking again gets the same answer. */
  pop(key: string, token: string): Promise<Uint8Array | null>
  /**
   * Takes so much of the key's allowance, or nothing: then `retryMs` says when to ask again. More than the burst is never to be had:
   * Infinity. Less than nothing gives so much back, up to the burst.
   */
  limit(key: string, rule: Rule, take: number): Promise<{ readonly ok: boolean; readonly retryMs: number }>
}
