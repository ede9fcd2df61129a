// A cluster: what belongs together is in one place, slots are handed over, and a primary that is killed is replaced.
import { afterEach, describe, expect, it } from 'vitest'
import { clusterOf, handOver, portOf } from './cluster.fixture.ts'
import { fightOf } from './fight.fixture.ts'
import { ALLOWED, bytes, change, nodeOf, say, sure, text, Undo, until, won } from './hands.fixture.ts'
import { redis } from './index.ts'
import { namesOf } from './names.ts'
import { noServer, redisServer } from './server.fixture.ts'
import type { TestServer } from './server.fixture.ts'
import { slotOf } from './slots.ts'

const undo = new Undo()
afterEach(undo.all)

const made = async (isReplicated: boolean) => undo.add(await clusterOf(3, isReplicated), it => it.end())
const LONG = { timeout: 120_000 }

describe.skipIf(noServer(true))('a cluster', LONG, () => {
  it('has every conversation where its timer is, and finds all that is due, for a user who may do no more than is needed', async () => {
    const { url, primaries } = await made(false)
    for (const one of primaries) await say(one.url, 'ACL', 'SETUSER', 'shop', ...ALLOWED)
    const { engine } = await nodeOf(undo, url.replace('://', '://shop:secret@'), {}, { prefix: 'shop' })
    const cids = Array.from({ length: 60 }, (_, n) => `c${n}`)
    for (const [at, cid] of cids.entries()) {
      const { lease } = await won(engine, cid)
      await engine.commit(lease, change(0, 'a', { wakeAt: at + 1 }))
    }
    expect(await engine.overdue(100)).toEqual(cids)
    const kept = await Promise.all(primaries.map(async one => Number(await say(one.url, 'DBSIZE'))))
    for (const some of kept) expect(some).toBeGreaterThan(5)
  })

  it('hands slots over while they are written to', async () => {
    const { url, primaries } = await made(false)
    const heard: string[] = []
    let resyncs = 0
    const ears = { resync: () => resyncs++, topic: (_: string, said: Uint8Array) => heard.push(text(said)) }
    const one = await nodeOf(undo, url, ears)
    const two = await nodeOf(undo, url)
    const names = namesOf('rp')
    const fight = fightOf([one.engine, two.engine])
    await until(() => fight.acknowledged.length > 100)
    await one.engine.join('t')
    const moved = ['a', 'b', 'c', 'd'].map(cid => slotOf(names.record(cid)))
    for (const slot of new Set([...moved, slotOf(names.topic('t')), slotOf(names.inbox(one.id))]))
      await handOver(primaries, slot)
    const before = fight.acknowledged.length
    await until(() => fight.acknowledged.length > before + 100)
    await fight.end()
    await until(() => resyncs > 0)
    await until(async () => (await sure(() => two.engine.publish('t', bytes('hello')))) === 1)
    await until(() => heard.includes('hello'))
    await until(async () => (await sure(() => two.engine.send(one.id, bytes('hello')))) === 1)
  })

  it.each([
    ['is killed', (one: TestServer) => one.kill(), (one: TestServer) => one.up()],
    [
      'stands still, and goes on later',
      async (one: TestServer) => one.signal('SIGSTOP'),
      async (one: TestServer) => one.signal('SIGCONT'),
    ],
  ] as const)(
    'replaces a primary that %s, and nothing that was acknowledged is lost',
    async (_, away, back) => {
      const { url, primaries } = await made(true)
      let resyncs = 0
      const heard: string[] = []
      const ears = { resync: () => resyncs++, frame: (said: Uint8Array) => heard.push(text(said)) }
      const one = await nodeOf(undo, url, ears)
      const two = await nodeOf(undo, url)
      const fight = fightOf([one.engine, two.engine])
      await until(() => fight.acknowledged.length > 100)
      const slot = slotOf(namesOf('rp').record('a'))
      const port = await portOf(primaries[0] as TestServer, slot)
      const primary = primaries.find(one => one.port === port) as TestServer
      const other = primaries.find(one => one !== primary) as TestServer
      await away(primary)
      await until(async () => (await portOf(other, slot)) !== port)
      // It is the replica now, and what is kept there waits for it.
      await back(primary)
      const before = fight.acknowledged.length
      await until(() => fight.acknowledged.length > before + 200)
      await fight.end()
      await until(async () => (await sure(() => two.engine.send(one.id, bytes('hello')))) === 1)
      await until(() => heard.includes('hello'))
      expect(await sure(() => two.engine.alive(one.id))).toBe(true)
    },
  )

  it('is none where a server is single, and a single server is no cluster', async () => {
    const { url } = await made(false)
    await expect(redis(url.replace('+cluster', '').split(',')[0] as string).start()).rejects.toMatchObject({
      code: 'store-unsupported',
    })
    const single = undo.add(await redisServer(), server => server.end())
    await expect(redis(`redis+cluster://127.0.0.1:${single.port}`).start()).rejects.toMatchObject({
      code: 'store-unsupported',
    })
  })
})
