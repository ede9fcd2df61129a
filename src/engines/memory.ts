// The engine in memory: conversations live as long as the process. For trying out, for tests, and where losing them is fine.
// Invariant: the same answers as any engine gives; a snapshot's bytes are made only when another owner asks for them. Nodes that
// stand beside each other share one hub; what it keeps is gone when the last of them stops.
// Does not know what it keeps.
import { wallClock } from './clock.ts'
import { Expiring } from './expiring.ts'
import type { Clock } from './expiring.ts'
import { taken } from './meter.ts'
import type { Change, Claimed, Committed, Data, Ears, Engine, Lease, NodeId, Rule } from './port.ts'

export interface MemoryEngine extends Engine {
  /** How much is kept, for inspection and tests. */
  readonly kept: { readonly records: number; readonly batons: number }
  /** Another node over the same records: several servers in one process, as tests of many nodes have them. */
  beside(): MemoryEngine
}

interface Record {
  owner: NodeId
  epoch: number
  revision: number
  token: string
  data: Data | null
  wakeAt: number
}

/**
 * Keeps everything in this process. The clock is for tests.
 *
 * @example
 * serve({ pages, engine: memory() }) // which is also the default
 */
export function memory(options: { readonly clock?: Clock } = {}): MemoryEngine {
  return new Memory(new Hub(options.clock ?? wallClock))
}

/** A popped baton answers the same popper again for so long, ms: its first answer may have been lost. */
const POPPED_MS = 10_000
/** A record that is claimed and not committed is forgotten after so long, ms. */
const CLAIMED_MS = 60_000

class Hub {
  readonly clock: Clock
  readonly records: Expiring<Record>
  readonly batons: Expiring<{ value: Uint8Array; popper: string | undefined }>
  readonly meters: Expiring<number>
  readonly nodes = new Map<NodeId, { readonly ears: Ears | undefined; readonly topics: Set<string> }>()
  starts = 0
  /** Whether there may be several nodes. */
  isShared = false
  /** Nothing is due before that. */
  earliest = Infinity

  constructor(clock: Clock) {
    this.clock = clock
    this.records = new Expiring(clock)
    this.batons = new Expiring(clock)
    this.meters = new Expiring(clock)
  }

  leave(node: NodeId): void {
    this.nodes.delete(node)
    if (this.nodes.size > 0) return
    this.records.clear()
    this.batons.clear()
    this.meters.clear()
    this.earliest = Infinity
  }

  /** In a later turn, if it is still there then. */
  tell(node: NodeId, say: (ears: Ears) => void): void {
    setImmediate(() => {
      const { ears } = this.nodes.get(node) ?? {}
      if (ears !== undefined) say(ears)
    })
  }
}

class Memory implements MemoryEngine {
  readonly name = 'memory'
  readonly #hub: Hub
  #node: NodeId = ''

  constructor(hub: Hub) {
    this.#hub = hub
  }

  get caps(): Engine['caps'] {
    return { nodes: this.#hub.isShared ? 'many' : 'one', survives: 'nothing' }
  }

  get kept(): { readonly records: number; readonly batons: number } {
    return { records: this.#hub.records.size, batons: this.#hub.batons.size }
  }

  beside(): MemoryEngine {
    this.#hub.isShared = true
    return new Memory(this.#hub)
  }

  async start(ears?: Ears): Promise<NodeId> {
    this.#hub.nodes.delete(this.#node)
    this.#node = `memory~${++this.#hub.starts}`
    this.#hub.nodes.set(this.#node, { ears, topics: new Set() })
    return this.#node
  }

  async stop(): Promise<void> {
    this.#hub.leave(this.#node)
  }

  async claim(cid: string, expect: Lease | null): Promise<Claimed> {
    const { records } = this.#hub
    const record = records.get(cid)
    if (record === undefined) {
      const fresh = { owner: this.#node, epoch: 1, revision: 0, token: '', data: null, wakeAt: Infinity }
      records.set(cid, fresh, CLAIMED_MS)
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
    const healed = change.revision - record.revision
    if (healed < 0) return { ok: false, why: 'conflict' }
    record.revision = change.revision + 1
    record.token = change.token
    record.data = change.data
    record.wakeAt = change.wakeAt ?? Infinity
    this.#hub.earliest = Math.min(this.#hub.earliest, record.wakeAt)
    this.#hub.records.set(lease.cid, record, change.ttlMs)
    return { ok: true, revision: record.revision, ...(healed > 0 && { healed }) }
  }

  async release(lease: Lease, revision: number): Promise<void> {
    const record = this.#owned(lease)
    if (record !== undefined && record.revision === revision) record.owner = ''
  }

  async drop(lease: Lease): Promise<void> {
    if (this.#owned(lease) !== undefined) this.#hub.records.delete(lease.cid)
  }

  async peek(cid: string): Promise<Lease | null> {
    const record = this.#hub.records.get(cid)
    return record === undefined ? null : { cid, owner: record.owner, epoch: record.epoch }
  }

  async overdue(limit: number, lateMs = 0): Promise<readonly string[]> {
    const hub = this.#hub
    const due = hub.clock.now() - lateMs
    if (hub.earliest > due) return []
    // One look through all, and only when something was due; the next one waits for what is earliest then.
    const found: { readonly cid: string; readonly wakeAt: number }[] = []
    hub.earliest = Infinity
    for (const [cid, { wakeAt }] of hub.records.entries()) {
      if (wakeAt <= due) found.push({ cid, wakeAt })
      if (wakeAt < hub.earliest) hub.earliest = wakeAt
    }
    return found
      .sort((a, b) => a.wakeAt - b.wakeAt)
      .slice(0, limit)
      .map(({ cid }) => cid)
  }

  async send(to: NodeId, bytes: Uint8Array): Promise<0 | 1> {
    if (!this.#hub.nodes.has(to)) return 0
    this.#hub.tell(to, ears => ears.frame(bytes))
    return 1
  }

  async alive(node: NodeId): Promise<boolean> {
    return this.#hub.nodes.has(node)
  }

  async join(topic: string): Promise<void> {
    this.#hub.nodes.get(this.#node)?.topics.add(topic)
  }

  async leave(topic: string): Promise<void> {
    this.#hub.nodes.get(this.#node)?.topics.delete(topic)
  }

  async publish(topic: string, bytes: Uint8Array): Promise<number> {
    let reached = 0
    for (const [node, { topics }] of this.#hub.nodes) {
      if (!topics.has(topic)) continue
      reached++
      this.#hub.tell(node, ears => ears.topic(topic, bytes))
    }
    return reached
  }

  async put(key: string, value: Uint8Array, ttlMs: number): Promise<void> {
    this.#hub.batons.set(key, { value, popper: undefined }, ttlMs)
  }

  async pop(key: string, token: string): Promise<Uint8Array | null> {
    const { batons } = this.#hub
    const baton = batons.get(key)
    if (baton === undefined) return null
    if (baton.popper === undefined) batons.set(key, { ...baton, popper: token }, POPPED_MS)
    else if (baton.popper !== token) return null
    return baton.value
  }

  async limit(
    key: string,
    rule: Rule,
    take: number,
  ): Promise<{ readonly ok: boolean; readonly retryMs: number }> {
    const { meters, clock } = this.#hub
    const { ok, retryMs, full } = taken(meters.get(key), clock.now(), rule, take)
    if (ok) meters.set(key, full, full - clock.now())
    return { ok, retryMs }
  }

  #owned(lease: Lease): Record | undefined {
    const record = this.#hub.records.get(lease.cid)
    return record?.owner === lease.owner && record.epoch === lease.epoch ? record : undefined
  }
}
