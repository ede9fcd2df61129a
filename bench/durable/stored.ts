// A server over a file with few conversations and over one with very many: how long until it listens, until it answers, until somebody
// who comes back has their page, and how it deals with many timers that came due meanwhile.
// The baseline is the file with few, in turn with the other. The system has both files in memory by then.
import { quantile } from '../harness.ts'
import { Connection } from '../serve/http.ts'
import { paced } from '../serve/load.ts'
import { crowd, get } from '../serve/visitor.ts'
import { comeBack } from './guest.ts'
import type { Kind } from './program.ts'
import { bytesOf, felt, FELT, pause } from './scene.ts'
import type { Figures, Home, Measure, Scene } from './scene.ts'
import { cidOf, filled, madeDue, sampled, sessionOf } from './store.ts'
import type { Samples } from './store.ts'

const STARTS: Readonly<Record<string, Measure>> = {
  'from the process to listening': { unit: 'ms' },
  'serve() of that': { unit: 'ms' },
  'to the first page': { unit: 'ms' },
  'and to the first who came back': { unit: 'ms' },
  'coming back, the first': { unit: 'ms' },
  'coming back, p50': { unit: 'ms' },
  'coming back, p99': { unit: 'ms' },
  'coming back, CPU': { unit: 'us' },
}
/** They come back one after the other. */
const RETURNING = 200

const DUES: Readonly<Record<string, Measure>> = {
  'from listening until all have fired': { unit: 'ms' },
  'CPU for each': { unit: 'us' },
  ...FELT,
}
/** Those who click meanwhile, and their clicks a second in all. */
const OTHERS = 20
const RATE = 200
const FELT_MS = 3000
const DUE_ROUNDS = { full: 3, quick: 1 }

export async function stored(scene: Scene): Promise<void> {
  const { few, stored: many, due } = scene.sizes
  const samples = await sampled(scene)
  const files = { few: await filled(scene, samples, few), many: await filled(scene, samples, many) }
  const sizes = { few, many }
  const begins = await scene.turns(['few', 'many'] as const, who => begin(scene, files[who], sizes[who]))
  scene.report(`${many} stored`, STARTS, begins.many, { [`${few} stored`]: begins.few })
  const perItem = (who: 'few' | 'many'): Figures[] => [{ 'of the file': bytesOf(files[who]) / sizes[who] }]
  scene.report(`${many} stored`, { 'of the file': { unit: 'B/item' } }, perItem('many'))
  const rounds = many < 100_000 ? DUE_ROUNDS.quick : DUE_ROUNDS.full
  const kinds = ['normal', 'full'] as const
  const fired = await scene.turns(kinds, kind => fire(scene, kind, files.many, samples), rounds)
  for (const kind of kinds) scene.report(`${due} due among ${many}, ${kind}`, DUES, fired[kind])
}

async function begin(scene: Scene, file: string, many: number): Promise<Figures> {
  const home = await scene.start('full', file)
  const { port, startedAt } = home
  const over = new Connection(port)
  await get(port, '/counter', over)
  const paged = performance.now() - startedAt
  over.close()
  const took: number[] = []
  let first = 0
  let cpu = 0
  for (let i = 0; i <= RETURNING; i++) {
    const n = Math.floor(Math.random() * many)
    const asked = performance.now()
    const at = await comeBack(port, cidOf(n), sessionOf(n))
    if (i > 0) took.push(at - asked)
    else {
      first = at - asked
      cpu = await home.cpu()
    }
  }
  cpu = (await home.cpu()) - cpu
  await scene.end(home)
  return {
    'from the process to listening': home.startMs,
    'serve() of that': home.serveMs,
    'to the first page': paged,
    'and to the first who came back': paged + first,
    'coming back, the first': first,
    'coming back, p50': quantile(took, 0.5),
    'coming back, p99': quantile(took, 0.99),
    'coming back, CPU': cpu / RETURNING,
  }
}

async function fire(scene: Scene, kind: Kind, file: string, samples: Samples): Promise<Figures> {
  const { stored: many, due } = scene.sizes
  await madeDue(file, samples, many, due)
  const home = await scene.start(kind, file)
  const listening = performance.now()
  const visitors = await crowd(home.port, '/counter', OTHERS)
  const acts = visitors.map(visitor => {
    const offer = visitor.offer(0)
    return () => visitor.event(offer)
  })
  const cpu = await home.cpu()
  let firedAt = 0
  const firing = allFired(home, due).then(() => (firedAt = performance.now()))
  const meanwhile: number[] = []
  while (firedAt === 0) meanwhile.push(...(await paced(acts, RATE, 200)))
  await firing
  const spent = (await home.cpu()) - cpu
  const after = await paced(acts, RATE, FELT_MS)
  const click = ((await home.cpu()) - cpu - spent) / after.length
  await scene.end(home)
  return {
    'from listening until all have fired': firedAt - listening,
    'CPU for each': (spent - click * meanwhile.length) / due,
    ...felt(meanwhile, after),
  }
}

async function allFired(home: Home, due: number): Promise<void> {
  const until = performance.now() + 60_000
  for (;;) {
    const { fired } = await home.counts()
    if (fired >= due) return
    if (performance.now() > until) throw new Error(`${fired} of ${due} timers have fired`)
    await pause(20)
  }
}
