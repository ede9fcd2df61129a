// Counter events: how many a second, how long each takes from click to patch, what it costs, and its bytes.
import { quantile } from '../harness.ts'
import { closed, paced } from './load.ts'
import type { Act } from './load.ts'
import { used } from './stage.ts'
import type { Figures, Kind, Stage, Target, Who } from './stage.ts'
import { crowd } from './visitor.ts'
import type { Visitor } from './visitor.ts'

const LATENCY: Readonly<Record<string, Kind>> = {
  p50: { unit: 'us' },
  p99: { unit: 'us' },
  CPU: { unit: 'us' },
}
const KINDS: Readonly<Record<string, Kind>> = { rate: { unit: '1/s', better: 'more' }, ...LATENCY }
const RATES = [1000, 2000]
/** Of the visitors' sizes, the one that is paced. */
const PACED = 1

export async function events(stage: Stage): Promise<void> {
  const ours = await stage.ours()
  const targets = { ours, floor: await stage.floorOf(ours.port, '/counter') }
  const { acting, ms } = stage.sizes
  const visitors: Record<Who, Visitor[]> = {
    ours: await crowd(targets.ours.port, '/counter', Math.max(...acting)),
    floor: await crowd(targets.floor.port, '/counter', Math.max(...acting)),
  }
  await bytes(stage, visitors.ours[0] as Visitor)
  const acts = (who: Who, many: number): Act[] =>
    visitors[who].slice(0, many).map(visitor => {
      const offer = who === 'ours' ? visitor.offer(0) : 'own'
      return () => visitor.event(offer)
    })
  for (const many of acting) {
    await stage.rounds(`events, ${many} at once`, targets, KINDS, who =>
      measured(targets[who], () => closed(acts(who, many), ms)),
    )
  }
  for (const rate of RATES) {
    const many = acting[PACED] ?? 1
    await stage.rounds(`${rate} events a second of ${many}`, targets, LATENCY, who =>
      measured(targets[who], () => paced(acts(who, many), rate, ms)),
    )
  }
}

async function measured(target: Target, load: () => Promise<number[]>): Promise<Figures> {
  const { cpu, ms, value: took } = await used(target, load)
  return {
    rate: (took.length * 1000) / ms,
    p50: quantile(took, 0.5) * 1000,
    p99: quantile(took, 0.99) * 1000,
    CPU: cpu / took.length,
  }
}

/** As framed by HTTP; a browser sends headers of its own besides. */
async function bytes(stage: Stage, visitor: Visitor): Promise<void> {
  const offer = visitor.offer(0)
  for (let i = 0; i < 10; i++) await visitor.event(offer)
  const before = visitor.bytes
  const patch = visitor.next(1)
  const answer = await visitor.post(offer)
  await patch
  const figures: Figures = {
    up: visitor.text(offer).length,
    'the body of that': JSON.stringify({ n: 12, offer }).length,
    'down, the patch': visitor.bytes - before,
    'down, the answer': answer.head.length + answer.body.length,
  }
  const kinds = Object.fromEntries(Object.keys(figures).map(name => [name, { unit: 'B' }]))
  stage.report('bytes of a counter event', kinds, { ours: [figures], floor: [] })
}
