// The engine port: where conversations are kept and how a baton passes from mint to first stream.
// Invariant: owner, epoch and revision live in one record, and only `commit` decides; an older epoch is fenced.
// Everything above (dispatch, dedupe, timers) is written once and knows no engine by name.

export type NodeId = string

/** Who may commit a conversation. The epoch grows with each change of owner; an older one is fenced. */
export interface Lease {
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
  /** The same token twice is one commit, so a commit may be tried again. */
  readonly token: string
  readonly data: Data
  /** How long the record is kept unless committed again, ms. */
  readonly ttlMs: number
  /** When a timer is due next, ms since 1970. */
  readonly wakeAt?: number
}

export type Claimed =
  | { readonly won: true; readonly lease: Lease; readonly revision: number; readonly data: Uint8Array | null }
  | { readonly won: false; readonly lease: Lease }

export type Committed =
  | { readonly ok: true; readonly revision: number }
  | { readonly ok: false; readonly why: 'fenced' | 'conflict' }

export interface Engine {
  readonly name: string
  readonly caps: { readonly nodes: 'one' | 'many'; readonly survives: 'nothing' | 'process' | 'machine' }
  /** Comes up as a node of its own. An engine that was stopped may be started again, as another node. */
  start(): Promise<NodeId>
  stop(): Promise<void>

  /** Takes a conversation: a new one, one without owner, or one still held by `expect`. */
  claim(cid: string, expect: Lease | null): Promise<Claimed>
  /**
   * Writes if this lease still owns and `revision` is the stored one. Throws `unknown-outcome` when it cannot be known whether it
   * was written; try again with the same token.
   */
  commit(lease: Lease, change: Change): Promise<Committed>
  /** Gives up ownership after that revision; the record stays. */
  release(lease: Lease, revision: number): Promise<void>
  /** Forgets the record. */
  drop(lease: Lease): Promise<void>
  peek(cid: string): Promise<Lease | null>

  /** Lays a baton down for one to take, forgotten after `ttlMs`. */
  put(key: string, value: Uint8Array, ttlMs: number): Promise<void>
  /** One popper gets it; the same token asking again gets the same answer. */
  pop(key: string, token: string): Promise<Uint8Array | null>
}
