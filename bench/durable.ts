// Conversations that outlive the process, under load: what it costs to keep them, to start over a million of them, and to let go of those
// whom nobody attends.
// Idea: as in serve.ts this process is the driver, and the server measured is another, on a core of its own where `taskset` is there. Over
// each engine stands the same program; the baseline is the one that keeps nothing. Files lie in .cache/bench, on whatever disk that is.
// DURABLE_QUICK=1 makes a short run of it; DURABLE_PARTS=events,stored,left,size runs these alone; SERVE_FLAGS are for the server's node.
import { loadavg } from 'node:os'
import { events } from './durable/events.ts'
import { left } from './durable/left.ts'
import { Scene } from './durable/scene.ts'
import { size } from './durable/size.ts'
import { stored } from './durable/stored.ts'
import { stolen } from './serve/stage.ts'
import type { Bench } from './harness.ts'

const PARTS = { events, stored, left, size }

export default async function (bench: Bench): Promise<void> {
  const scene = await Scene.set(bench, process.env['DURABLE_QUICK'] === '1')
  const wanted = process.env['DURABLE_PARTS']?.split(',') ?? Object.keys(PARTS)
  for (const [name, part] of Object.entries(PARTS)) {
    if (!wanted.includes(name)) continue
    const begun = performance.now()
    const before = stolen()
    scene.tell(`${name} ...`)
    try {
      await part(scene)
    } catch (error) {
      // The other parts' figures are worth having all the same.
      scene.tell(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      process.exitCode = 1
    } finally {
      await scene.clear()
    }
    const seconds = (performance.now() - begun) / 1000
    const after = stolen()
    const lost = before && after ? ((after[1] - before[1]) / (after[0] - before[0])) * 100 : 0
    scene.tell(
      `${name} took ${seconds.toFixed(1)} s; load ${loadavg()[0]?.toFixed(1)}, ${lost.toFixed(0)} percent of the machine taken away by its host`,
    )
  }
  scene.close()
}
