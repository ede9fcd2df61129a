// What every part of the bench needs: the sizes of this run, nodes over one real server, a place for figures, and one for those that the
// model is fed with.
// Invariant: what was started is ended by `clear`, the server by `close`. CPU is asked of everybody at the same moments.
// Does not know what the parts measure.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, DRIVER_CORE, pin } from '../compile.ts'
import { quantile } from '../harness.ts'
import type { Bench } from '../harness.ts'
import { start } from '../target.ts'
import type { Target } from '../target.ts'
import type { Figures, Measures } from '../turns.ts'
import type { Learnt } from './learnt.ts'
import type { Kind, Listening } from './program.ts'
import { store } from './store.ts'
import type { Store } from './store.ts'

/** A process over one of the engines. */
export interface Node extends Target<Listening> {
  readonly port: number
}

export interface Sizes {
  readonly rounds: number
  /** How long a round lasts, ms. */
  readonly ms: number
  /** Visitors who click at the same time. */
  readonly acting: number
  /** Who hears what one says. */
  readonly listeners: number
  /** Visitors of a node that dies, besides one alone; and how often one does. */
  readonly dying: number
  readonly deaths: number
  /** Visitors who do nothing, for so long, ms. */
  readonly idle: number
  readonly idleMs: number
}

const FULL: Sizes = {
  rounds: 7,
  ms: 700,
  acting: 100,
  listeners: 3000,
  dying: 1000,
  deaths: 3,
  idle: 3000,
  idleMs: 16_000,
}
const QUICK: Sizes = {
  rounds: 1,
  ms: 200,
  acting: 10,
  listeners: 30,
  dying: 20,
  deaths: 1,
  idle: 50,
  idleMs: 2000,
}

export class Cluster {
  readonly bench: Bench
  readonly sizes: Sizes
  readonly store: Store
  readonly learnt: { -readonly [Name in keyof Learnt]?: Learnt[Name] } = {}
  readonly #program: string
  readonly #isQuick: boolean
  #pinned = false
  #files = 0
  #nodes: Node[] = []

  private constructor(bench: Bench, isQuick: boolean, program: string, server: Store) {
    this.bench = bench
    this.sizes = isQuick ? QUICK : FULL
    this.#isQuick = isQuick
    this.#program = program
    this.store = server
  }

  static async set(bench: Bench, isQuick: boolean): Promise<Cluster> {
    const program = await compile(new URL('program.ts', import.meta.url), 'nodes')
    const server = await store()
    return new Cluster(bench, isQuick, program, server)
  }

  /** From now on nodes have a core, the server and the driver another; or everybody shares all of them. */
  cores(are: 'apart' | 'shared'): void {
    if (this.#isQuick) return
    const core = are === 'apart' ? DRIVER_CORE : 'any'
    this.#pinned = pin(core) && pin(core, this.store.pid) && are === 'apart'
  }

  /** To whoever waits, not to whoever reads the figures. */
  tell(line: string): void {
    console.error(`nodes: ${line}`)
  }

  get pinned(): boolean {
    return this.#pinned
  }

  async node(kind: Kind = 'redis'): Promise<Node> {
    const at = { memory: '', redis: this.store.url, sqlite: this.#fresh() }[kind]
    const target = await start<Listening>(this.#program, [kind, at], this.#pinned)
    const node = { ...target, port: target.begun.port }
    this.#nodes.push(node)
    return node
  }

  nodes(many: number): Promise<Node[]> {
    return Promise.all(Array.from({ length: many }, () => this.node()))
  }

  async end(node: Node): Promise<void> {
    this.#nodes = this.#nodes.filter(each => each !== node)
    await node.end()
  }

  async clear(): Promise<void> {
    await Promise.all(this.#nodes.splice(0).map(node => node.end()))
  }

  async close(): Promise<void> {
    await this.clear()
    await this.store.end()
    for (let n = 1; n <= this.#files; n++)
      for (const end of ['', '-wal', '-shm']) rmSync(this.#file(n) + end, { force: true })
  }

  /** CPU, us, that all of them used while `work` ran, beside how long it took, ms, and what came of it. */
  async used<T>(nodes: readonly Spending[], work: () => Promise<T>): Promise<Used<T>> {
    const spent = async (): Promise<readonly number[]> => {
      const { user, system } = process.cpuUsage()
      return [...(await Promise.all(nodes.map(node => node.cpu()))), await this.store.cpu(), user + system]
    }
    const before = await spent()
    const begun = performance.now()
    const value = await work()
    const ms = performance.now() - begun
    const of = (await spent()).map((each, at) => each - (before[at] ?? 0))
    const [redis = 0, driver = 0] = of.slice(nodes.length)
    return { nodes: of.slice(0, nodes.length).reduce((sum, each) => sum + each, 0), redis, driver, ms, value }
  }

  /** What clicks came to, for each. */
  async clicks(nodes: readonly Spending[], load: () => Promise<readonly number[]>): Promise<Figures> {
    const { ms, value: took, ...cpu } = await this.used(nodes, load)
    return {
      rate: (took.length * 1000) / ms,
      p50: quantile(took, 0.5) * 1000,
      p99: quantile(took, 0.99) * 1000,
      'CPU of the nodes': cpu.nodes / took.length,
      'CPU of Redis': cpu.redis / took.length,
      'CPU of the driver': cpu.driver / took.length,
    }
  }

  #fresh(): string {
    return this.#file(++this.#files)
  }

  #file(n: number): string {
    return join(fileURLToPath(new URL('../../.cache/bench', import.meta.url)), `nodes-${process.pid}-${n}.db`)
  }
}

/** Whoever says what CPU they have used. */
export type Spending = Pick<Node, 'cpu'>

export interface Used<T> {
  readonly nodes: number
  readonly redis: number
  readonly driver: number
  readonly ms: number
  readonly value: T
}

export const LATENCY: Measures = { p50: { unit: 'us' }, p99: { unit: 'us' } }
export const COSTS: Measures = {
  'CPU of the nodes': { unit: 'us' },
  'CPU of Redis': { unit: 'us' },
  'CPU of the driver': { unit: 'us' },
}
export const CLICKS: Measures = { rate: { unit: '1/s', better: 'more' }, ...LATENCY, ...COSTS }

export const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))
