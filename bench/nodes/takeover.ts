// A node ends while visitors are with it: killed, standing still, or stopped in good order. How long until they have their pages again, at other
// nodes, and have been answered there.
// They come as browsers do: within 100 ms of losing a stream, and again after pauses of chance; of a node that stands still they are told at once, as
// by a load balancer that asks for health: a browser alone takes longer to notice.
import { quantile } from '../harness.ts'
import { crowd } from '../serve/visitor.ts'
import type { Visitor } from '../serve/visitor.ts'
import { report } from '../turns.ts'
import type { Figures, Measures } from '../turns.ts'
import { pause } from './cluster.ts'
import type { Cluster, Node } from './cluster.ts'
import { middle } from './events.ts'

const KINDS: Measures = {
  p50: { unit: 'ms' },
  last: { unit: 'ms' },
  'CPU of the nodes': { unit: 'us' },
  'CPU of Redis': { unit: 'us' },
}
const WAYS = { killed: 'SIGKILL', frozen: 'SIGSTOP' } as const
type Way = keyof typeof WAYS | 'deployed'
const WITHIN_MS = 100

export async function takeover(cluster: Cluster): Promise<void> {
  cluster.cores('shared')
  const { bench, sizes, learnt } = cluster
  const others = await cluster.nodes(2)
  // They bring the compiled code.
  await lose(cluster, others, 'killed', Math.min(200, sizes.dying))
  const all = {} as Record<Way, Record<'one' | 'many', Figures[]>>
  for (const way of ['killed', 'frozen', 'deployed'] as const) {
    all[way] = { one: [], many: [] }
    for (let i = 0; i < sizes.deaths; i++) {
      all[way].one.push(await lose(cluster, others, way, 1))
      all[way].many.push(await lose(cluster, others, way, sizes.dying))
    }
    report(bench, `${way}, 1 visitor`, { p50: { unit: 'ms' } }, all[way].one)
    report(bench, `${way}, ${sizes.dying} visitors`, KINDS, all[way].many)
  }
  const taking = (way: Way): { readonly p50: number; readonly last: number; readonly one: number } => ({
    one: middle(all[way].one, 'p50'),
    p50: middle(all[way].many, 'p50'),
    last: middle(all[way].many, 'last'),
  })
  const cost = (way: Way) => ({
    node: middle(all[way].many, 'CPU of the nodes'),
    redis: middle(all[way].many, 'CPU of Redis'),
  })
  learnt.killed = { ...taking('killed'), visitors: sizes.dying }
  learnt.frozen = taking('frozen')
  learnt.deployed = taking('deployed')
  learnt.taken = cost('killed')
  learnt.handed = cost('deployed')
}

async function lose(cluster: Cluster, others: readonly Node[], way: Way, many: number): Promise<Figures> {
  const node = await cluster.node()
  const visitors = await crowd(node.port, '/counter', many)
  await Promise.all(visitors.map(visitor => visitor.event(visitor.offer(0))))
  const told = visitors.map(
    visitor => new Promise<number>(done => (visitor.onReload = withinMs => done(Math.random() * withinMs))),
  )
  const used = await cluster.used(others, async () => {
    const begun = performance.now()
    const ended = way === 'deployed' ? cluster.end(node) : node.signal(WAYS[way])
    const took = await Promise.all(
      visitors.map(async (visitor, at) => {
        await pause(way === 'deployed' ? ((await told[at]) ?? 0) : Math.random() * WITHIN_MS)
        await back(visitor, (others[at % others.length] as Node).port)
        return performance.now() - begun
      }),
    )
    await ended
    return took
  })
  for (const visitor of visitors) visitor.close()
  if (way !== 'deployed') {
    node.signal('SIGKILL')
    await cluster.end(node)
  }
  return {
    p50: quantile(used.value, 0.5),
    last: quantile(used.value, 1),
    'CPU of the nodes': used.nodes / many,
    'CPU of Redis': used.redis / many,
  }
}

/** Until the page is there, as it was, and has answered a click. */
async function back(visitor: Visitor, port: number): Promise<void> {
  const page = visitor.next(1)
  await visitor.again(port)
  await page
  await visitor.event(visitor.offer(0))
}
