// One changed row of 1,000, four ways to write the page: a view by row, all in one view, rows given by a parent, rows that keep their own.
// No floor: what it would send depends on the way. A row that answers is made anew, with offers of its own, so each round has
// visitors of its own, and each of these clicks each row once.
import { closed } from './load.ts'
import { used } from './stage.ts'
import type { Kind, Stage } from './stage.ts'
import { crowd } from './visitor.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  rate: { unit: '1/s', better: 'more' },
  CPU: { unit: 'us' },
  'bytes down': { unit: 'B' },
}
const WAYS = {
  'a view by row': '/lines',
  'given by the parent': '/given-rows',
  'keeping their own': '/own-rows',
  'in one view': '/table',
}
const VISITORS = 10
const KEPT = 50
const ROWS = 1000

export async function rows(stage: Stage): Promise<void> {
  for (const [way, path] of Object.entries(WAYS)) {
    const ours = await stage.ours()
    const before = await ours.memory()
    await crowd(ours.port, path, KEPT, 1)
    const after = await ours.memory()
    stage.bench.report(`a visitor with 1,000 rows, ${way}: live`, {
      unit: 'kB',
      ours: [(after.live - before.live) / KEPT / 1000],
    })
    await stage.rounds(`a row of 1,000, ${way}`, { ours }, KINDS, async () => {
      const visitors = await crowd(ours.port, path, VISITORS)
      const before = visitors.reduce((sum, visitor) => sum + visitor.bytes, 0)
      const acts = visitors.map(visitor => {
        const offers = Array.from({ length: ROWS }, (_, i) => visitor.offer((i * 37) % ROWS))
        let at = 0
        return () => visitor.event(offers[at++ % ROWS] as string)
      })
      const { cpu, ms, value: took } = await used(ours, () => closed(acts, stage.sizes.ms))
      const bytes = visitors.reduce((sum, visitor) => sum + visitor.bytes, 0) - before
      for (const visitor of visitors) visitor.close()
      return { rate: (took.length * 1000) / ms, CPU: cpu / took.length, 'bytes down': bytes / took.length }
    })
    await stage.clear()
  }
}
