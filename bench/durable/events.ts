// Events on the same page over each engine: visitors who click as fast as they are answered.
import { closed } from '../serve/load.ts'
import { crowd } from '../serve/visitor.ts'
import type { Kind } from './program.ts'
import { CLICKS, measured } from './scene.ts'
import type { Home, Scene } from './scene.ts'

/** Before anything counts, ms: code is compiled, and what runs beside the event loop has begun. */
const WARM_MS = 1000
const KINDS: readonly Kind[] = ['memory', 'normal', 'full']

export async function events(scene: Scene): Promise<void> {
  const { acting, ms } = scene.sizes
  const homes = {} as Record<Kind, Home>
  for (const kind of KINDS) homes[kind] = await scene.start(kind)
  const acts = {} as Record<Kind, (() => Promise<number>)[]>
  for (const kind of KINDS) {
    const visitors = await crowd(homes[kind].port, '/counter', Math.max(...acting))
    acts[kind] = visitors.map(visitor => {
      const offer = visitor.offer(0)
      return () => visitor.event(offer)
    })
    await closed(acts[kind], WARM_MS)
  }
  for (const many of acting) {
    const all = await scene.turns(KINDS, kind =>
      measured(homes[kind], () => closed(acts[kind].slice(0, many), ms)),
    )
    for (const kind of ['normal', 'full'] as const)
      scene.report(`events, ${many} at once, ${kind}`, CLICKS, all[kind], { memory: all.memory })
  }
}
