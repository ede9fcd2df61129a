// Many clocks that tick once a second: the share of a core that they take, and how even their seconds are. No floor: it has no
// clocks.
import { quantile } from '../harness.ts'
import { used } from './stage.ts'
import type { Kind, Stage } from './stage.ts'
import { crowd } from './visitor.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  'share of a core': { unit: '%' },
  'interval p50': { unit: 'ms' },
  'interval p99': { unit: 'ms' },
  ticks: { unit: '1/s', better: 'more' },
}
const ROUND_MS = 2000

export async function clocks(stage: Stage): Promise<void> {
  const { many } = stage.sizes
  const ours = await stage.ours()
  const visitors = await crowd(ours.port, '/clock', many)
  await stage.rounds(`${many} clocks`, { ours }, KINDS, async () => {
    const intervals: number[] = []
    let ticks = 0
    for (const visitor of visitors) {
      let last: number | undefined
      visitor.onPatch = () => {
        ticks++
        if (last !== undefined) intervals.push(visitor.cameAt - last)
        last = visitor.cameAt
      }
    }
    const { cpu, ms } = await used(ours, () => new Promise(done => setTimeout(done, ROUND_MS)))
    return {
      'share of a core': (cpu / 1000 / ms) * 100,
      'interval p50': quantile(intervals, 0.5),
      'interval p99': quantile(intervals, 0.99),
      ticks: (ticks * 1000) / ms,
    }
  })
}
