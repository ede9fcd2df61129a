// Engines: commits of 1.3 KB by one conversation, by 64 and by 1,000 at once, and what many kept conversations cost.
// The baseline is SQLite as one would use it by hand: the same table and the same guarded update, a transaction for each commit,
// synchronous. It holds the event loop up while it waits for the disk, so its figures are the same however many wait.
// REPARTEE_BENCH_RECORDS: how many conversations are kept for the last part; 100,000 unless told.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { memory, type Engine } from 'repartee/engines'
import { sqlite } from 'repartee/engines/sqlite'
import type { Bench } from './harness.ts'

const DATA = new Uint8Array(1300).map((_, at) => 32 + ((at * 7919) % 90))
const DAY_MS = 86_400_000
const ROUND_MS = 700
const ROUNDS = 5
const RECORDS = Number(process.env['REPARTEE_BENCH_RECORDS'] ?? 100_000)

/** Commits of so many conversations, one after the other in each. */
interface Committer {
  commit(lane: number, n: number): Promise<unknown>
  end(): Promise<void>
}

async function ofEngine(engine: Engine, lanes: number): Promise<Committer> {
  await engine.start()
  const ready = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const claimed = await engine.claim(`c${lane}`, null)
      if (!claimed.won) throw new Error('not won')
      return { lease: claimed.lease, revision: 0 }
    }),
  )
  return {
    async commit(lane, n) {
      const at = ready[lane]!
      const { revision } = at
      const committed = await engine.commit(at.lease, {
        revision,
        token: String(n),
        data: DATA,
        ttlMs: DAY_MS,
      })
      if (!committed.ok) throw new Error(committed.why)
      at.revision = committed.revision
    },
    end: () => engine.stop(),
  }
}

async function byHand(file: string, synchronous: string, lanes: number): Promise<Committer> {
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
  db.exec(
    'CREATE TABLE c (cid TEXT PRIMARY KEY, owner TEXT, epoch INTEGER, revision INTEGER, token TEXT, expires INTEGER, data BLOB)',
  )
  const insert = db.prepare("INSERT INTO c VALUES (?, 'me', 1, 0, '', 0, NULL)")
  for (let lane = 0; lane < lanes; lane++) insert.run(`c${lane}`)
  const update = db.prepare(
    "UPDATE c SET revision = revision + 1, token = ?, expires = ?, data = ? WHERE cid = ? AND owner = 'me' AND epoch = 1 AND revision = ?",
  )
  const revisions = Array.from({ length: lanes }, () => 0)
  return {
    async commit(lane, n) {
      update.run(String(n), Date.now() + DAY_MS, DATA, `c${lane}`, revisions[lane]!++)
      // As any event of a server: the next one comes in a later turn.
      await new Promise(done => setImmediate(done))
    },
    end: async () => db.close(),
  }
}

interface Round {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly stall: number
  readonly cpu: number
}

async function round(committer: Committer, lanes: number): Promise<Round> {
  const took: number[] = []
  const delay = monitorEventLoopDelay({ resolution: 1 })
  let n = 0
  const cpu = process.cpuUsage()
  const begun = performance.now()
  delay.enable()
  const lane = async (at: number): Promise<void> => {
    while (performance.now() - begun < ROUND_MS) {
      const asked = performance.now()
      await committer.commit(at, ++n)
      took.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at)))
  delay.disable()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0
  return {
    perSecond: took.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    // Where the loop never turned, nothing was sampled.
    stall: delay.percentile(99.9) / 1e6,
    cpu: (user + system) / took.length,
  }
}

type Make = (file: string, lanes: number) => Promise<Committer>

const OURS: Readonly<Record<string, { readonly make: Make; readonly hand?: Make }>> = {
  memory: { make: (_, lanes) => ofEngine(memory(), lanes) },
  'sqlite normal': {
    make: (file, lanes) => ofEngine(sqlite(file, { durability: 'normal' }), lanes),
    hand: (file, lanes) => byHand(file, 'NORMAL', lanes),
  },
  'sqlite full': {
    make: (file, lanes) => ofEngine(sqlite(file), lanes),
    hand: (file, lanes) => byHand(file, 'FULL', lanes),
  },
}

async function commits(bench: Bench, folder: string): Promise<void> {
  for (const lanes of [1, 64, 1000]) {
    for (const [name, { make, hand }] of Object.entries(OURS)) {
      const file = join(folder, `${name} ${lanes}`)
      const ours = await make(`${file}.db`, lanes)
      const theirs = await hand?.(`${file} by hand.db`, lanes)
      const rounds: Round[] = []
      const others: Round[] = []
      for (let at = 0; at <= ROUNDS; at++) {
        const one = await round(ours, lanes)
        const other = theirs && (await round(theirs, lanes))
        // The first is for the compiler.
        if (at === 0) continue
        rounds.push(one)
        if (other !== undefined) others.push(other)
      }
      await ours.end()
      await theirs?.end()
      const say = (what: string, of: keyof Round, unit: string, better: 'more' | 'less'): void => {
        bench.report(`${name}, ${lanes} at once: ${what}`, {
          unit,
          better,
          ours: rounds.map(each => each[of]),
          ...(others.length > 0 && { baselines: { 'by hand': others.map(each => each[of]) } }),
        })
      }
      say('commits', 'perSecond', '1/s', 'more')
      say('CPU of a commit, all threads', 'cpu', 'µs', 'less')
      say('p50', 'p50', 'ms', 'less')
      say('p99', 'p99', 'ms', 'less')
      say('event loop late, p99.9', 'stall', 'ms', 'less')
    }
  }
}

/** Fills a file with so many conversations; its bytes. */
async function filled(file: string, records: number): Promise<number> {
  const engine = sqlite(file, { durability: 'normal' })
  await engine.start()
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < records) {
      const n = next++
      const claimed = await engine.claim(`conversation ${n}`, null)
      const change = { revision: 0, token: 'a', data: DATA, ttlMs: DAY_MS }
      await engine.commit(claimed.lease, n % 10 === 0 ? { ...change, wakeAt: 9e12 + n } : change)
    }
  }
  await Promise.all(Array.from({ length: 1000 }, lane))
  await engine.stop()
  return statSync(file).size
}

async function kept(bench: Bench, folder: string): Promise<void> {
  for (const records of [1000, RECORDS]) {
    const file = join(folder, `kept ${records}.db`)
    const bytes = await filled(file, records)
    const starts: number[] = []
    const wakes: number[] = []
    const dues: number[] = []
    const counts: number[] = []
    for (let at = 0; at < 7; at++) {
      const engine = sqlite(file)
      const begun = performance.now()
      await engine.start()
      starts.push(performance.now() - begun)
      const expected = await engine.peek(`conversation ${records - 1 - at}`)
      const asked = performance.now()
      await engine.claim(`conversation ${records - 1 - at}`, expected)
      wakes.push(performance.now() - asked)
      const swept = performance.now()
      await engine.overdue(100)
      dues.push(performance.now() - swept)
      const counted = performance.now()
      await engine.size()
      counts.push(performance.now() - counted)
      await engine.stop()
    }
    bench.report(`start with ${records} kept`, { unit: 'ms', ours: starts })
    bench.report(`wake one of ${records}`, { unit: 'ms', ours: wakes })
    bench.report(`what is due of ${records}`, { unit: 'ms', ours: dues })
    bench.report(`size of ${records}`, { unit: 'ms', ours: counts })
    bench.report(`file with ${records} of 1.3 KB`, { unit: 'B/item', ours: [bytes / records] })
  }
}

export default async function engines(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'repartee-bench-'))
  try {
    await commits(bench, folder)
    await kept(bench, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
