// A Redis server that is ever busier, with the nodes that keep it so, each on a core of its own: how long events take.
// Its own work besides commits is played, too: every node asks once a second what is due, 64 questions at once, which Redis answers in one go.
import { quantile } from '../harness.ts'
import { chance } from './chance.ts'
import type { Cost } from './learnt.ts'
import { Queues } from './queues.ts'
import { event } from './ways.ts'
import type { Way } from './ways.ts'

const SEED = 23
const LASTS = 4e6
const FIRST = 1e6
/** How busy the nodes are kept: there are as many as that takes. */
const NODES_BUSY = 0.5
const HOP = 100

export interface Busy {
  readonly nodes: number
  readonly rate: number
  /** Of Redis's core. */
  readonly busy: number
  readonly p50: number
  readonly p99: number
  readonly worst: number
}

/** With that share of its core wanted by events. */
export function shard({ local, remote }: Pick<Way, 'local' | 'remote'>, base: Cost, wanted: number): Busy {
  const random = chance(SEED)
  const rate = (wanted * 1e6) / remote.redis
  const nodes = Math.max(2, Math.ceil((rate * remote.node) / 1e6 / NODES_BUSY))
  const queues = new Queues(nodes + 1, Infinity)
  const way = { queues, chance: random, local, remote, hop: HOP }
  const took: number[] = []
  const come = (): void => {
    const from = queues.now
    event(way, random.below(nodes), random.below(nodes), nodes, () => {
      if (from > FIRST) took.push(queues.now - from)
    })
    queues.at(queues.now + random.exponential(1e6 / rate), come)
  }
  const sweep = (): void => {
    queues.give(nodes, base.redis, () => {})
    queues.at(queues.now + 1e6, sweep)
  }
  for (let node = 0; node < nodes; node++) queues.at(random.uniform() * 1e6, sweep)
  come()
  queues.run(LASTS)
  return {
    nodes,
    rate,
    busy: queues.used(nodes) / LASTS,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    worst: quantile(took, 0.999),
  }
}
