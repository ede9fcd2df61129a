// The way of an event through its processes, and how events come: what the simulations have in common.
// Model: where the event comes to the node that has its conversation, that node works, Redis commits, the node works again. Elsewhere the other
// node works first, a frame goes through Redis to the one that has it, and the answer comes back so. What each costs in all was measured; of
// that the pieces are alike but for chance. A hop takes as long as the network does, 0 on one machine.
import type { Chance } from './chance.ts'
import type { Cost, Learnt } from './learnt.ts'
import type { Queues } from './queues.ts'

/** How far pieces of work differ: their deviation, in means. */
export const SPREAD = 0.6

export interface Way {
  readonly queues: Queues
  readonly chance: Chance
  readonly local: Cost
  readonly remote: Cost
  /** Between two processes, us. */
  readonly hop: number
}

/** What an event costs where there are many, which is less than where it is alone: of one node, and, told from two, of one that is passed on. */
export function loaded({
  sticky,
  anywhere,
}: Pick<Learnt, 'sticky' | 'anywhere'>): Pick<Way, 'local' | 'remote'> {
  const [one] = sticky
  const two = anywhere.find(({ nodes }) => nodes === 2)
  if (one === undefined || two === undefined) throw new Error('rates of one and of two nodes are needed')
  const passed = (of: keyof Cost): number => Math.max(one[of], 2 * two[of] - one[of])
  return {
    local: { node: one.node, redis: one.redis },
    remote: { node: passed('node'), redis: passed('redis') },
  }
}

/** One event: it comes to a node, and its conversation is with another or the same; Redis is a process like them. */
export function event(way: Way, came: number, owner: number, redis: number, done: () => void): void {
  const { queues, chance, local, remote, hop } = way
  const isLocal = came === owner
  const { node, redis: inRedis } = isLocal ? local : remote
  const stops = isLocal ? [owner, redis, owner] : [came, redis, owner, redis, owner, redis, came]
  const many = { [redis]: stops.filter(stop => stop === redis).length }
  const nodes = stops.length - (many[redis] ?? 0)
  let at = 0
  const next = (): void => {
    const stop = stops[at++]
    if (stop === undefined) return done()
    const mean = stop === redis ? inRedis / (many[redis] ?? 1) : node / nodes
    queues.give(stop, chance.skewed(mean, SPREAD), () => {
      if (hop === 0 || at === stops.length) next()
      else queues.at(queues.now + hop, next)
    })
  }
  next()
}
