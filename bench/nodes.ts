// Many nodes over one real server: what an event costs at its node and at another, alone and many at once, how soon a message is everywhere,
// how long visitors wait when a node dies, and what it costs that they are there.
// Idea: real processes, a real redis-server, visitors that speak the protocol; beside them the commit alone, and a single process without Redis.
// What was measured is left for the model (million.ts). All of them share the machine's cores: rates say so, CPU does not depend on it.
// NODES_QUICK=1 makes a short run; NODES_PARTS=events,rates,fanOut,takeover,presence runs these alone; SERVE_FLAGS are for the nodes.
import { cpus, loadavg } from 'node:os'
import type { Bench } from './harness.ts'
import { Cluster } from './nodes/cluster.ts'
import { events } from './nodes/events.ts'
import { fanOut } from './nodes/fan-out.ts'
import { remember } from './nodes/learnt.ts'
import { presence } from './nodes/presence.ts'
import { rates } from './nodes/rates.ts'
import { takeover } from './nodes/takeover.ts'
import { stolen } from './serve/stage.ts'

const PARTS = { events, rates, fanOut, takeover, presence }

export default async function (bench: Bench): Promise<void> {
  const isQuick = process.env['NODES_QUICK'] === '1'
  const cluster = await Cluster.set(bench, isQuick)
  cluster.tell(`${cpus().length} cores, shared by the nodes, Redis and the driver`)
  const wanted = process.env['NODES_PARTS']?.split(',') ?? Object.keys(PARTS)
  for (const [name, part] of Object.entries(PARTS)) {
    if (!wanted.includes(name)) continue
    const begun = performance.now()
    const before = stolen()
    cluster.tell(`${name} ...`)
    try {
      await part(cluster)
    } catch (error) {
      // The other parts' figures are worth having all the same.
      cluster.tell(
        `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
      process.exitCode = 1
    } finally {
      await cluster.clear()
    }
    const seconds = (performance.now() - begun) / 1000
    const after = stolen()
    const lost = before && after ? ((after[1] - before[1]) / (after[0] - before[0])) * 100 : 0
    cluster.tell(
      `${name} took ${seconds.toFixed(1)} s; load ${loadavg()[0]?.toFixed(1)}, ${lost.toFixed(0)} percent of the machine taken away by its host`,
    )
  }
  await cluster.close()
  if (!isQuick) remember(cluster.learnt)
}
