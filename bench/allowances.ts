// What it costs to ask whether a request may go on: in a process by itself, and where all processes of a program draw on one allowance.
// `in batches`: much is allowed, and much is asked for; `each`: every request is asked for. The baseline of the latter is the engine
// itself, asked by hand. A server of Redis is asked where REPARTEE_TEST_REDIS_URL names one.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory, type Engine } from 'repartee/engines'
import { redis } from 'repartee/engines/redis'
import { sqlite } from 'repartee/engines/sqlite'
import { limit, Limits, type Shared } from 'repartee/ops'
import type { Bench, Contender } from './harness.ts'

const ROUNDS = 7
const MANY = { rate: '1000000/second', burst: 1_000_000 } as const
/** Nothing of it may be taken ahead, and enough of it is there. */
const EACH = { rate: '30/second', burst: 1_000_000 } as const
const RULE = { perSecond: 30, burst: 1_000_000 }

function sharing(engine: Engine): Shared {
  return {
    isShared: true,
    node: 'one',
    isClosing: false,
    alive: async () => true,
    rewrite: async () => {},
    onNote() {},
    limit: (key, rule, take) => engine.limit(key, rule, take),
  }
}

function limited(rule: typeof MANY | typeof EACH, engine?: Engine): Limits {
  const limits = new Limits()
  if (engine !== undefined) limits.share(sharing(engine))
  limits.add(limit('api', rule))
  return limits
}

/** One after the other. */
function asking(ask: () => unknown): Contender {
  return () => ({
    async run(times) {
      for (let i = 0; i < times; i++) {
        const answer = ask()
        if (answer instanceof Promise) await answer
      }
    },
  })
}

/** Us a request, by the clock, of so many one after the other. */
async function timed(times: number, ask: () => unknown): Promise<number[]> {
  const figures: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now()
    for (let i = 0; i < times; i++) {
      const answer = ask()
      if (answer instanceof Promise) await answer
    }
    figures.push(((performance.now() - from) * 1_000) / times)
  }
  return figures
}

export default async function (bench: Bench): Promise<void> {
  const alone = limited(MANY)
  const times = 200_000
  await bench.compare('asked, one process', {
    ours: asking(() => alone.ask('api', 'a')),
    baselines: { 'allow, which is never shared': asking(() => alone.allow('api', 'a')) },
    times,
  })
  const folder = mkdtempSync(join(tmpdir(), 'repartee-bench-'))
  const url = process.env['REPARTEE_TEST_REDIS_URL']
  const engines: Readonly<Record<string, Engine>> = {
    memory: memory(),
    sqlite: sqlite(join(folder, 'a.db')),
    ...(url !== undefined && { redis: redis(url, { prefix: `bench-${process.pid}` }) }),
  }
  for (const [name, engine] of Object.entries(engines)) {
    await engine.start()
    const [many, each] = [limited(MANY, engine), limited(EACH, engine)]
    await bench.compare(`asked in batches, ${name}`, { ours: asking(() => many.ask('api', 'a')), times })
    bench.report(`each asked, ${name}`, {
      unit: 'us',
      ours: await timed(2_000, () => each.ask('api', 'a')),
      baselines: { 'the engine': await timed(2_000, () => engine.limit('by hand', RULE, 1)) },
    })
    await engine.stop()
  }
  alone.close()
  rmSync(folder, { recursive: true, force: true })
}
