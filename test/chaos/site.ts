// Where a trial takes place: a Redis server, nodes, and the wires between them; with hosts of their own for the nodes, if they are wanted.
// Invariant: what it starts it ends, whatever happened. Without hosts each node reaches Redis by a wire of its own; with them directly, and
// visitors reach it by a wire, since they are told of ports alone.
import { rmSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '../crash/chance.ts'
import { ServerProcess, type ServerOptions } from '../crash/process.ts'
import type { Host, Hosts } from './hosts.ts'
import type { Orders } from './orders.ts'
import { Replicated } from './replicated.ts'
import { Single, type Store } from './store.ts'
import { tracesOf, type Trace } from './traces.ts'
import { Wire } from './wire.ts'

export interface Node {
  readonly name: string
  readonly process: ServerProcess<Orders>
  /** Between it and Redis. */
  readonly wire: Wire | undefined
  /** Between visitors and it. */
  readonly front: Wire | undefined
  readonly host: Host | undefined
  readonly orders: Omit<Orders, 'port'>
  isHurt: boolean
}

export interface SiteOptions extends ServerOptions {
  readonly folder: string
  readonly ports: readonly number[]
  readonly chance: Chance
  readonly hosts: Hosts | undefined
  /** Redis is three servers, and three who watch them; nodes are told where they are, so there are no wires. */
  readonly isReplicated: boolean
  /** Told of each process that was killed, of each fault as it begins, and of what is wrong. */
  readonly on: { killed(): void; did(fault: string): void; wrong(what: string): void }
}

/** What happened, and when, of the driver's clock, ms. */
export interface Happened {
  readonly what: string
  readonly from: number
  to: number
}

export class Site {
  readonly store: Store
  readonly nodes: readonly Node[]
  readonly on: SiteOptions['on']
  readonly happened: Happened[] = []
  /** When a node was out of order last, of the driver's clock, ms. */
  hurtAt = -Infinity
  /** When the server last came back, maybe without what it had. */
  losesAt = -Infinity

  private constructor(store: Store, nodes: readonly Node[], on: SiteOptions['on']) {
    this.store = store
    this.nodes = nodes
    this.on = on
  }

  static async open(options: SiteOptions): Promise<Site> {
    const { folder, ports, hosts, isReplicated, on } = options
    const store = isReplicated
      ? await Replicated.start()
      : await Single.start(join(folder, 'redis'), hosts?.all.map(({ redis }) => redis) ?? [])
    const nodes = await Promise.all(ports.map((port, at) => nodeOf(options, store, port, at)))
    const site = new Site(store, nodes, on)
    await Promise.all(nodes.map(node => site.start(node)))
    return site
  }

  start({ process, orders }: Node): Promise<void> {
    return process.start(orders)
  }

  async during(what: string, go: () => Promise<void> | void): Promise<void> {
    const happened: Happened = { what, from: performance.now(), to: Infinity }
    this.happened.push(happened)
    this.on.did(what)
    await go()
    happened.to = performance.now()
  }

  /** What the nodes have left so far. */
  traces(): readonly Trace[] {
    return this.nodes.flatMap(tracesIn)
  }

  /** What each node was to the engine, one time after the other: the node's name by that. */
  names(): ReadonlyMap<string, string> {
    return new Map(this.nodes.flatMap(node => tracesIn(node).map(({ owner }) => [owner, node.name] as const)))
  }

  async end(): Promise<void> {
    await Promise.all(this.nodes.map(({ process }) => process.kill()))
    for (const { wire, front } of this.nodes) {
      await wire?.end()
      await front?.end()
    }
    await this.store.end()
    for (const { orders } of this.nodes) rmSync(orders.traces, { force: true })
  }
}

const tracesIn = ({ orders: { traces } }: Node): Trace[] =>
  existsSync(traces) ? tracesOf(readFileSync(traces, 'utf8')) : []

async function nodeOf(
  { folder, chance, hosts, ...options }: SiteOptions,
  store: Single | Replicated,
  port: number,
  at: number,
): Promise<Node> {
  const name = 'abcdefgh'[at] ?? String(at)
  const own = chance.below(`wire ${name}`)
  const next = (): number => own.next()
  const host = hosts?.all[at]
  const traces = join(folder, `traces ${name}`)
  const process = new ServerProcess<Orders>(port, { ...options, ...(host && { by: host.by }) })
  if (store instanceof Replicated) {
    const orders = { url: store.url, host: '127.0.0.1', traces }
    return { name, process, wire: undefined, front: undefined, host, orders, isHurt: false }
  }
  if (host === undefined) {
    const wire = await Wire.to({ host: '127.0.0.1', port: store.port }, next)
    const url = `redis://127.0.0.1:${wire.port}`
    const orders = { url, host: '127.0.0.1', traces }
    return { name, process, wire, front: undefined, host, orders, isHurt: false }
  }
  const front = await Wire.to({ host: host.address, port }, next, port)
  const orders = { url: `redis://${host.redis}:${store.port}`, host: host.address, traces }
  return { name, process, wire: undefined, front, host, orders, isHurt: false }
}
