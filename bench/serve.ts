// The whole server under load: a driver of our own in another process, speaking the protocol on bare sockets.
// Idea: this process is the driver; the server measured is another (serve/program.ts), each on a core of its own where
// `taskset` is there. The baseline is a floor, not a rival: node:http sending the same bytes and doing nothing else. It is
// not to be beaten; how far above it ours stands is the price of everything that repartee does.
// SERVE_QUICK=1 makes a short run of it; SERVE_PARTS=events,rows runs these alone; SERVE_FLAGS are for the server's node.
import { loadavg } from 'node:os'
import type { Bench } from './harness.ts'
import { clocks } from './serve/clocks.ts'
import { events } from './serve/events.ts'
import { fanOut } from './serve/fan-out.ts'
import { memory } from './serve/memory.ts'
import { mounts } from './serve/mounts.ts'
import { rows } from './serve/rows.ts'
import { trouble } from './serve/trouble.ts'
import { Stage, stolen } from './serve/stage.ts'

const PARTS = { events, rows, mounts, memory, fanOut, clocks, trouble }

export default async function (bench: Bench): Promise<void> {
  const stage = await Stage.set(bench, process.env['SERVE_QUICK'] === '1')
  const wanted = process.env['SERVE_PARTS']?.split(',') ?? Object.keys(PARTS)
  for (const [name, part] of Object.entries(PARTS)) {
    if (!wanted.includes(name)) continue
    const begun = performance.now()
    const cpu = process.cpuUsage()
    const before = stolen()
    stage.tell(`${name} ...`)
    try {
      await part(stage)
    } catch (error) {
      // The other parts' figures are worth having all the same.
      stage.tell(`${name} failed: ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    } finally {
      await stage.clear()
    }
    const { user, system } = process.cpuUsage(cpu)
    const took = performance.now() - begun
    const share = ((user + system) / 1000 / took) * 100
    const after = stolen()
    const lost = before && after ? ((after[1] - before[1]) / (after[0] - before[0])) * 100 : 0
    stage.tell(
      `${name} took ${(took / 1000).toFixed(1)} s; the driver used ${share.toFixed(0)} percent of a core; load ${loadavg()[0]?.toFixed(1)}, ${lost.toFixed(0)} percent of the machine taken away by its host`,
    )
  }
}
