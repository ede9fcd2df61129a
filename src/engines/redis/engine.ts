// The engine in Redis or Valkey: conversations outlive their processes, and any number of nodes share them.
// Invariant: what decides is decided by scripts in the server, each at once; everything else (leases, connections, counts) is a hint. What
// was acknowledged within the last seconds is put again where the server comes back without it.
// Does not know what it keeps. Past 250 lines, because every verb of the port stands here, most of them a line to whoever does it.
import { randomBytes } from 'node:crypto'
import { ReparteeError } from '../../errors/index.ts'
import type { Change, Claimed, Committed, Ears, Engine, Lease, NodeId, Rule } from '../port.ts'
import { addressOf } from './address.ts'
import type { Address } from './address.ts'
import { clients, run } from './client.ts'
import type { Client, Reply } from './line.ts'
import { namesOf, SLOTS } from './names.ts'
import type { Names } from './names.ts'
import { BEAT_MS, Nodes } from './nodes.ts'
import { Recents } from './recent.ts'
import { CLAIM, COMMIT, DROP, LIMIT, OVERDUE, POP, PUT, RELEASE, RESTORE } from './scripts.ts'
import type { Script } from './scripts.ts'
import { serversOf } from './servers.ts'
import type { Servers } from './servers.ts'
import type { Shard } from './shard.ts'
import { notStarted } from './trouble.ts'

export interface RedisOptions {
  /** How every key and channel begins: one of its own for each program that shares the server. Default `rp`. */
  readonly prefix?: string
  /**
   * So many replicas must have a commit before it is acknowledged; until then its outcome is unknown. Default: 1 with sentinels, and from the moment that a server is seen to
   * have a replica, until the engine stops; else 0. With 0 a failover may lose what was acknowledged.
   */
  readonly replicas?: number
  /** What is due goes by it, ms since 1970. For tests. */
  readonly now?: () => number
}

/** A popped baton answers the same popper again for so long, ms: its first answer may have been lost. */
const POPPED_MS = 10_000
/** Looked for in all slots by one script, where not more than so many are asked for. */
const TOGETHER = 100
/** A record that is claimed and not committed is forgotten after so long, ms. */
const CLAIMED_MS = 60_000

interface Open {
  readonly me: NodeId
  readonly servers: Servers
  readonly nodes: Nodes
  readonly recents: Recents
  /** How many replicas must have what is kept. */
  readonly replicas: () => number
  readonly topics: Set<string>
  readonly ears: Ears | undefined
  readonly calls: Set<Promise<unknown>>
  beat: NodeJS.Timeout | undefined
  isUp: boolean
}

/**
 * Keeps conversations in that server, Redis 7 or Valkey 8 or later; as many processes as you like may share them. Needs the package
 * `redis`. The server is connected to by `start`, which rejects with a `store-…` error where it cannot be used. Sentinels that name the
 * server: `redis+sentinel://host:port,host:port/name`; a cluster: `redis+cluster://host:port,host:port`.
 *
 * @example
 * serve({ pages, engine: redis('redis://localhost:6379') })
 */
export function redis(url: string, options: RedisOptions = {}): Engine {
  const { prefix = 'rp', now = Date.now, replicas } = options
  if (!/^[^{}\s]+$/.test(prefix)) {
    throw new ReparteeError('bad-argument', {
      what: 'Keys cannot begin like that',
      expected: 'a prefix without spaces and braces, not empty',
      got: JSON.stringify(prefix),
      try: "redis(url, { prefix: 'shop' })",
    })
  }
  if (replicas !== undefined && !(Number.isInteger(replicas) && replicas >= 0)) {
    throw new ReparteeError('bad-argument', {
      what: 'So many replicas cannot be waited for',
      expected: 'a whole number, 0 or more',
      got: String(replicas),
      try: 'redis(url, { replicas: 1 })',
    })
  }
  return new Redis(addressOf(url), namesOf(prefix), now, replicas)
}

class Redis implements Engine {
  readonly name = 'redis'
  readonly caps: Engine['caps'] = { nodes: 'many', survives: 'process' }
  readonly #address: Address
  readonly #names: Names
  readonly #now: () => number
  readonly #replicas: number | undefined
  #opened: Open | undefined

  constructor(address: Address, names: Names, now: () => number, replicas: number | undefined) {
    this.#address = address
    this.#names = names
    this.#now = now
    this.#replicas = replicas
  }

  async start(ears?: Ears): Promise<NodeId> {
    await this.stop()
    const make = await clients()
    let replicas = this.#replicas ?? (this.#address.kind === 'sentinel' ? 1 : 0)
    const servers: Servers = serversOf(this.#address, make, {
      replicas: () => replicas,
      seen: now => {
        if (this.#replicas === undefined && now > 0) replicas = 1
      },
      look: (shard, client, isNew) => this.#look(open, shard, client, isNew),
      channels: shard => this.#channels(open).filter(channel => servers.of(channel) === shard),
      hears: (message, channel) => this.#hear(open, message, channel),
      missed: () => ears?.resync(),
    })
    const open: Open = {
      me: `redis~${process.pid}.${randomBytes(6).toString('hex')}`,
      servers,
      nodes: new Nodes((name, words) => servers.at(name, (...to) => asked(words, ...to)), this.#names),
      recents: new Recents(),
      replicas: () => replicas,
      topics: new Set(),
      ears,
      calls: new Set(),
      beat: undefined,
      isUp: false,
    }
    try {
      await servers.start()
    } catch (error) {
      servers.end()
      throw notStarted(this.#address.shown, error)
    }
    open.isUp = true
    this.#opened = open
    this.#beatLater(open)
    return open.me
  }

  async stop(): Promise<void> {
    const open = this.#opened
    if (open === undefined) return
    this.#opened = undefined
    clearTimeout(open.beat)
    await Promise.allSettled(open.calls)
    // Others learn it a little later where it cannot be said.
    await open.nodes.gone(open.me).catch(() => undefined)
    open.nodes.end()
    open.servers.end()
  }

  async claim(cid: string, expect: Lease | null): Promise<Claimed> {
    const { me } = this.#open
    const expected = expect === null ? ['', ''] : [expect.owner, String(expect.epoch)]
    const reply = await this.#take(CLAIM, this.#keysOf(cid), [me, ...expected, String(CLAIMED_MS), cid])
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
    const reply = await this.#keep(COMMIT, this.#keysOf(lease.cid), wordsOf(lease, written))
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
    await this.#run(RELEASE, this.#keysOf(lease.cid), [lease.owner, String(lease.epoch), String(revision)])
  }

  async drop(lease: Lease): Promise<void> {
    this.#open.recents.forget(lease.cid)
    await this.#keep(DROP, this.#keysOf(lease.cid), [lease.owner, String(lease.epoch), lease.cid])
  }

  async peek(cid: string): Promise<Lease | null> {
    const { me, nodes } = this.#open
    const record = this.#names.record(cid)
    for (;;) {
      const reply = await this.#ask(record, ['HMGET', record, 'o', 'e'])
      const [owner, epoch] = reply as readonly (Buffer | null)[]
      const lease = owner ? { cid, owner: String(owner), epoch: Number(epoch) } : null
      if (nodes.isSettled || lease?.owner === me) return lease
      await this.#call(() => nodes.settled())
    }
  }

  async overdue(limit: number, lateMs = 0): Promise<readonly string[]> {
    const { servers } = this.#open
    const until = String(this.#now() - lateMs)
    const slots = new Map(Array.from({ length: SLOTS }, (_, slot) => [this.#names.wakes(slot), slot]))
    // So many at once would keep the server from everything else.
    const sets =
      limit > TOGETHER ? [...slots.keys()].map(wakes => [wakes]) : servers.together([...slots.keys()])
    const replies = await Promise.all(
      sets.map(wakes => {
        const records = wakes.map(each => this.#names.records(slots.get(each) as number))
        return this.#run(OVERDUE, wakes as Keys, [until, String(limit), ...records])
      }),
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
    return (await this.#say(this.#names.inbox(to), bytes)) > 0 ? 1 : 0
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
    return this.#say(this.#names.topic(topic), bytes)
  }

  async put(key: string, value: Uint8Array, ttlMs: number): Promise<void> {
    await this.#keep(PUT, [this.#names.baton(key)], [bufferOf(value), wholeMs(ttlMs)])
  }

  async pop(key: string, token: string): Promise<Uint8Array | null> {
    const value = await this.#take(POP, [this.#names.baton(key)], [token, String(POPPED_MS)])
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
      what: `${this.#address.shown} is asked for something`,
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

  #ask(name: string, words: readonly (string | Buffer)[]): Promise<unknown> {
    return this.#call(({ servers }) => servers.at(name, (...to) => asked(words, ...to)))
  }

  async #say(channel: string, bytes: Uint8Array): Promise<number> {
    return Number(await this.#ask(channel, ['SPUBLISH', channel, bufferOf(bytes)]))
  }

  #run(script: Script, keys: Keys, given: readonly (string | Buffer)[]): Promise<Reply> {
    return this.#call(({ servers }) =>
      servers.at(keys[0], (shard, isSent) => shard.run(script, keys, given, isSent)),
    )
  }

  /** What somebody relies on who was told that it is done. */
  #keep(script: Script, keys: Keys, given: readonly (string | Buffer)[]): Promise<Reply> {
    return this.#call(({ servers }) =>
      servers.at(keys[0], (shard, isSent) => shard.keep(script, keys, given, isSent)),
    )
  }

  /** As `keep`, of what may be somebody else's. A server that lost something does not know so until whoever has it has put it again. */
  async #take(script: Script, keys: Keys, given: readonly (string | Buffer)[]): Promise<Reply> {
    return this.#call(async ({ servers, nodes }) => {
      await nodes.settled()
      const check = (): void => {
        // In the words of a server, which mean: ask again.
        if (!nodes.isSettled) throw new Error('TRYAGAIN what it lost is being put again')
      }
      return servers.at(keys[0], (shard, isSent) => shard.keep(script, keys, given, isSent, check))
    })
  }

  #keysOf(cid: string): Keys {
    return [this.#names.record(cid), this.#names.wakesOf(cid)]
  }

  #channels({ me, topics }: Open): readonly string[] {
    return [this.#names.inbox(me), ...[...topics].map(topic => this.#names.topic(topic))]
  }

  #subscribed({ servers, topics }: Open, topic: string): Promise<unknown> {
    const channel = this.#names.topic(topic)
    return servers.at(channel, shard => shard.hear(channel, topics.has(topic)))
  }

  #hear({ ears }: Open, message: Buffer, channel: Buffer): void {
    const topic = this.#names.topicOf(String(channel))
    if (topic === undefined) ears?.frame(plain(message))
    else ears?.topic(topic, plain(message))
  }

  async #look(open: Open, shard: Shard, client: Client, isNew: boolean): Promise<void> {
    const { me, servers, recents, nodes, ears, isUp } = open
    const send = (words: readonly (string | Buffer)[]): Promise<unknown> => client.sendCommand(words)
    if (isUp) nodes.back(isNew)
    const isThere = servers.of(this.#names.lease(me)) === shard
    const wasAlive = !isThere || (await nodes.beat(me, send))
    if (isNew) {
      await Promise.all(
        recents.all().map(async ({ lease, change, isOurs }) => {
          const keys = this.#keysOf(lease.cid)
          if (servers.of(keys[0]) !== shard) return
          await run(send, RESTORE, keys, [...wordsOf(lease, change), isOurs ? '1' : '']).catch(isElsewhere)
        }),
      )
      // It may be lost once more.
      recents.renew(performance.now())
    }
    if (isUp && !wasAlive) ears?.resync()
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

  async #beat({ me, servers, nodes, recents, replicas, ears }: Open): Promise<void> {
    const now = performance.now()
    const others = Promise.allSettled([servers.watch(), ...servers.all().map(shard => shard.beat())])
    const wasAlive = await nodes.beat(me)
    recents.age(now, replicas() > 0)
    // Others thought it dead: what it had may be theirs, and what they said was not for it.
    if (!wasAlive) ears?.resync()
    await others
  }
}

type Keys = readonly [string, ...string[]]

const asked = (words: readonly (string | Buffer)[], shard: Shard, isSent?: boolean): Promise<unknown> =>
  shard.ask(words, isSent)

/** In a cluster that is being arranged anew, where it goes with all the rest. */
function isElsewhere(error: unknown): void {
  if (!(error instanceof Error && /^(MOVED|ASK|TRYAGAIN)\b/.test(error.message))) throw error
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
