// Whatever two nodes do, in whatever order, an engine answers as a model does that fits on a page; and over a bad line, where the model
// knows less, what was acknowledged is there, once.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bed } from '../testing/index.ts'
import { inFile, inMemory, inRedis, overBadLine } from './beds.fixture.ts'
import type { Engine, Lease, NodeId } from './index.ts'
import { ReparteeError } from '../errors/index.ts'
import { anyServer, noServer } from './redis/server.fixture.ts'

let server: Awaited<ReturnType<typeof anyServer>> | undefined
const hasServer = noServer() === undefined
const BEDS = {
  memory: inMemory,
  sqlite: () => inFile('normal'),
  ...(hasServer && { redis: () => inRedis(server?.url ?? '') }),
}
/** So many runs of each, where somebody wants it known for certain. */
const RUNS = Number(process.env['REPARTEE_RUNS'] ?? 0)
const CIDS = ['a', 'b', 'c']

interface Kept {
  owner: string
  epoch: number
  revision: number
  token: string
  data: string | null
  wakeAt: number | undefined
}

const node = fc.nat(1)
const cid = fc.constantFrom(...CIDS)
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('claim' as const), node, cid, expects: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      node,
      cid,
      ahead: fc.constantFrom(0, 0, 0, 0, -1, 1),
      again: fc.boolean(),
      wakeAt: fc.option(fc.nat(2_000_000), { nil: undefined }),
    }),
  },
  fc.record({ do: fc.constant('release' as const), node, cid }),
  fc.record({ do: fc.constant('drop' as const), node, cid }),
  fc.record({ do: fc.constant('overdue' as const), node, limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('put' as const), node, cid }),
  fc.record({ do: fc.constant('pop' as const), node, cid }),
  fc.record({ do: fc.constant('restart' as const), node }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (data: Uint8Array | null): string | null => data && new TextDecoder().decode(data)

/** What the port says, over plain maps. Time stands. */
class Model {
  readonly records = new Map<string, Kept>()
  readonly batons = new Map<string, { value: string; popper: string | undefined }>()

  claim(me: string, id: string, expect: Lease | null): unknown {
    const kept = this.records.get(id)
    if (kept === undefined) {
      const fresh = { owner: me, epoch: 1, revision: 0, token: '', data: null, wakeAt: undefined }
      this.records.set(id, fresh)
      return { won: true, epoch: 1, revision: 0, data: null }
    }
    const may =
      kept.owner === me || kept.owner === '' || (kept.owner === expect?.owner && kept.epoch === expect.epoch)
    if (!may) return { won: false, owner: kept.owner, epoch: kept.epoch }
    if (kept.owner !== me) Object.assign(kept, { owner: me, epoch: kept.epoch + 1 })
    return { won: true, epoch: kept.epoch, revision: kept.revision, data: kept.data }
  }

  owned(lease: Lease | undefined): Kept | undefined {
    const kept = lease && this.records.get(lease.cid)
    return kept?.owner === lease?.owner && kept?.epoch === lease?.epoch ? kept : undefined
  }
}

async function run(bed: Bed, steps: readonly Step[]): Promise<void> {
  const nodes: { engine: Engine; id: NodeId; leases: Map<string, Lease>; revisions: Map<string, number> }[] =
    []
  const up = async () => {
    const engine = bed.node()
    return { engine, id: await engine.start(), leases: new Map(), revisions: new Map() }
  }
  nodes.push(await up(), await up())
  const model = new Model()
  let tokens = 0
  for (const now of steps) {
    const me = nodes[now.node]!
    switch (now.do) {
      case 'claim': {
        const expect = now.expects ? await nodes[1 - now.node]!.engine.peek(now.cid) : null
        const claimed = await me.engine.claim(now.cid, expect)
        if (claimed.won) {
          me.leases.set(now.cid, claimed.lease)
          me.revisions.set(now.cid, claimed.revision)
        }
        const { won, lease } = claimed
        expectSame(
          won
            ? { won, epoch: lease.epoch, revision: claimed.revision, data: text(claimed.data) }
            : { won, owner: lease.owner, epoch: lease.epoch },
          model.claim(me.id, now.cid, expect),
        )
        break
      }
      case 'commit': {
        const lease = me.leases.get(now.cid)
        if (lease === undefined) break
        const kept = model.owned(lease)
        const token = now.again && kept && kept.token !== '' ? kept.token : `t${++tokens}`
        const revision = Math.max(0, (me.revisions.get(now.cid) ?? 0) + now.ahead)
        const { wakeAt } = now
        const change = {
          revision,
          token,
          data: bytes(token),
          ttlMs: 1e9,
          ...(wakeAt !== undefined && { wakeAt }),
        }
        const committed = await me.engine.commit(lease, change)
        if (kept === undefined) expectSame(committed, { ok: false, why: 'fenced' })
        else if (kept.token === token) expectSame(committed, { ok: true, revision: kept.revision })
        else if (kept.revision > revision) expectSame(committed, { ok: false, why: 'conflict' })
        else {
          const healed = revision - kept.revision
          Object.assign(kept, { revision: revision + 1, token, data: token, wakeAt })
          expectSame(committed, { ok: true, revision: revision + 1, ...(healed > 0 && { healed }) })
        }
        if (committed.ok) me.revisions.set(now.cid, committed.revision)
        break
      }
      case 'release': {
        const lease = me.leases.get(now.cid)
        const revision = me.revisions.get(now.cid) ?? 0
        if (lease === undefined) break
        await me.engine.release(lease, revision)
        const kept = model.owned(lease)
        if (kept?.revision === revision) kept.owner = ''
        break
      }
      case 'drop': {
        const lease = me.leases.get(now.cid)
        if (lease === undefined) break
        await me.engine.drop(lease)
        if (model.owned(lease)) model.records.delete(now.cid)
        break
      }
      case 'overdue': {
        const due = [...model.records]
          .filter(([, { wakeAt }]) => wakeAt !== undefined && wakeAt <= 1_000_000)
          .map(([id, { wakeAt }]) => [id, wakeAt] as const)
        const found = await me.engine.overdue(now.limit)
        const times = found.map(id => model.records.get(id)?.wakeAt ?? -1)
        expectSame(found.length, Math.min(now.limit, due.length))
        expectSame(
          times,
          due
            .map(([, at]) => at!)
            .sort((a, b) => a - b)
            .slice(0, now.limit),
        )
        break
      }
      case 'put':
        await me.engine.put(now.cid, bytes(`baton ${++tokens}`), 1e9)
        model.batons.set(now.cid, { value: `baton ${tokens}`, popper: undefined })
        break
      case 'pop': {
        const baton = model.batons.get(now.cid)
        if (baton) baton.popper ??= me.id
        const popped = await me.engine.pop(now.cid, me.id)
        expectSame(text(popped), baton?.popper === me.id ? baton.value : null)
        break
      }
      case 'restart':
        // The other one stays, so that what is only in memory stays, too.
        await me.engine.stop()
        nodes[now.node] = await up()
        break
    }
    for (const id of CIDS) {
      const kept = model.records.get(id)
      const seen = await nodes[0]!.engine.peek(id)
      expectSame(seen && [seen.owner, seen.epoch], kept ? [kept.owner, kept.epoch] : null)
    }
  }
  for (const { engine } of nodes) await engine.stop()
  await bed.end()
}

const expectSame = (got: unknown, wanted: unknown): void => expect(got).toEqual(wanted)

beforeAll(async () => {
  if (hasServer) server = await anyServer()
})
afterAll(() => server?.end())

describe.each(Object.entries(BEDS))('%s', (name, make) => {
  it('answers as the model does, whatever two nodes do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), steps => run(make(), steps)),
      { numRuns: RUNS || (name === 'memory' ? 150 : 30) },
    )
  })

  it('has each acknowledged event once, although answers are lost and commits come late', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 4 }), async (seed, workers) => {
        const bed = overBadLine(make(), { chance: 0.3, delays: 2, seed })
        const engines = [bed.node(), bed.node()]
        for (const engine of engines) await engine.start()
        const acknowledged: string[] = []
        const unsure: string[] = []
        await Promise.all(
          Array.from({ length: workers }, (_, worker) => work(engines[worker % 2]!, `w${worker}`)),
        )
        const last = await taken(engines[0]!)
        const log = (text(last.data) ?? '').split(' ').filter(Boolean)
        expect(new Set(log).size).toBe(log.length)
        expect(acknowledged.filter(event => !log.includes(event))).toEqual([])
        expect(log.filter(event => !acknowledged.includes(event) && !unsure.includes(event))).toEqual([])
        for (const engine of engines) await engine.stop()
        await bed.end()

        /** Adds events to what everybody fights for; whoever was fenced, or cannot learn what came of it, takes it up anew. */
        async function work(engine: Engine, me: string): Promise<void> {
          let mine = await taken(engine)
          for (let n = 0; n < 6; n++) {
            const event = `${me}.${n}`
            for (;;) {
              const log = text(mine.data) ?? ''
              if (log.split(' ').includes(event)) break
              const data = bytes(`${log} ${event}`)
              const change = {
                revision: mine.revision,
                token: `${event} ${mine.lease.epoch} ${mine.revision}`,
                data,
                ttlMs: 1e9,
              }
              unsure.push(event)
              const committed = await patiently(() => engine.commit(mine.lease, change))
              if (committed.ok) {
                mine = { ...mine, revision: committed.revision, data }
                break
              }
              mine = await taken(engine)
            }
            acknowledged.push(event)
          }
        }
      }),
      { numRuns: RUNS || (name === 'memory' ? 60 : 15) },
    )
  })
})

async function taken(engine: Engine) {
  for (;;) {
    const expect = await patiently(() => engine.peek('shared'))
    const claimed = await patiently(() => engine.claim('shared', expect))
    if (claimed.won) return claimed
  }
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ReparteeError && error.code === 'unknown-outcome')) throw error
    }
  }
}
