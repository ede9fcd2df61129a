// What visitors leave behind who come, click once and go: while their conversations are still in memory, and once only the engine has them. And
// what those who stay feel while the others' conversations leave memory.
// The baseline is the engine that keeps nothing beyond the process: with it they rest as text.
import { paced } from '../serve/load.ts'
import { crowd } from '../serve/visitor.ts'
import { passThrough } from './guest.ts'
import { bytesOf, felt, FELT, pause } from './scene.ts'
import type { Figures, Home, Measure, Scene } from './scene.ts'

/** They bring the compiled code. */
const FIRST = 200
/** Those who stay, and their clicks a second in all. */
const STAYING = 20
const RATE = 100
/** For how long they are listened to, ms. */
const LISTENED = { full: 10_000, quick: 3000 }
/** From the last visitor's leaving on, for each conversation: four times what the server allows itself, and half a minute. */
const PATIENCE = { eachMs: 20, ms: 60_000 }

const MEASURES: Readonly<Record<string, Measure>> = {
  'arriving and leaving': { unit: '1/s', better: 'more' },
  'live, just left': { unit: 'kB/item' },
  'process, just left': { unit: 'kB/item' },
  'live, out of memory': { unit: 'kB/item' },
  'process, out of memory': { unit: 'kB/item' },
  'live in all': { unit: 'MB' },
  'process in all': { unit: 'MB' },
  'until all were out of memory': { unit: 's' },
  'CPU to leave memory': { unit: 'us/item' },
  ...FELT,
}

export async function left(scene: Scene): Promise<void> {
  const file = scene.fresh()
  const memory = await one(scene, await scene.start('memory'))
  await scene.clear()
  const normal = await one(scene, await scene.start('normal', file))
  await scene.clear()
  const name = `${scene.sizes.left} came and left`
  scene.report(`${name}, normal`, MEASURES, [normal], { memory: [memory] })
  scene.report(name, { 'of the file': { unit: 'B/item' } }, [
    { 'of the file': bytesOf(file) / (scene.sizes.left + FIRST) },
  ])
}

async function one(scene: Scene, home: Home): Promise<Figures> {
  const { soon, left: many } = scene.sizes
  const visitors = await crowd(home.port, '/counter', STAYING)
  await passThrough(home.port, '/counter', FIRST)
  const clicks = (ms: number): Promise<number[]> => {
    const acts = visitors.map(visitor => {
      const offer = visitor.offer(0)
      return () => visitor.event(offer)
    })
    return paced(acts, RATE, ms)
  }
  await clicks(1000)
  const before = await home.memory()
  const begun = performance.now()
  await passThrough(home.port, '/counter', soon)
  const there = await home.memory()
  // Where arriving took so long that some have left memory again, those are not counted.
  const early = (await home.counts()).left
  await passThrough(home.port, '/counter', many - soon)
  const came = performance.now()
  scene.tell(`all have come, ${((came - begun) / 1000).toFixed(0)} s`)

  while ((await home.counts()).left < FIRST + 1) await pause(100)
  const listened = scene.sizes.left < 10_000 ? LISTENED.quick : LISTENED.full
  const meanwhile = await clicks(listened)
  const each = await leaving(home, listened)
  const until = came + PATIENCE.ms + PATIENCE.eachMs * many
  while ((await home.counts()).left < FIRST + many) {
    if (performance.now() > until) throw new Error('they do not leave memory')
    await pause(200)
  }
  const gone = performance.now()
  const after = await clicks(listened)
  const rest = await home.memory()
  return {
    'arriving and leaving': (many * 1000) / (came - begun),
    'live, just left': (there.live - before.live) / (soon - early) / 1000,
    'process, just left': (there.rss - before.rss) / (soon - early) / 1000,
    'live, out of memory': (rest.live - before.live) / many / 1000,
    'process, out of memory': (rest.rss - before.rss) / many / 1000,
    'live in all': rest.live / 1e6,
    'process in all': rest.rss / 1e6,
    'until all were out of memory': (gone - came) / 1000,
    'CPU to leave memory': each,
    ...felt(meanwhile, after),
  }
}

/** CPU for each that leaves memory while nothing else happens, us. */
async function leaving(home: Home, ms: number): Promise<number> {
  const cpu = await home.cpu()
  const { left: were } = await home.counts()
  await pause(ms)
  const { left: are } = await home.counts()
  return ((await home.cpu()) - cpu) / (are - were)
}
