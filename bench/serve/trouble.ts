// What others feel of trouble: visitors that click evenly, in turn before and while a thousand come back in the same second, somebody
// sends as much as the network takes, or somebody stops reading what everybody is told. And what it costs in memory.
// No floor: it has no bounds. What comes of it by chance is what comes of nothing at all, which is measured as well.
import { quantile } from '../harness.ts'
import { paced } from './load.ts'
import type { Kind, Stage } from './stage.ts'
import type { Target } from './target.ts'
import { crowd, Visitor } from './visitor.ts'
import { Connection } from './http.ts'

const KINDS: Readonly<Record<string, Kind>> = {
  'p50 before': { unit: 'us' },
  'p50 meanwhile': { unit: 'us' },
  'p99 before': { unit: 'us' },
  'p99 meanwhile': { unit: 'us' },
  'times the p99': { unit: 'x' },
}
const CLICKS = { visitors: 100, rate: 500, ms: 2000 }
const ROUNDS = { full: 5, quick: 2 }
const NEWS = { visitors: 150, stalled: 5, everyMs: 10 }
const FLOODS = 4

export async function trouble(stage: Stage): Promise<void> {
  const { many } = stage.sizes
  const storm = Math.min(1000, many)
  await felt(stage, 'nothing at all', async () => ({ begin: async () => {} }))
  await felt(stage, `${storm} come back in the same second`, async target => {
    const gone = await crowd(target.port, '/counter', storm)
    return {
      begin: () =>
        Promise.all(
          gone.map(async visitor => {
            await new Promise(done => setTimeout(done, 1000 * Math.random()))
            await visitor.again()
          }),
        ),
    }
  })
  await felt(stage, `${storm} come for the first time in the same second`, async target => ({
    begin: () =>
      Promise.all(
        Array.from({ length: storm }, async () => {
          await new Promise(done => setTimeout(done, 1000 * Math.random()))
          const over = new Connection(target.port)
          const visitor = await Visitor.mount(target.port, '/counter', over)
          over.close()
          visitor.close()
        }),
      ),
  }))
  await felt(stage, `${FLOODS} send events without end`, async target => {
    const flooding = await crowd(target.port, '/counter', FLOODS)
    let over = false
    return {
      async begin() {
        over = false
        await Promise.all(
          flooding.map(async visitor => {
            const connection = new Connection(target.port)
            const text = visitor.text(visitor.offer(0))
            while (!over) await connection.request(text)
            connection.close()
          }),
        )
      },
      end: () => void (over = true),
    }
  })
  await felt(
    stage,
    `${NEWS.stalled} and more of ${NEWS.visitors} read nothing of what all are told`,
    async target => {
      const readers = await crowd(target.port, '/feed', NEWS.visitors)
      const [speaker] = readers as [Visitor]
      const offer = speaker.offer(0)
      const timer = setInterval(() => void speaker.post(offer).catch(() => {}), NEWS.everyMs)
      let stalled = 1
      return {
        async begin() {
          for (let i = 0; i < NEWS.stalled; i++) readers[stalled++]?.stall()
        },
        leave: () => clearInterval(timer),
      }
    },
  )
}

interface Disturbance {
  /** Done again in each round. */
  begin(): Promise<unknown>
  end?(): void
  leave?(): void
}

async function felt(
  stage: Stage,
  name: string,
  prepare: (target: Target) => Promise<Disturbance>,
): Promise<void> {
  const target = await stage.bounded()
  const visitors = await crowd(target.port, '/counter', CLICKS.visitors)
  const acts = visitors.map(visitor => {
    const offer = visitor.offer(0)
    return () => visitor.event(offer)
  })
  const clicks = (): Promise<number[]> => paced(acts, CLICKS.rate, CLICKS.ms)
  await clicks()
  const disturbance = await prepare(target)
  const memory = await target.memory()
  await clicks()
  const figures: Record<string, number>[] = []
  const rounds = stage.sizes.many < 10_000 ? ROUNDS.quick : ROUNDS.full
  for (let i = 0; i < rounds; i++) {
    const before = await clicks()
    const begun = disturbance.begin()
    const meanwhile = await clicks()
    disturbance.end?.()
    await begun
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
  disturbance.leave?.()
  stage.report(name, KINDS, { ours: figures, floor: [] })
  stage.report(
    name,
    { 'live memory grew by': { unit: 'MB' } },
    { ours: [{ 'live memory grew by': (after.live - memory.live) / 1e6 }], floor: [] },
  )
  await stage.clear()
}
