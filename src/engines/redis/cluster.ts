// A cluster: some servers, each with a part of all slots, of which any may be replaced by its replica or hand slots over.
// Invariant: a name is asked for where the newest map has its slot; a server that knows better is believed (MOVED, ASK), a few times.
// Does not know what is asked. Each primary is a shard with lines of its own, as a single server is.
import type { Address, Host } from './address.ts'
import type { Make } from './client.ts'
import { Line } from './line.ts'
import type { Servers } from './servers.ts'
import { Shard } from './shard.ts'
import type { Duty } from './shard.ts'
import { membersOf, ownersOf, slotOf } from './slots.ts'
import type { Member } from './slots.ts'
import { unknown, unsuitable } from './trouble.ts'

/** So often a call is sent elsewhere. */
const HOPS = 5
/** So many are asked who is there, each time others. */
const ASKED = 3

type View = readonly Member[]

export class Cluster implements Servers {
  readonly #address: Address
  readonly #make: Make
  readonly #duty: Duty
  /** By host and port. */
  readonly #shards = new Map<string, { readonly at: Host; readonly shard: Shard }>()
  #owners: (Host | undefined)[] = []
  /** All that were there when somebody last said who is. */
  #members: readonly Host[]
  #turn = 0
  #watching: Promise<void> | undefined
  #isUp = false

  constructor(address: Address, make: Make, duty: Duty) {
    this.#address = address
    this.#make = make
    this.#duty = duty
    this.#members = address.hosts
  }

  async start(): Promise<void> {
    this.#arrange(await Promise.any(this.#address.hosts.map(host => this.#askOnce(host))))
    await Promise.all(this.all().map(shard => shard.start()))
    this.#isUp = true
  }

  all(): readonly Shard[] {
    return [...this.#shards.values()].map(({ shard }) => shard)
  }

  of(name: string): Shard | undefined {
    const at = this.#owners[slotOf(name)]
    return at && this.#shards.get(keyOf(at))?.shard
  }

  async at<T>(name: string, ask: (shard: Shard, isSent?: boolean) => Promise<T>): Promise<T> {
    let shard = this.of(name)
    let isSent = false
    for (let hops = 0; ; hops++) {
      if (shard === undefined) throw unknown(this.#address.shown, new Error('no server has it at present'))
      try {
        return await ask(shard, isSent)
      } catch (error) {
        const sent = sentBy(error)
        if (sent === undefined || hops === HOPS) throw error
        shard = this.#shardAt(sent.at)
        isSent = sent.isOnce
        if (!isSent) {
          this.#owners[slotOf(name)] = sent.at
          void this.watch()
        }
      }
    }
  }

  /** A script touches one slot of the cluster, and slots of ours are not those. */
  together(names: readonly string[]): readonly (readonly string[])[] {
    return names.map(name => [name])
  }

  watch(): Promise<void> {
    this.#watching ??= this.#look().finally(() => (this.#watching = undefined))
    return this.#watching
  }

  end(): void {
    for (const shard of this.all()) shard.end()
    this.#shards.clear()
    this.#isUp = false
  }

  /** Asks some of them who is there. Nobody answers: then the map stays as it is. */
  async #look(): Promise<void> {
    const shards = [...this.#shards.values()]
    const chosen = Array.from(
      { length: Math.min(ASKED, shards.length) },
      (_, n) => shards[(this.#turn + n) % shards.length],
    )
    this.#turn += ASKED
    const views = await Promise.allSettled(
      chosen.map(async one => (one ? membersOf(String(await one.shard.ask(NODES)), one.at) : [])),
    )
    let said = views.flatMap(view => (view.status === 'fulfilled' ? [view.value] : []))
    if (said.length === 0) {
      const hosts = [...this.#members, ...this.#address.hosts]
      said = await Promise.any(hosts.map(host => this.#askOnce(host))).then(
        view => [view],
        () => [],
      )
    }
    if (this.#isUp && said.length > 0) this.#arrange(said.flat())
  }

  /** Shards are those that the map has; what is heard is heard where it belongs now. */
  #arrange(view: View): void {
    const before = new Map(this.all().map(shard => [shard, this.#heardBy(shard)]))
    this.#owners = [...ownersOf(view)]
    this.#members = view.map(({ at }) => at)
    const primaries = new Set(view.filter(({ isPrimary }) => isPrimary).map(({ at }) => keyOf(at)))
    const wanted = new Map(this.#owners.flatMap(at => (at ? [[keyOf(at), at]] : [])))
    for (const [key, { shard }] of this.#shards) {
      if (wanted.has(key) || primaries.has(key)) continue
      this.#shards.delete(key)
      shard.end()
    }
    for (const at of wanted.values()) this.#shardAt(at)
    for (const [shard, heard] of before) if (heard !== this.#heardBy(shard)) shard.hearAnew()
  }

  #heardBy(shard: Shard): string {
    return this.#duty.channels(shard).join(' ')
  }

  #shardAt(at: Host): Shard {
    const known = this.#shards.get(keyOf(at))
    if (known !== undefined) return known.shard
    const shard = new Shard({
      server: `${this.#address.shown} (${keyOf(at)})`,
      kind: 'cluster',
      client: async () => this.#client(at),
      duty: this.#duty,
    })
    this.#shards.set(keyOf(at), { at, shard })
    if (this.#isUp) shard.begin()
    return shard
  }

  #client(at: Host): ReturnType<Make> {
    const { isTls, login } = this.#address
    return this.#make(at, { isTls, login, database: 0 })
  }

  async #askOnce(host: Host): Promise<View> {
    const line = new Line({ server: this.#address.shown, client: async () => this.#client(host) })
    try {
      await line.start()
      return membersOf(String(await line.do(client => client.sendCommand(NODES).catch(noCluster))), host)
    } finally {
      line.end()
    }

    function noCluster(error: unknown): never {
      if (!(error instanceof Error && error.message.includes('cluster support disabled'))) throw error
      throw unsuitable(
        keyOf(host),
        'a server of a cluster',
        'one that is none',
        'name it as redis://host:port',
      )
    }
  }
}

const NODES = ['CLUSTER', 'NODES']

const keyOf = ({ host, port }: Host): string => `${host}:${port}`

/** Where a server says that it is: from now on, or for this once. */
function sentBy(error: unknown): { readonly at: Host; readonly isOnce: boolean } | undefined {
  const said = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
  const [, how, host, port] = /^(MOVED|ASK) \d+ (.+):(\d+)$/.exec(said) ?? []
  if (host === undefined) return undefined
  return { at: { host, port: Number(port) }, isOnce: how === 'ASK' }
}
