// The engine in Redis or Valkey: conversations outlive their processes, and any number of nodes share them.
// Invariant: what decides is decided by scripts in the server, each at once; everything else (leases, connections, counts) is a hint. What
// was acknowledged within the last seconds is put again where the server comes back without it.
// Does not know what it keeps. Past 250 lines, because every verb of the port stands here, most of them a line to whoever does it.
import { randomBytes } from 'node:crypto'
import { ReparteeError } from '../../errors/index.ts'
import type { Change, Claimed, Committed, Ears, Engine, Lease, NodeId, Rule } from '../port.ts'
import { clients, run } from './client.ts'
import { Line } from './line.ts'
import type { Client, Hears, Reply } from './line.ts'
import { namesOf, SLOTS } from './names.ts'
import type { Names } from './names.ts'
import { BEAT_MS, Nodes } from './nodes.ts'
import { Recents } from './recent.ts'
import { CLAIM, COMMIT, DROP, LIMIT, OVERDUE, POP, PUT, RELEASE, RESTORE } from './scripts.ts'
import type { Script } from './scripts.ts'
import { runOf } from './server.ts'
import { notStarted } from './trouble.ts'

export interface RedisOptions {
  /** How every key and channel begins: one of its own for each program that shares the server. Default `rp`. */
  readonly prefix?: string
  /** What is due goes by it, ms since 1970. For tests. */
  readonly now?: () => number
}

/** A popped baton answers the same popper again for so long, ms: its first answer may have been lost. */
const POPPED_MS = 10_000
/** A record that is claimed and not committed is forgotten after so long, ms. */
const CLAIMED_MS = 60_000

interface Open {
  readonly me: NodeId
  readonly asking: Line
  readonly hearing: Line
  readonly nodes: Nodes
  readonly recents: Recents
  readonly topics: Set<string>
  readonly hears: Hears
  readonly ears: Ears | undefined
  readonly calls: Set<Promise<unknown>>
  beat: NodeJS.Timeout | undefined
  /** The run of the server that was asked last; undefined at first. */
  run: string | undefined
}

/**
 * Keeps conversations in that server, Redis 7 or Valkey 8 or later; as many processes as you like may share them. Needs the package
 * `redis`. The server is connected to by `start`, which rejects with a `store-…` error where it cannot be used.
 *
 * @example
 * serve({ pages, engine: redis('redis://localhost:6379') })
 */
export function redis(url: string, options: RedisOptions = {}): Engine {
  const { prefix = 'rp', now = Date.now } = options
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new ReparteeError('bad-argument', {
      what: 'Conversations cannot be kept there',
      expected: 'the URL of a server: redis:// or rediss://, user:password@, host:port, /database',
      // It may have a password in it.
      got: URL.canParse(url) ? `a URL of ${new URL(url).protocol}` : 'no URL',
      try: "redis('redis://localhost:6379')",
    })
  }
  if (!/^[^{}\s]+$/.test(prefix)) {
    throw new ReparteeError('bad-argument', {
      what: 'Keys cannot begin like that',
      expected: 'a prefix without spaces and braces, not empty',
      got: JSON.stringify(prefix),
      try: "redis(url, { prefix: 'shop' })",
    })
  }
  return new Redis(url, namesOf(prefix), now)
}

class Redis implements Engine {
  readonly name = 'redis'
  readonly caps: Engine['caps'] = { nodes: 'many', survives: 'process' }
  readonly #url: string
  readonly #server: string
  readonly #names: Names
  readonly #now: () => number
  #opened: Open | undefined

  constructor(url: string, names: Names, now: () => number) {
    const { protocol, host, pathname } = new URL(url)
    this.#url = url
    this.#server = `${protocol}//${host}${pathname}`
    this.#names = names
    this.#now = now
  }

  async start(ears?: Ears): Promise<NodeId> {
    await this.stop()
    const make = await clients(this.#url)
    const me = `redis~${process.pid}.${randomBytes(6).toString('hex')}`
    const server = this.#server
    const asking = new Line({ server, client: make, onUp: client => this.#look(open, client) })
    const hearing = new Line({
      server,
      client: make,
      onUp: (client, first) => this.#listen(open, client, first),
    })
    const open: Open = {
      me,
      asking,
      hearing,
      nodes: new Nodes(asking, this.#names),
      recents: new Recents(),
      topics: new Set(),
      hears: (message, channel) => this.#hear(open, message, channel),
      ears,
      calls: new Set(),
      beat: undefined,
      run: undefined,
    }
    try {
      await asking.start()
      await hearing.start()
    } catch (error) {
      asking.end()
      hearing.end()
      throw notStarted(server, error)
    }
    this.#opened = open
    this.#beatLater(open)
    return me
  }

  async stop(): Promise<void> {
    const open = this.#opened
    if (open === undefined) return
    this.#opened = undefined
    clearTimeout(open.beat)
    await Promise.allSettled(open.calls)
    open.hearing.end()
    // Others learn it a little later where it cannot be said.
    await open.nodes.gone(open.me).catch(() => undefined)
    open.nodes.end()
    open.asking.end()
  }

  async claim(cid: string, expect: Lease | null): Promise<Claimed> {
    const { me } = this.#open
    const expected = expect === null ? ['', ''] : [expect.owner, String(expect.epoch)]
    const reply = await this.#record(CLAIM, cid, [me, ...expected, String(CLAIMED_MS), cid])
    const [won, owner, epoch, revision, data] = reply as readonly [
      number,
      Buffer,
      number,
      number,
      Buffer | null,
    ]
    const lease = { cid, owner: String(owner), epoch }
    return won === 1 ? { won: true, lease, revision, data: data && plain(data) } : { won: false, lease }
  }

  async commit(lease: Lease, { data: made, ...change }: Change): Promise<Committed> {
    const { recents } = this.#open
    const data = typeof made === 'function' ? made() : made
    const written = { ...change, data }
    const reply = await this.#record(COMMIT, lease.cid, wordsOf(lease, written))
    const [is, revision = 0, healed = 0] = reply as readonly number[]
    if (is !== 1) {
      if (is === -1) recents.forget(lease.cid)
      return { ok: false, why: is === -1 ? 'fenced' : 'conflict' }
    }
    recents.note({ lease, change: written, isOurs: true }, performance.now())
    return { ok: true, revision, ...(healed > 0 && { healed }) }
  }

  async release(lease: Lease, revision: number): Promise<void> {
    this.#open.recents.released(lease.cid)
    await this.#record(RELEASE, lease.cid, [lease.owner, String(lease.epoch), String(revision)])
  }

  async drop(lease: Lease): Promise<void> {
    this.#open.recents.forget(lease.cid)
    await this.#record(DROP, lease.cid, [lease.owner, String(lease.epoch), lease.cid])
  }

  async peek(cid: string): Promise<Lease | null> {
    const [owner = null, epoch] = (await this.#ask([
      'HMGET',
      this.#names.record(cid),
      'o',
      'e',
    ])) as readonly (Buffer | null)[]
    return owner === null ? null : { cid, owner: String(owner), epoch: Number(epoch) }
  }

  async overdue(limit: number, lateMs = 0): Promise<readonly string[]> {
    const until = String(this.#now() - lateMs)
    const replies = await Promise.all(
      Array.from({ length: SLOTS }, (_, slot) =>
        this.#run(OVERDUE, [this.#names.wakes(slot)], [until, String(limit), this.#names.records(slot)]),
      ),
    )
    const found: { readonly cid: string; readonly at: number }[] = []
    for (const reply of replies as readonly (readonly Buffer[])[]) {
      for (let at = 0; at < reply.length; at += 2)
        found.push({ cid: String(reply[at]), at: Number(reply[at + 1]) })
    }
    return found
      .sort((a, b) => a.at - b.at)
      .slice(0, limit)
      .map(({ cid }) => cid)
  }

  async send(to: NodeId, bytes: Uint8Array): Promise<0 | 1> {
    return Number(await this.#ask(['PUBLISH', this.#names.inbox(to), bufferOf(bytes)])) > 0 ? 1 : 0
  }

  async alive(node: NodeId): Promise<boolean> {
    return this.#call(({ nodes }) => nodes.alive(node))
  }

  async join(topic: string): Promise<void> {
    await this.#call(open => {
      open.topics.add(topic)
      return this.#subscribed(open, topic)
    })
  }

  async leave(topic: string): Promise<void> {
    await this.#call(open => {
      open.topics.delete(topic)
      return this.#subscribed(open, topic)
    })
  }

  async publish(topic: string, bytes: Uint8Array): Promise<number> {
    return Number(await this.#ask(['PUBLISH', this.#names.topic(topic), bufferOf(bytes)]))
  }

  async put(key: string, value: Uint8Array, ttlMs: number): Promise<void> {
    await this.#run(PUT, [this.#names.baton(key)], [bufferOf(value), wholeMs(ttlMs)])
  }

  async pop(key: string, token: string): Promise<Uint8Array | null> {
    const value = await this.#run(POP, [this.#names.baton(key)], [token, String(POPPED_MS)])
    return value === null ? null : plain(value as Buffer)
  }

  async limit(
    key: string,
    { perSecond, burst }: Rule,
    take: number,
  ): Promise<{ readonly ok: boolean; readonly retryMs: number }> {
    if (take > burst) return { ok: false, retryMs: Infinity }
    const given = [String(perSecond), String(burst), String(take)]
    const [ok, retryMs = 0] = (await this.#run(
      LIMIT,
      [this.#names.allowance(key)],
      given,
    )) as readonly number[]
    return { ok: ok === 1, retryMs }
  }

  get #open(): Open {
    if (this.#opened !== undefined) return this.#opened
    throw new ReparteeError('not-open', {
      what: `${this.#server} is asked for something`,
      expected: 'an engine between start and stop',
      got: 'one that is not open',
      try: 'await engine.start() first',
    })
  }

  /** What is asked for is finished before the engine stops. */
  async #call<T>(ask: (open: Open) => Promise<T>): Promise<T> {
    const open = this.#open
    const call = ask(open)
    open.calls.add(call)
    try {
      return await call
    } finally {
      open.calls.delete(call)
    }
  }

  #ask(words: readonly (string | Buffer)[]): Promise<unknown> {
    return this.#call(({ asking }) => asking.do(client => client.sendCommand(words)))
  }

  #run(script: Script, keys: readonly string[], given: readonly (string | Buffer)[]): Promise<Reply> {
    return this.#call(({ asking }) => asking.do(client => run(client, script, keys, given)))
  }

  #record(script: Script, cid: string, given: readonly (string | Buffer)[]): Promise<Reply> {
    return this.#run(script, [this.#names.record(cid), this.#names.wakesOf(cid)], given)
  }

  #subscribed({ hearing, topics, hears }: Open, topic: string): Promise<unknown> {
    const channel = this.#names.topic(topic)
    return hearing.do(client =>
      topics.has(topic) ? client.subscribe([channel], hears, true) : client.unsubscribe(channel, hears, true),
    )
  }

  #hear({ ears }: Open, message: Buffer, channel: Buffer): void {
    const topic = this.#names.topicOf(String(channel))
    if (topic === undefined) ears?.frame(plain(message))
    else ears?.topic(topic, plain(message))
  }

  /** A connection that asks. Whatever this server has lost is put again before anything is asked of it. */
  async #look(open: Open, client: Client): Promise<void> {
    const { me, recents, nodes, ears, run: before } = open
    const info = String(await client.sendCommand(['INFO']))
    // One that is refused now, a replica for instance, may be another one later under the same name.
    if (before !== undefined) open.run = ''
    const now = runOf(this.#server, info)
    if (before !== undefined) nodes.back()
    const wasAlive = await nodes.beat(client, me)
    if (before !== undefined && before !== now) {
      await Promise.all(
        recents.all().map(({ lease, change, isOurs }) => {
          const keys = [this.#names.record(lease.cid), this.#names.wakesOf(lease.cid)]
          return run(client, RESTORE, keys, [...wordsOf(lease, change), isOurs ? '1' : ''])
        }),
      )
    }
    open.run = now
    if (before !== undefined && !wasAlive) ears?.resync()
  }

  async #listen(open: Open, client: Client, isFirst: boolean): Promise<void> {
    const { me, topics, hears, ears } = open
    const channels = [...topics].map(topic => this.#names.topic(topic))
    await client.subscribe([this.#names.inbox(me), ...channels], hears, true)
    if (!isFirst) ears?.resync()
  }

  #beatLater(open: Open): void {
    open.beat = setTimeout(() => {
      this.#beat(open)
        .catch(() => undefined) // It is being connected to again; the next sign of life is given then.
        .finally(() => {
          if (this.#opened === open) this.#beatLater(open)
        })
    }, BEAT_MS)
    open.beat.unref()
  }

  async #beat({ me, asking, hearing, nodes, recents, ears }: Open): Promise<void> {
    const now = performance.now()
    const wasAlive = await asking.do(client => nodes.beat(client, me))
    recents.age(now)
    // Others thought it dead: what it had may be theirs, and what they said was not for it.
    if (!wasAlive) ears?.resync()
    // Nobody else asks by that line, and one that is silent is to be noticed.
    await hearing.do(client => client.sendCommand(['PING']))
  }
}

/** A commit in the words of its script. */
function wordsOf(
  { cid, owner, epoch }: Lease,
  { revision, token, data, ttlMs, wakeAt }: Omit<Change, 'data'> & { readonly data: Uint8Array },
): readonly (string | Buffer)[] {
  const due = wakeAt === undefined ? '' : String(wakeAt)
  return [owner, String(epoch), String(revision), token, bufferOf(data), wholeMs(ttlMs), due, cid]
}

const wholeMs = (ms: number): string => String(Math.max(1, Math.ceil(ms)))
const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)
/** The same bytes, as they were given: no Buffer, which says other things of itself. */
const plain = ({ buffer, byteOffset, byteLength }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
