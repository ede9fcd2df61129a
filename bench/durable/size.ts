// What an event costs against how much its conversation remembers: the same click, beside ever more state that it leaves as it is.
import { closed } from '../serve/load.ts'
import { crowd } from '../serve/visitor.ts'
import { median } from '../harness.ts'
import { CLICKS, measured } from './scene.ts'
import type { Figures, Scene } from './scene.ts'

const VISITORS = 4
const KINDS = ['memory', 'normal'] as const

export async function size(scene: Scene): Promise<void> {
  const { state, ms } = scene.sizes
  const homes = { memory: await scene.start('memory'), normal: await scene.start('normal') }
  const cpu: Record<(typeof KINDS)[number], number[]> = { memory: [], normal: [] }
  for (const kB of state) {
    const acts = { memory: await clicks(homes.memory.port, kB), normal: await clicks(homes.normal.port, kB) }
    const all = await scene.turns(KINDS, kind => measured(homes[kind], () => closed(acts[kind], ms)))
    scene.report(`${kB} kB of state, normal`, CLICKS, all.normal, { memory: all.memory })
    for (const kind of KINDS) cpu[kind].push(median(all[kind].map(figures => figures['CPU'] ?? Number.NaN)))
  }
  const [least = 1, most = 1] = [state[0], state.at(-1)]
  const slope = ([first = 0, ...more]: readonly number[]): Figures[] => [
    { CPU: ((more.at(-1) ?? first) - first) / (most - least) },
  ]
  scene.report('each kB of state more', { CPU: { unit: 'us' } }, slope(cpu.normal), {
    memory: slope(cpu.memory),
  })
}

async function clicks(port: number, kB: number): Promise<(() => Promise<number>)[]> {
  const visitors = await crowd(port, `/sized/${kB}`, VISITORS)
  return visitors.map(visitor => {
    const offer = visitor.offer(0)
    return () => visitor.event(offer)
  })
}
