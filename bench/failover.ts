// Failover: what it costs to wait for a replica. Commits of 1.3 KB over one Redis server that has a replica, by one conversation, by 64 and by 1,000 at once.
// The baseline is the same engine that waits for nobody, by turns in the same process; the servers are the system's own, on this machine.
import type { Engine } from 'repartee/engines'
import { redis } from 'repartee/engines/redis'
import { pairOfServers, sure } from '../test/redis.ts'
import { median } from './harness.ts'
import type { Bench } from './harness.ts'

const DATA = new Uint8Array(1300).map((_, at) => 32 + ((at * 7919) % 90))
const DAY_MS = 86_400_000
const ROUND_MS = 300
const ROUNDS = 12

interface Lane {
  commit(): Promise<void>
}

async function lanesOf(engine: Engine, name: string, count: number): Promise<readonly Lane[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const claimed = await sure(() => engine.claim(`${name} ${count} ${n}`, null))
      if (!claimed.won) throw new Error('not won')
      let { revision } = claimed
      return {
        async commit() {
          const change = { revision, token: String(revision), data: DATA, ttlMs: DAY_MS }
          // On a busy machine an answer may be late; the same token asks for the same commit.
          const committed = await sure(() => engine.commit(claimed.lease, change))
          if (!committed.ok) throw new Error(committed.why)
          revision = committed.revision
        },
      }
    }),
  )
}

/** The middle commit, ms, and how many a second. */
async function round(lanes: readonly Lane[]): Promise<{ readonly p50: number; readonly perSecond: number }> {
  const begun = performance.now()
  const took: number[] = []
  const run = async (lane: Lane): Promise<void> => {
    while (performance.now() - begun < ROUND_MS) {
      const asked = performance.now()
      await lane.commit()
      took.push(performance.now() - asked)
    }
  }
  await Promise.all(lanes.map(run))
  return { p50: median(took), perSecond: took.length / ((performance.now() - begun) / 1000) }
}

export default async function failover(bench: Bench): Promise<void> {
  const servers = await pairOfServers()
  const [hasty, careful] = [0, 1].map(replicas => redis(servers.url, { replicas })) as [Engine, Engine]
  for (const engine of [hasty, careful]) await engine.start()
  for (const count of [1, 64, 1000]) {
    const others = await lanesOf(hasty, 'hasty', count)
    const ours = await lanesOf(careful, 'careful', count)
    const rounds: { readonly ours: Round; readonly theirs: Round }[] = []
    for (let at = 0; at <= ROUNDS; at++) {
      const pair = { theirs: await round(others), ours: await round(ours) }
      // The first is for the compiler.
      if (at > 0) rounds.push(pair)
    }
    for (const [unit, figure, better] of FIGURES) {
      bench.report(`${count} commits at once`, {
        unit,
        ours: rounds.map(pair => figure(pair.ours)),
        baselines: { 'waits for nobody': rounds.map(pair => figure(pair.theirs)) },
        better,
      })
    }
  }
  for (const engine of [hasty, careful]) await engine.stop()
  await servers.end()
}

type Round = Awaited<ReturnType<typeof round>>

const FIGURES = [
  ['ms', (it: Round) => it.p50, 'less'],
  ['1/s', (it: Round) => it.perSecond, 'more'],
] as const
