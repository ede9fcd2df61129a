// The engine in one SQLite file: conversations outlive the process, and with `full` the machine. One process, or several on one machine.
// Invariant: everything that writes goes through the group (group.ts), everything that only reads is read at once. Once a second it gives
// a sign of life, forgets what is past its time, a bounded part in one turn, and brings to the disk what `normal` has not yet.
// Does not know what it keeps. Past 250 lines, because every verb of the port stands here, most of them a line to whoever does it.
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { ReparteeError } from '../../errors/index.ts'
import { wallClock } from '../clock.ts'
import type { Clock } from '../expiring.ts'
import type { Change, Claimed, Committed, Ears, Engine, Lease, NodeId, Rule } from '../port.ts'
import { check, opened } from './file.ts'
import { copied, mustBeFree } from './copy.ts'
import { Group } from './group.ts'
import { LEASE_MS, Nodes } from './nodes.ts'
import { Passing } from './passing.ts'
import { Records } from './records.ts'
import type { Entry } from './records.ts'
import { lineOf, readLine } from './line.ts'
import { troubled } from './trouble.ts'

export interface SqliteOptions {
  /**
   * `full` (default): a commit is answered when it is on the disk. `normal`: when it is with the operating system, so it survives the
   * death of the process; a loss of power can take about the last second.
   */
  readonly durability?: 'full' | 'normal'
  /** How large the file may become, bytes; commits beyond it fail with `store-full`. Default: as large as the volume allows. */
  readonly maxBytes?: number
  /** For tests. */
  readonly clock?: Clock
}

export interface SqliteEngine extends Engine {
  /** Conversations by their cid, from the one after `after` on; 100 unless told. */
  list(page?: { readonly after?: string; readonly limit?: number }): Promise<readonly Entry[]>
  /** Counting takes some ten milliseconds a million conversations. */
  size(): Promise<{ readonly conversations: number; readonly bytes: number }>
  /** Looks the whole file through. @throws ReparteeError `store-corrupt` */
  check(): Promise<void>
  /** Copies the file as it stands, while it is used, to one that does not exist yet. */
  backup(to: string): Promise<void>
  /** A conversation as one line of JSON; null where there is none. */
  export(cid: string): Promise<string | null>
  /** Takes in such a line; false where there is a conversation of that name. */
  import(line: string): Promise<boolean>
}

/** How often it gives a sign of life and tidies up, ms. */
const BEAT_MS = 1000
/** How often it looks whether somebody said something, ms: while others are there, and while nobody is. */
const LISTEN_MS = 20
const ALONE_MS = 250
/** Records that are forgotten in one turn. */
const SWEPT = 200
/** Entries that are listed unless told. */
const LISTED = 100

interface Open {
  readonly me: NodeId
  readonly ears: Ears | undefined
  readonly db: DatabaseSync
  readonly group: Group
  readonly records: Records
  readonly passing: Passing
  readonly nodes: Nodes
  readonly topics: Set<string>
  readonly cancel: { beat(): void; listen(): void }
  version: number
  lastBeat: number
  hasOthers: boolean
  isSweeping: boolean
}

/**
 * Keeps conversations in that file, which is made if there is none; its folder must exist, on a local disk. The file is opened by
 * `start`, which rejects with a `store-…` error where it cannot be used. Needs `node:sqlite`: Node 22.13 or later.
 *
 * @example
 * serve({ pages, engine: sqlite('conversations.db') })
 */
export function sqlite(file: string, options: SqliteOptions = {}): SqliteEngine {
  if (file === '' || file.startsWith(':') || file.startsWith('file:') || file.includes('\0')) {
    throw new ReparteeError('bad-argument', {
      what: 'Conversations cannot be kept there',
      expected: 'the path of a file',
      got: JSON.stringify(file),
      try: "sqlite('conversations.db')",
    })
  }
  return new Sqlite(resolve(file), options)
}

class Sqlite implements SqliteEngine {
  readonly name = 'sqlite'
  readonly caps: Engine['caps']
  readonly #path: string
  readonly #options: SqliteOptions
  readonly #clock: Clock
  #opened: Open | undefined

  constructor(path: string, options: SqliteOptions) {
    this.#path = path
    this.#options = options
    this.#clock = options.clock ?? wallClock
    this.caps = { nodes: 'many', survives: options.durability === 'normal' ? 'process' : 'machine' }
  }

  async start(ears?: Ears): Promise<NodeId> {
    await this.stop()
    const db = await opened(this.#path, { maxBytes: this.#options.maxBytes })
    const nodes = new Nodes(db)
    const open: Open = {
      me: `sqlite~${process.pid}.${randomBytes(6).toString('hex')}`,
      ears,
      db,
      group: new Group(db, this.#path, this.#options.durability !== 'normal'),
      records: new Records(db),
      passing: new Passing(db),
      nodes,
      topics: new Set(),
      cancel: { beat() {}, listen() {} },
      version: nodes.version(),
      lastBeat: this.#now(),
      hasOthers: false,
      isSweeping: false,
    }
    try {
      await open.group.do(() => nodes.beat(open.me, this.#now()))
    } catch (error) {
      await open.group.end()
      db.close()
      throw error
    }
    open.hasOthers = nodes.hasOthers(open.me, this.#now())
    this.#opened = open
    this.#beatLater(open)
    this.#listenLater(open)
    return open.me
  }

  async stop(): Promise<void> {
    const open = this.#opened
    if (open === undefined) return
    this.#opened = undefined
    open.cancel.beat()
    open.cancel.listen()
    // Others learn it a little later where it cannot be said.
    await open.group.do(() => open.nodes.forget(open.me)).catch(() => undefined)
    await open.group.end()
    open.db.close()
  }

  async claim(cid: string, expect: Lease | null): Promise<Claimed> {
    const { group, records, me } = this.#open
    const { claimed, isFresh } = await group.do(() => records.claim(me, this.#now(), cid, expect))
    // Whoever takes it up says of what is in it that it was heard. So it is to be on the disk, although nobody commits anything.
    if (isFresh) await group.settle()
    return claimed
  }

  async commit(lease: Lease, change: Change): Promise<Committed> {
    const { group, records } = this.#open
    const data = typeof change.data === 'function' ? change.data() : change.data
    return group.do(() => records.commit(this.#now(), lease, { ...change, data }), true, data.length)
  }

  async release(lease: Lease, revision: number): Promise<void> {
    const { group, records } = this.#open
    return group.do(() => records.release(this.#now(), lease, revision))
  }

  async drop(lease: Lease): Promise<void> {
    const { group, records } = this.#open
    return group.do(() => records.drop(this.#now(), lease))
  }

  async peek(cid: string): Promise<Lease | null> {
    return this.#read(({ records }) => records.peek(this.#now(), cid))
  }

  async overdue(limit: number, lateMs = 0): Promise<readonly string[]> {
    return this.#read(({ records }) => records.overdue(this.#now(), this.#now() - lateMs, limit))
  }

  async send(to: NodeId, bytes: Uint8Array): Promise<0 | 1> {
    const open = this.#open
    const reached = await open.group.do(() => open.nodes.send(to, bytes, this.#now()))
    if (to === open.me) void this.#listen(open)
    return reached
  }

  async alive(node: NodeId): Promise<boolean> {
    return this.#read(({ nodes }) => nodes.isAlive(node, this.#now()))
  }

  async join(topic: string): Promise<void> {
    const { group, nodes, me, topics } = this.#open
    topics.add(topic)
    return group.do(() => nodes.join(me, topic))
  }

  async leave(topic: string): Promise<void> {
    const { group, nodes, me, topics } = this.#open
    topics.delete(topic)
    return group.do(() => nodes.leave(me, topic))
  }

  async publish(topic: string, bytes: Uint8Array): Promise<number> {
    const open = this.#open
    const reached = await open.group.do(() => open.nodes.publish(topic, bytes, this.#now()))
    if (open.topics.has(topic)) void this.#listen(open)
    return reached
  }

  async put(key: string, value: Uint8Array, ttlMs: number): Promise<void> {
    const { group, passing } = this.#open
    return group.do(() => passing.put(this.#now(), key, value, ttlMs), false, value.length)
  }

  async pop(key: string, token: string): Promise<Uint8Array | null> {
    const { group, passing } = this.#open
    return group.do(() => passing.pop(this.#now(), key, token))
  }

  async limit(
    key: string,
    rule: Rule,
    take: number,
  ): Promise<{ readonly ok: boolean; readonly retryMs: number }> {
    const { group, passing } = this.#open
    return group.do(() => passing.limit(this.#now(), key, rule, take))
  }

  async list(page: { readonly after?: string; readonly limit?: number } = {}): Promise<readonly Entry[]> {
    const { after = '', limit = LISTED } = page
    return this.#read(({ records }) => records.list(this.#now(), after, limit))
  }

  async size(): Promise<{ readonly conversations: number; readonly bytes: number }> {
    return this.#read(({ db, records }) => {
      const { bytes } = db
        .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
        .get() as { readonly bytes: number }
      return { conversations: records.count(), bytes }
    })
  }

  async check(): Promise<void> {
    return this.#read(({ db }) => check(db, this.#path))
  }

  async backup(to: string): Promise<void> {
    const path = resolve(to)
    void this.#open
    mustBeFree(path)
    try {
      await copied(this.#path, path)
    } catch (error) {
      throw troubled(path, error)
    }
  }

  async export(cid: string): Promise<string | null> {
    const kept = this.#read(({ records }) => records.read(this.#now(), cid))
    return kept === undefined ? null : lineOf(kept)
  }

  async import(line: string): Promise<boolean> {
    const kept = readLine(line)
    const { group, records } = this.#open
    return group.do(() => records.add(this.#now(), kept), true, line.length)
  }

  get #open(): Open {
    if (this.#opened !== undefined) return this.#opened
    throw new ReparteeError('not-open', {
      what: `${this.#path} is asked for something`,
      expected: 'an engine between start and stop',
      got: 'one that is not open',
      try: 'await engine.start() first',
    })
  }

  /** Of the clock that leases and timers are written by; whole ms, as the tables have them. */
  #now(): number {
    return Math.floor(this.#clock.now())
  }

  #read<T>(look: (open: Open) => T): T {
    const open = this.#open
    try {
      return look(open)
    } catch (error) {
      throw troubled(this.#path, error)
    }
  }

  #beatLater(open: Open): void {
    open.cancel.beat = this.#clock.setTimer(this.#now() + BEAT_MS, () => {
      this.#beat(open)
        .catch(() => undefined) // The file is in trouble: whoever writes next is told.
        .finally(() => {
          if (this.#opened === open) this.#beatLater(open)
        })
    })
  }

  async #beat(open: Open): Promise<void> {
    const { group, nodes, me, ears, lastBeat } = open
    const now = await group.do(() => {
      const at = this.#now()
      nodes.beat(me, at)
      // Others may have forgotten what this one had joined.
      if (at - lastBeat > LEASE_MS) for (const topic of open.topics) nodes.join(me, topic)
      nodes.sweep(at)
      return at
    })
    open.lastBeat = now
    if (this.#opened !== open) return
    // Until it was written others saw the former one.
    const wasDead = this.#now() - lastBeat > LEASE_MS
    open.hasOthers = nodes.hasOthers(me, now)
    if (wasDead) ears?.resync()
    // The next sign of life waits for neither.
    group.sync().catch(() => undefined)
    if (!open.isSweeping) this.#sweep(open, now).catch(() => undefined)
  }

  async #sweep(open: Open, now: number): Promise<void> {
    const { group, records, passing } = open
    open.isSweeping = true
    try {
      let isMore = true
      while (isMore && this.#opened === open) {
        // One after the other, each in a turn of its own: what else there is to do goes on between them.
        isMore = await group.do(() => records.sweep(now, SWEPT))
        isMore = (await group.do(() => passing.sweep(now, SWEPT))) || isMore
      }
    } finally {
      open.isSweeping = false
    }
  }

  #listenLater(open: Open): void {
    const wait = open.hasOthers ? LISTEN_MS : ALONE_MS
    open.cancel.listen = this.#clock.setTimer(this.#now() + wait, () => {
      const { nodes } = open
      const version = nodes.version()
      const isNews = version !== open.version
      open.version = version
      const heard = isNews && nodes.isTold(open.me) ? this.#listen(open) : Promise.resolve()
      void heard.finally(() => {
        if (this.#opened === open) this.#listenLater(open)
      })
    })
  }

  async #listen(open: Open): Promise<void> {
    const { group, nodes, me, ears } = open
    try {
      let frames = await group.do(() => nodes.frames(me))
      while (frames.length > 0) {
        if (this.#opened !== open) return
        for (const { topic, bytes } of frames) {
          if (topic === null) ears?.frame(bytes)
          else ears?.topic(topic, bytes)
        }
        frames = nodes.isTold(me) ? await group.do(() => nodes.frames(me)) : []
      }
    } catch {
      // Whatever waits is read the next time.
    }
  }
}
