// The engine alone, in a process like a node's: commits of a given size, each conversation's one after the other, and nothing around them.
// `node bare.js <url>`; asked for `commits <bytes> <conversations> <ms>` it answers what each took, ms. See told.ts.
import type { Lease } from 'repartee/engines'
import { ReparteeError } from 'repartee/errors'
import { redis } from 'repartee/engines/redis'
import { closed } from '../serve/load.ts'
import { begun } from '../told.ts'

const DAY_MS = 86_400_000

const engine = redis(process.argv[2] ?? '')
const leases: Lease[] = []
const revisions: number[] = []
let commits = 0
await engine.start()

async function commit(nth: number, data: Uint8Array): Promise<number> {
  const change = { revision: revisions[nth] ?? 0, token: String(++commits), data, ttlMs: DAY_MS }
  for (;;) {
    try {
      const committed = await engine.commit(leases[nth] as Lease, change)
      if (!committed.ok) throw new Error(`bare: ${committed.why}`)
      revisions[nth] = committed.revision
      return performance.now()
    } catch (error) {
      if (!(error instanceof ReparteeError && error.code === 'unknown-outcome')) throw error
    }
  }
}

async function commitsOf(about: string): Promise<readonly number[]> {
  const [bytes = 0, many = 1, ms = 0] = about.split(' ').map(Number)
  for (let nth = leases.length; nth < many; nth++)
    leases.push((await engine.claim(`bare ${nth}`, null)).lease)
  const data = Buffer.alloc(bytes, 'x')
  return closed(
    Array.from({ length: many }, (_, nth) => () => commit(nth, data)),
    ms,
  )
}

begun({}, { commits: commitsOf }, () => engine.stop())
