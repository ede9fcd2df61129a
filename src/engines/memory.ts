// The engine in memory: conversations live as long as the process. For trying out, for tests, and where losing them is fine.
// Invariant: the same answers as any engine gives; a snapshot's bytes are made only when another owner asks for them.
// Does not know what it keeps.
import type { Change, Claimed, Committed, Data, Engine, Lease, NodeId } from './port.ts'
import { Expiring } from './expiring.ts'
import type { Clock } from './expiring.ts'

export interface MemoryEngine extends Engine {
  /** How much is kept, for inspection and tests. */
  readonly kept: { readonly records: number; readonly batons: number }
}

interface Record {
  owner: NodeId
  epoch: number
  revision: number
  token: string
  data: Data | null
}

/**
 * Keeps everything in this process. The clock is for tests.
 *
 * @example
 * serve({ pages, engine: memory() }) // which is also the default
 */
export function memory(options: { readonly clock?: Clock } = {}): MemoryEngine {
  return new Memory(options.clock ?? wallClock)
}

const wallClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(0, atMs - Date.now()), 2 ** 31 - 1))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A popped baton answers the same popper again for so long, ms: its first answer may have been lost. */
const POPPED_FOR = 10_000
const FOREVER = 100 * 365 * 86_400_000

class Memory implements MemoryEngine {
  readonly name = 'memory'
  readonly caps = { nodes: 'one', survives: 'nothing' } as const
  readonly #records: Expiring<Record>
  readonly #batons: Expiring<{ value: Uint8Array; popper: string | undefined }>
  #node: NodeId = ''
  #starts = 0

  constructor(clock: Clock) {
    this.#records = new Expiring(clock)
    this.#batons = new Expiring(clock)
  }

  get kept(): { readonly records: number; readonly batons: number } {
    return { records: this.#records.size, batons: this.#batons.size }
  }

  async start(): Promise<NodeId> {
    this.#node = `memory~${++this.#starts}`
    return this.#node
  }

  async stop(): Promise<void> {
    this.#records.clear()
    this.#batons.clear()
  }

  async claim(cid: string, expect: Lease | null): Promise<Claimed> {
    const record = this.#records.get(cid)
    if (record === undefined) {
      this.#records.set(cid, { owner: this.#node, epoch: 1, revision: 0, token: '', data: null }, FOREVER)
      return { won: true, lease: { cid, owner: this.#node, epoch: 1 }, revision: 0, data: null }
    }
    const expected = expect !== null && record.owner === expect.owner && record.epoch === expect.epoch
    if (record.owner !== this.#node && record.owner !== '' && !expected)
      return { won: false, lease: { cid, owner: record.owner, epoch: record.epoch } }
    if (record.owner !== this.#node) {
      record.owner = this.#node
      record.epoch++
    }
    const lease = { cid, owner: record.owner, epoch: record.epoch }
    const data = typeof record.data === 'function' ? record.data() : record.data
    return { won: true, lease, revision: record.revision, data }
  }

  async commit(lease: Lease, change: Change): Promise<Committed> {
    const record = this.#owned(lease)
    if (record === undefined) return { ok: false, why: 'fenced' }
    if (record.token === change.token) return { ok: true, revision: record.revision }
    if (record.revision !== change.revision) return { ok: false, why: 'conflict' }
    record.revision++
    record.token = change.token
    record.data = change.data
    this.#records.set(lease.cid, record, change.ttlMs)
    return { ok: true, revision: record.revision }
  }

  async release(lease: Lease, revision: number): Promise<void> {
    const record = this.#owned(lease)
    if (record !== undefined && record.revision === revision) record.owner = ''
  }

  async drop(lease: Lease): Promise<void> {
    if (this.#owned(lease) !== undefined) this.#records.delete(lease.cid)
  }

  async peek(cid: string): Promise<Lease | null> {
    const record = this.#records.get(cid)
    return record === undefined ? null : { cid, owner: record.owner, epoch: record.epoch }
  }

  async put(key: string, value: Uint8Array, ttlMs: number): Promise<void> {
    this.#batons.set(key, { value, popper: undefined }, ttlMs)
  }

  async pop(key: string, token: string): Promise<Uint8Array | null> {
    const baton = this.#batons.get(key)
    if (baton === undefined) return null
    if (baton.popper === undefined) this.#batons.set(key, { ...baton, popper: token }, POPPED_FOR)
    else if (baton.popper !== token) return null
    return baton.value
  }

  #owned(lease: Lease): Record | undefined {
    const record = this.#records.get(lease.cid)
    return record?.owner === lease.owner && record.epoch === lease.epoch ? record : undefined
  }
}
