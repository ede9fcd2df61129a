// One message to all listeners, who are with one process or with three: when the last has it, and what each delivery costs. A delivery is an event
// of its listener's: it is committed like any other.
import { crowd } from '../serve/visitor.ts'
import type { Visitor } from '../serve/visitor.ts'
import { report, turns } from '../turns.ts'
import type { Figures, Measures } from '../turns.ts'
import { pause } from './cluster.ts'
import type { Cluster, Node } from './cluster.ts'
import { middle } from './events.ts'

const KINDS: Measures = {
  'the last has it': { unit: 'ms' },
  'CPU of the nodes': { unit: 'us' },
  'CPU of Redis': { unit: 'us' },
}
const NODES = 3
/** The last commits are on their way when the last patch has come, ms. */
const SETTLE_MS = 100

export async function fanOut(cluster: Cluster): Promise<void> {
  cluster.cores('shared')
  const { bench, sizes, learnt } = cluster
  const many = sizes.listeners
  const heard = async (nodes: readonly Node[]): Promise<Figures[]> => {
    const groups = await Promise.all(nodes.map(({ port }) => crowd(port, '/feed', many / nodes.length)))
    const all = groups.flat()
    const { said } = await turns(['said'], sizes.rounds, () => say(cluster, nodes, all))
    for (const visitor of all) visitor.close()
    await cluster.clear()
    return said
  }
  const memory = await heard([await cluster.node('memory')])
  const one = await heard(await cluster.nodes(1))
  const three = await heard(await cluster.nodes(NODES))
  report(bench, `one message to ${many}, 1 node`, KINDS, one, { 'one process, memory': memory })
  report(bench, `one message to ${many}, ${NODES} nodes`, KINDS, three, { 'one process, memory': memory })
  learnt.delivery = { node: middle(three, 'CPU of the nodes'), redis: middle(three, 'CPU of Redis') }
  learnt.fanOut = { listeners: many, nodes: NODES, lastMs: middle(three, 'the last has it') }
}

async function say(cluster: Cluster, nodes: readonly Node[], all: readonly Visitor[]): Promise<Figures> {
  const [speaker] = all as [Visitor]
  const cpu = await cluster.used(nodes, async () => {
    let missing = all.length
    const heard = new Promise<number>(done => {
      for (const visitor of all)
        visitor.onPatch = () => {
          if (--missing === 0) done(visitor.cameAt)
        }
    })
    const begun = performance.now()
    await speaker.post(speaker.offer(0))
    const took = (await heard) - begun
    await pause(SETTLE_MS)
    return took
  })
  return {
    'the last has it': cpu.value,
    'CPU of the nodes': cpu.nodes / all.length,
    'CPU of Redis': cpu.redis / all.length,
  }
}
