// Memory of visitors who are connected and do nothing: live after a collection, and what the process grew by.
// Some come first and are not counted: they bring the compiled code.
import type { Figures, Stage, Who } from './stage.ts'
import { crowd } from './visitor.ts'

const FIRST = 200

export async function memory(stage: Stage): Promise<void> {
  const { some, many } = stage.sizes
  const figures: Record<Who, Record<number, Figures>> = { ours: {}, floor: {} }
  const ours = await stage.ours()
  const targets = { ours, floor: await stage.floorOf(ours.port, '/counter') }
  for (const who of Object.keys(targets) as Who[]) {
    const target = targets[who]
    const visitors = await crowd(target.port, '/counter', FIRST)
    const before = await target.memory()
    let count = 0
    for (const size of [some, many]) {
      visitors.push(...(await crowd(target.port, '/counter', size - count)))
      count = size
      const { live, rss } = await target.memory()
      figures[who][size] = {
        live: (live - before.live) / size / 1000,
        process: (rss - before.rss) / size / 1000,
      }
    }
    // Both at once would be more files than one process may have.
    for (const visitor of visitors) visitor.close()
  }
  for (const size of [some, many]) {
    const of = (who: Who): Figures[] => [figures[who][size] ?? {}]
    const kinds = { live: { unit: 'kB' }, process: { unit: 'kB' } }
    stage.report(`a visitor of ${size} who does nothing`, kinds, { ours: of('ours'), floor: of('floor') })
  }
}
