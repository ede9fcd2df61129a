// The nodes of one program, where a server's engine lets it have several: what each says of itself, all of them together, and questions to
// any of them.
// Invariant: where there was never another node there is nothing to show, and nothing is computed. Rows change once a second at most,
// and when a node comes or goes.
// Does not know what is asked, nor how it travels.
import type { ChangeHook } from '../live/index.ts'
import { saidOf, totalOf, type ClusterTotal, type NodeFigures, type NodeSaid } from './cluster-figures.ts'
import type { Outside } from './outside.ts'
import type { Readable } from './sampler.ts'

/** As a server tells of them: `Inspection` of `repartee/server`. */
export interface Company {
  nodes(): readonly {
    readonly node: string
    readonly here: boolean
    readonly state: 'up' | 'silent' | 'left'
    readonly heardAt: number
    readonly said: unknown
  }[]
  ask(
    node: string,
    question: string,
    options?: { readonly by?: string; readonly withinMs?: number },
  ): Promise<Answered>
}

export type Answered = { readonly answer: string } | { readonly why: string }
export type Answer = (question: string) => string | Promise<string>

export interface NodeShown extends NodeFigures {
  /** As the engine calls it: another one after each start. */
  readonly node: string
  /** The one that shows this. */
  readonly here: boolean
  readonly state: 'up' | 'silent' | 'left'
  readonly heardAt: number
}

export interface ClusterShown {
  /** By name. */
  readonly nodes: readonly NodeShown[]
  readonly total: ClusterTotal
}

const EVERY_MS = 1000
/** Of very many they change more seldom. */
const PER_NODE_MS = 10

export class Cluster implements Readable {
  readonly name: string = 'ops/nodes'
  readonly #outside: Outside
  readonly #answers = new Map<string, Answer>()
  #company: Company | undefined
  #shown: ClusterShown | undefined
  #text = ''
  #readAt = -Infinity
  #states = ''

  constructor(outside: Outside) {
    this.#outside = outside
  }

  /** A server tells of them. */
  attach(company: Company): void {
    this.#company ??= company
  }

  /** It is looked at with the server that it is told by, and nudges with it. */
  setChangeHook(_hook: ChangeHook | undefined): void {}

  /** Undefined until there is more than one. */
  read(): ClusterShown | undefined {
    const seen = this.#company?.nodes() ?? []
    if (seen.length < 2 && this.#shown === undefined) return undefined
    const now = this.#outside.ticks()
    const states = seen.map(({ node, state }) => `${node} ${state}`).join()
    const everyMs = Math.max(EVERY_MS, seen.length * PER_NODE_MS)
    if (now - this.#readAt < everyMs && states === this.#states) return this.#shown
    this.#readAt = now
    this.#states = states
    const up: NodeSaid[] = []
    const nodes = seen.map(({ node, here, state, heardAt, said }): NodeShown => {
      const known = saidOf(said) ?? { ...UNKNOWN, name: node }
      if (state === 'up') up.push(known)
      const { latencies: _, ...figures } = known
      return { node, here, state, heardAt: here ? 0 : heardAt, ...figures }
    })
    const shown = {
      nodes: nodes.toSorted((a, b) => a.name.localeCompare(b.name) || (a.node < b.node ? -1 : 1)),
      total: totalOf(up),
    }
    const text = JSON.stringify(shown)
    if (text !== this.#text) [this.#shown, this.#text] = [shown, text]
    return this.#shown
  }

  /** The others that are up; none where the engine is of one process. */
  get others(): readonly string[] {
    const others: string[] = []
    for (const { node, here, state } of this.#company?.nodes() ?? [])
      if (!here && state === 'up') others.push(node)
    return others
  }

  /** This one, as the engine calls it; '' where no server was given these operations. */
  get here(): string {
    return this.#company?.nodes()[0]?.node ?? ''
  }

  /** What a node is called. */
  nameOf(node: string): string {
    return this.read()?.nodes.find(each => each.node === node)?.name ?? node
  }

  /** From now on answers what other nodes ask whoever is called that. */
  answering(whom: string, answer: Answer): void {
    this.#answers.set(whom, answer)
  }

  /** Asks whoever is called that on another node, or here. Never rejects. */
  async ask(
    node: string,
    whom: string,
    question: string,
    options?: { readonly by?: string; readonly withinMs?: number },
  ): Promise<Answered> {
    return (await this.#company?.ask(node, `${whom}\n${question}`, options)) ?? { why: 'There is one node.' }
  }

  /** What another node asks; undefined where nobody is called that. */
  async answer(asked: string): Promise<string | undefined> {
    const end = asked.indexOf('\n')
    const whom = asked.slice(0, end)
    return this.#answers.get(whom)?.(asked.slice(end + 1))
  }
}

const UNKNOWN = saidOf({ name: '' }) as NodeSaid
