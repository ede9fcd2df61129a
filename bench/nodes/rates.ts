// Events a second of one, two and three nodes, many visitors at once: each speaks to the process that has its conversation, or to any of them,
// as behind a load balancer. Then so many a second, and how long they take.
// Everybody shares the machine's cores, so more nodes bring no more events here; what each event costs says what they bring elsewhere.
import { Connection } from '../serve/http.ts'
import { closed } from '../serve/load.ts'
import type { Act } from '../serve/load.ts'
import { crowd } from '../serve/visitor.ts'
import { report, turns } from '../turns.ts'
import type { Figures } from '../turns.ts'
import { CLICKS, pause } from './cluster.ts'
import type { Cluster, Node } from './cluster.ts'
import { chance } from './chance.ts'
import { middle } from './events.ts'
import type { Learnt, Rate } from './learnt.ts'

const NODES = [1, 2, 3]
const SEED = 7
/** Events a second, of all. */
const RATES = [250, 500, 1000, 2000]

export async function rates(cluster: Cluster): Promise<void> {
  cluster.cores('shared')
  const { bench, sizes, learnt } = cluster
  const found: Record<'sticky' | 'anywhere', Rate[]> & { readonly paced: Learnt['paced'][number][] } = {
    sticky: [],
    anywhere: [],
    paced: [],
  }
  for (const many of NODES) {
    const nodes = await cluster.nodes(many)
    const acts = await clicking(nodes, sizes.acting)
    const clicks = (anywhere: boolean): (() => Promise<Figures>) => {
      return () => cluster.clicks(nodes, () => closed(anywhere ? acts.anywhere : acts.sticky, sizes.ms))
    }
    const ways = many === 1 ? (['sticky'] as const) : (['sticky', 'anywhere'] as const)
    const all = await turns(ways, sizes.rounds, way => clicks(way === 'anywhere')())
    for (const way of ways) {
      const where = way === 'sticky' ? 'at their nodes' : 'anywhere'
      report(bench, `${sizes.acting} at once, ${many} nodes, ${where}`, CLICKS, all[way])
      found[way].push(rateOf(many, all[way]))
    }
    if (many === 1) found.anywhere.push(...found.sticky)
    const { rate = 0 } = found.anywhere.at(-1) ?? {}
    for (const wanted of RATES.filter(each => each < rate * 0.9)) {
      const { paced: figures } = await turns(['paced'], Math.min(3, sizes.rounds), () =>
        cluster.clicks(nodes, () => byChance(acts.anywhere, wanted, sizes.ms)),
      )
      report(bench, `${wanted} a second, ${many} nodes, anywhere`, CLICKS, figures)
      const figuresOf = rateOf(many, figures)
      found.paced.push({ ...figuresOf, rate: wanted, reached: figuresOf.rate })
    }
    await cluster.clear()
  }
  Object.assign(learnt, found)
}

/** So many visitors, evenly over the nodes: what each does again and again. */
async function clicking(
  nodes: readonly Node[],
  many: number,
): Promise<{ readonly sticky: readonly Act[]; readonly anywhere: readonly Act[] }> {
  const each = Math.ceil(many / nodes.length)
  const groups = await Promise.all(nodes.map(({ port }) => crowd(port, '/counter', each)))
  const visitors = groups.flat().slice(0, many)
  const sticky = visitors.map(visitor => {
    const offer = visitor.offer(0)
    return () => visitor.event(offer)
  })
  const anywhere = visitors.map((visitor, at) => {
    const offer = visitor.offer(0)
    const connections = nodes.map(({ port }) => new Connection(port))
    // Each at another place of the same round.
    let next = at
    return () => visitor.event(offer, connections[next++ % connections.length])
  })
  return { sticky, anywhere }
}

/**
 * So many a second, by chance as visitors do who know nothing of each other; whoever is free acts. From when each acted, ms. The driver sleeps
 * meanwhile: the others need its core.
 */
async function byChance(acts: readonly Act[], rate: number, ms: number): Promise<number[]> {
  const { exponential } = chance(SEED)
  const free = [...acts]
  const took: number[] = []
  const under = new Set<Promise<void>>()
  const begun = performance.now()
  for (let due = 0; due < ms; due += exponential(1000 / rate)) {
    const late = due - (performance.now() - begun)
    if (late > 0) await pause(late)
    const act = free.pop()
    // Nobody is free where it falls behind: then what it takes is long anyway.
    if (act === undefined) continue
    const from = performance.now()
    const acting = act().then(at => {
      took.push(at - from)
      free.unshift(act)
      under.delete(acting)
    })
    under.add(acting)
  }
  await Promise.all(under)
  return took
}

const rateOf = (nodes: number, all: readonly Figures[]): Rate => ({
  nodes,
  rate: middle(all, 'rate'),
  p50: middle(all, 'p50'),
  p99: middle(all, 'p99'),
  node: middle(all, 'CPU of the nodes'),
  redis: middle(all, 'CPU of Redis'),
  driver: middle(all, 'CPU of the driver'),
})
