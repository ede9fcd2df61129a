// What others feel of trouble: visitors that click evenly, in turn before and while a thousand come back in the same second, somebody
// sends as much as the network takes, or somebody stops reading what everybody is told. And what it costs in memory.
// No floor: it has no bounds. What comes of it by chance is what comes of nothing at all, which is measured as well.
// Who disturbs is a process of its own, on the driver's core and after it in everything.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { quantile } from '../harness.ts'
import type { Says, Told } from './disturbances.ts'
import { paced } from './load.ts'
import type { Kind, Stage } from './stage.ts'
import { crowd } from './visitor.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  'p50 before': { unit: 'us' },
  'p50 meanwhile': { unit: 'us' },
  'p99 before': { unit: 'us' },
  'p99 meanwhile': { unit: 'us' },
  'times the p99': { unit: 'x' },
}
const CLICKS = { visitors: 100, rate: 500, ms: 2000 }
const ROUNDS = { full: 5, quick: 2 }

export async function trouble(stage: Stage): Promise<void> {
  const storm = Math.min(1000, stage.sizes.many)
  await felt(stage, 'nothing at all', 'nothing', 0)
  await felt(stage, `${storm} come back in the same second`, 'return', storm)
  await felt(stage, `${storm} come for the first time in the same second`, 'arrive', storm)
  await felt(stage, '4 send events without end', 'flood', 0)
  await felt(stage, 'ever more of 150 read nothing of what all are told', 'stall', 0)
}

async function felt(stage: Stage, name: string, what: string, many: number): Promise<void> {
  const target = await stage.bounded()
  const visitors = await crowd(target.port, '/counter', CLICKS.visitors)
  const acts = visitors.map(visitor => {
    const offer = visitor.offer(0)
    return () => visitor.event(offer)
  })
  const clicks = (): Promise<number[]> => paced(acts, CLICKS.rate, CLICKS.ms)
  await clicks()
  const disturber = await disturb(what, target.port, many)
  const memory = await target.memory()
  await clicks()
  const figures: Record<string, number>[] = []
  const rounds = stage.sizes.many < 10_000 ? ROUNDS.quick : ROUNDS.full
  for (let i = 0; i < rounds; i++) {
    const before = await clicks()
    const over = heard(disturber, 'over')
    disturber.send('begin' satisfies Told)
    const meanwhile = await clicks()
    disturber.send('end' satisfies Told)
    await over
    const of = (took: readonly number[], q: number): number => quantile(took, q) * 1000
    figures.push({
      'p50 before': of(before, 0.5),
      'p50 meanwhile': of(meanwhile, 0.5),
      'p99 before': of(before, 0.99),
      'p99 meanwhile': of(meanwhile, 0.99),
      'times the p99': of(meanwhile, 0.99) / of(before, 0.99),
    })
  }
  const after = await target.memory()
  disturber.disconnect()
  stage.report(name, KINDS, { ours: figures, floor: [] })
  const grown = { 'live memory grew by': (after.live - memory.live) / 1e6 }
  stage.report(name, { 'live memory grew by': { unit: 'MB' } }, { ours: [grown], floor: [] })
  await stage.clear()
}

async function disturb(what: string, port: number, many: number): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('./disturbances.ts', import.meta.url))
  const args = [process.execPath, ...process.execArgv, file, what, String(port), String(many)]
  const child = spawn('nice', ['-n', '19', ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  await heard(child, 'ready')
  return child
}

async function heard(child: ChildProcess, wanted: Says): Promise<void> {
  for (;;) {
    const [said] = (await once(child, 'message')) as [Says]
    if (said === wanted) return
  }
}
