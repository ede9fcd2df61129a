// What it costs that visitors are there: coming, coming back, doing nothing, and a clock on their page; and what is kept of each.
// Redis is asked what it has in memory before and after; nodes, what is live after a collection.
import { quantile } from '../harness.ts'
import { crowd } from '../serve/visitor.ts'
import type { Visitor } from '../serve/visitor.ts'
import { report } from '../turns.ts'
import { pause } from './cluster.ts'
import type { Cluster, Node } from './cluster.ts'
import type { Cost } from './learnt.ts'

/** They bring the compiled code. */
const FIRST = 200
/** Redis forgets batons that were taken after so long, ms. */
const BATON_MS = 11_000
const CLOCK_MS = 5000
const CLICKS = 50

export async function presence(cluster: Cluster): Promise<void> {
  cluster.cores('shared')
  // What Redis does by itself is nobody's.
  const alone = await doNothing(cluster, [])
  const node = await cluster.node()
  for (const one of await crowd(node.port, '/counter', FIRST)) one.close()
  await pause(BATON_MS)
  const base = await doNothing(cluster, [node])
  const more = { nodes: base.nodes, redis: Math.max(0, base.redis - alone.redis) }
  cluster.learnt.base = costOf(cluster, 'a node that nobody visits, a second', more, 1)
  const before = await cluster.store.figure('used_memory')
  const visitors = await come(cluster, node)
  await pause(BATON_MS)
  const used = await doNothing(cluster, [node])
  const idle = { nodes: used.nodes - base.nodes, redis: used.redis - base.redis }
  cluster.learnt.idle = costOf(cluster, 'a visitor who does nothing, a second', idle, visitors.length)
  await kept(cluster, node, before, visitors.length)
  await comeBack(cluster, node, visitors)
  await bytes(cluster, visitors[0] as Visitor)
  for (const visitor of visitors) visitor.close()
  await cluster.clear()
  await clocks(cluster, await cluster.node())
}

/** What they cost when they come, and their node's memory. */
async function come(cluster: Cluster, node: Node): Promise<Visitor[]> {
  const { bench, sizes, learnt } = cluster
  const empty = await node.memory()
  const used = await cluster.used([node], () => crowd(node.port, '/counter', sizes.idle))
  const full = await node.memory()
  learnt.mount = costOf(cluster, 'a new visitor', used, sizes.idle)
  const live = (full.live - empty.live) / sizes.idle
  const process = (full.rss - empty.rss) / sizes.idle
  report(bench, 'a visitor who is there', { live: { unit: 'B' }, process: { unit: 'B' } }, [
    { live, process },
  ])
  learnt.visitor = { live, process, empty: empty.rss }
  return used.value
}

/** What Redis has of each of so many who came, and of as many with more state. */
async function kept(cluster: Cluster, node: Node, empty: number, many: number): Promise<void> {
  const { bench, store, learnt } = cluster
  const counters = await store.figure('used_memory')
  const visitors = await crowd(node.port, '/sized/1', many)
  await pause(BATON_MS)
  const all = await store.figure('used_memory')
  for (const visitor of visitors) visitor.close()
  learnt.kept = { counter: (counters - empty) / many, sized: (all - counters) / many }
  const kinds = { 'a counter': { unit: 'B' }, '1 kB of state': { unit: 'B' } }
  const figures = { 'a counter': learnt.kept.counter, '1 kB of state': learnt.kept.sized }
  report(bench, 'a conversation in Redis', kinds, [figures])
}

/** In a second. */
async function doNothing(cluster: Cluster, some: readonly Node[]): Promise<Spent> {
  const { nodes, redis, ms } = await cluster.used(some, () => pause(cluster.sizes.idleMs))
  return { nodes: (nodes * 1000) / ms, redis: (redis * 1000) / ms }
}

async function comeBack(cluster: Cluster, node: Node, visitors: readonly Visitor[]): Promise<void> {
  const took: number[] = []
  const used = await cluster.used([node], async () => {
    for (const visitor of visitors) {
      const begun = performance.now()
      await visitor.again()
      took.push(performance.now() - begun)
    }
  })
  report(cluster.bench, 'coming back to the same node', { p50: { unit: 'ms' } }, [
    { p50: quantile(took, 0.5) },
  ])
  cluster.learnt.back = costOf(cluster, 'coming back to the same node', used, visitors.length)
}

/** A tick is an event of the conversation's own: committed, and shown. */
async function clocks(cluster: Cluster, node: Node): Promise<void> {
  const visitors = await crowd(node.port, '/clock', cluster.sizes.idle)
  await pause(2000)
  let ticks = 0
  for (const visitor of visitors) visitor.onPatch = () => ticks++
  const used = await cluster.used([node], () => pause(CLOCK_MS))
  const seconds = used.ms / 1000
  report(cluster.bench, `${visitors.length} clocks`, { ticks: { unit: '1/s' } }, [{ ticks: ticks / seconds }])
  cluster.learnt.timer = costOf(cluster, 'a tick', used, ticks)
  for (const visitor of visitors) visitor.close()
}

async function bytes({ bench, store, learnt }: Cluster, visitor: Visitor): Promise<void> {
  const offer = visitor.offer(0)
  for (let i = 0; i < 10; i++) await visitor.event(offer)
  const sent = async (): Promise<readonly [number, number]> => [
    await store.figure('total_net_input_bytes'),
    await store.figure('total_net_output_bytes'),
  ]
  const [toRedis, fromRedis] = await sent()
  const [toAsk, fromAsk] = (await sent()).map((each, at) => each - ([toRedis, fromRedis][at] ?? 0))
  const before = visitor.bytes
  let answer = 0
  for (let i = 0; i < CLICKS; i++) {
    const patch = visitor.next(1)
    const { head, body } = await visitor.post(offer)
    await patch
    answer = head.length + body.length
  }
  const [to, from] = await sent()
  const figures = {
    up: visitor.text(offer).length,
    answer,
    patch: (visitor.bytes - before) / CLICKS,
    ping: 'event:ping\ndata:{}\n\n'.length,
    page: visitor.page.length,
    toRedis: ((to ?? 0) - (toRedis ?? 0) - 2 * (toAsk ?? 0)) / CLICKS,
    fromRedis: ((from ?? 0) - (fromRedis ?? 0) - 2 * (fromAsk ?? 0)) / CLICKS,
  }
  report(bench, 'bytes', Object.fromEntries(Object.keys(figures).map(name => [name, { unit: 'B' }])), [
    figures,
  ])
  learnt.bytes = figures
}

interface Spent {
  readonly nodes: number
  readonly redis: number
}

/** For each of so many. */
function costOf({ bench }: Cluster, name: string, { nodes, redis }: Spent, many: number): Cost {
  const cost = { node: nodes / many, redis: redis / many }
  const kinds = { 'CPU of the node': { unit: 'us' }, 'CPU of Redis': { unit: 'us' } }
  report(bench, name, kinds, [{ 'CPU of the node': cost.node, 'CPU of Redis': cost.redis }])
  return cost
}
