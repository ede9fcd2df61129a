// A node dies, or is stopped for a deploy: its visitors come to the others, while everybody else goes on clicking.
// Model: a visitor comes within 100 ms of losing the stream, as the browser does (or within 2 s, where the node could say so), to any other node.
// The first of a node to ask for a conversation of the dead one waits until it is sure that it is dead, and the others with it. A node takes visitors up
// one at a time, after the events that wait. Each asks its conversation's server once. Nobody is sent away: that begins at 5,000 who wait at a node.
// Does not know why the node ended, nor that links between nodes could fail.
import { quantile } from '../harness.ts'
import { chance } from './chance.ts'
import type { Cost } from './learnt.ts'
import { Queues } from './queues.ts'
import { event, SPREAD } from './ways.ts'
import type { Way } from './ways.ts'

const SEED = 5
const HOP = 100
/** The others click for so long before it happens, us. */
const BEFORE = 1e6

export interface Storm {
  readonly nodes: number
  readonly shards: number
  /** Visitors of the node that ends. */
  readonly lost: number
  /** Events a second, of all. */
  readonly rate: number
  /** What taking a visitor up costs. */
  readonly taken: Cost
  /** Until it is known that they may be taken, us, and how long they are told to take, us. */
  readonly sureAfter: number
  readonly within: number
  /** Played for so long after it, us. */
  readonly lasts: number
  /** Cores that all of them share; each its own unless told. */
  readonly cores?: number
}

export interface Weathered {
  /** From the end of the node until that share of its visitors have their pages, s. */
  readonly half: number
  readonly most: number
  readonly last: number
  /** Others' events, ms, before and while they come. */
  readonly p99Before: number
  readonly p99Meanwhile: number
  /** The busiest node and the busiest server while they come, of a core. */
  readonly nodeBusy: number
  readonly redisBusy: number
}

export function storm({ local, remote }: Pick<Way, 'local' | 'remote'>, given: Storm): Weathered {
  const { nodes, shards, lost, rate, taken, sureAfter, within, lasts, cores = Infinity } = given
  const random = chance(SEED)
  const queues = new Queues(nodes + shards, cores)
  const way = { queues, chance: random, local, remote, hop: HOP }
  const ends = BEFORE + lasts
  const [before, meanwhile]: [number[], number[]] = [[], []]
  const back: number[] = []
  // Nobody comes to node 0 any more once it has ended.
  const alive = (): number => 1 + random.below(nodes - 1)
  const click = (): void => {
    const from = queues.now
    const isBefore = from < BEFORE
    const any = (): number => (isBefore ? random.below(nodes) : alive())
    event(way, any(), any(), nodes + random.below(shards), () => {
      if (isBefore) before.push(queues.now - from)
      else if (back.length < lost) meanwhile.push(queues.now - from)
    })
    queues.at(queues.now + random.exponential(1e6 / rate), click)
  }
  const spent = (process: number): number => queues.used(process)
  let usedAt: readonly number[] = []
  let usedBy: readonly number[] = []
  let overAt = ends
  const all = Array.from({ length: nodes + shards }, (_, process) => process)
  const come = (): void => {
    const to = alive()
    const part = (next: () => void): void =>
      queues.give(to, random.skewed(taken.node / 2, SPREAD), next, false)
    const ask = (next: () => void): void =>
      queues.give(nodes + random.below(shards), random.skewed(taken.redis, SPREAD), next)
    const take = (): void =>
      part(() =>
        ask(() =>
          part(() => {
            back.push(queues.now - BEFORE)
            if (back.length < lost) return
            overAt = queues.now
            usedBy = all.map(spent)
          }),
        ),
      )
    queues.at(Math.max(queues.now, BEFORE + sureAfter), take)
  }
  click()
  queues.at(BEFORE, () => {
    usedAt = all.map(spent)
    for (let nth = 0; nth < lost; nth++) queues.at(BEFORE + random.uniform() * within, come)
  })
  queues.run(ends)
  const busy = (of: readonly number[]): number =>
    Math.max(...of.map(at => ((usedBy[at] ?? spent(at)) - (usedAt[at] ?? 0)) / (overAt - BEFORE)))
  const seconds = (q: number): number =>
    back.length < q * lost ? Number.NaN : quantile(back, (q * lost) / back.length) / 1e6
  return {
    half: seconds(0.5),
    most: seconds(0.99),
    last: seconds(1),
    p99Before: quantile(before, 0.99) / 1000,
    p99Meanwhile: quantile(meanwhile, 0.99) / 1000,
    nodeBusy: busy(all.slice(1, nodes)),
    redisBusy: busy(all.slice(nodes)),
  }
}

/** All nodes are stopped one after the other, each replaced by an empty one: how often a visitor moves, on average and at most. */
export function moves(nodes: number, visitors = 100_000): { readonly mean: number; readonly most: number } {
  const random = chance(SEED)
  const at = Array.from({ length: visitors }, (_, nth) => nth % nodes)
  const moved = new Uint16Array(visitors)
  for (let stopped = 0; stopped < nodes; stopped++) {
    for (let nth = 0; nth < visitors; nth++) {
      if (at[nth] !== stopped) continue
      at[nth] = (stopped + 1 + random.below(nodes - 1)) % nodes
      moved[nth] = (moved[nth] ?? 0) + 1
    }
  }
  const sum = moved.reduce((all, each) => all + each, 0)
  return { mean: sum / visitors, most: moved.reduce((most, each) => Math.max(most, each), 0) }
}
