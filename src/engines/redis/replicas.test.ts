// A server that has replicas: what is acknowledged, they have.
import { afterEach, describe, expect, it } from 'vitest'
import { bytes, change, nodeOf, pairOfServers, say, sure, text, Undo, until, won } from './hands.fixture.ts'
import { wireTo } from './proxy.fixture.ts'
import { noServer, redisServer, replicaOf } from './server.fixture.ts'
import type { TestServer } from './server.fixture.ts'

const undo = new Undo()
afterEach(undo.all)

const pair = async () => undo.add(await pairOfServers(), made => made.end())

const unknown = { code: 'unknown-outcome' }

describe.skipIf(noServer(true))('a server with a replica', () => {
  it('acknowledges what the replica has, and nothing else that somebody relies on', async () => {
    const { primary, replica } = await pair()
    const { engine } = await nodeOf(undo, primary.url)
    const { lease } = await won(engine, 'c')
    expect(await engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
    await engine.put('b', bytes('baton'), 100_000)
    replica.signal('SIGSTOP')
    await expect(engine.commit(lease, change(1, 'b'))).rejects.toMatchObject(unknown)
    await expect(engine.claim('d', null)).rejects.toThrow('the replica back')
    await expect(engine.put('e', bytes('baton'), 100_000)).rejects.toMatchObject(unknown)
    await expect(engine.pop('b', 'me')).rejects.toMatchObject(unknown)
    // What may be wrong is not waited for.
    expect((await engine.peek('c'))?.epoch).toBe(1)
    expect(await engine.limit('l', { perSecond: 1, burst: 1 }, 1)).toEqual({ ok: true, retryMs: 0 })
    replica.signal('SIGCONT')
    expect(await sure(() => engine.commit(lease, change(1, 'b')))).toEqual({ ok: true, revision: 2 })
    expect(text(await sure(() => engine.pop('b', 'me')))).toBe('baton')
  })

  it('acknowledges nothing by another connection that the replica has not', async () => {
    const { primary, replica } = await pair()
    const { engine } = await nodeOf(undo, primary.url)
    const { lease } = await won(engine, 'c')
    replica.signal('SIGSTOP')
    await expect(engine.commit(lease, change(0, 'a'))).rejects.toMatchObject(unknown)
    await say(primary.url, 'CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    // It is there already, so nothing is written this time.
    for (let tries = 0; tries < 3; tries++)
      await expect(engine.commit(lease, change(0, 'a'))).rejects.toMatchObject(unknown)
    replica.signal('SIGCONT')
    expect(await sure(() => engine.commit(lease, change(0, 'a')))).toEqual({ ok: true, revision: 1 })
  })

  it('is found to have one while conversations go on', async () => {
    const primary = undo.add(await redisServer(), made => made.end())
    const { engine } = await nodeOf(undo, primary.url)
    const { lease } = await won(engine, 'c')
    expect(await engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
    expect(await waits(primary)).toBe(0)
    const replica = undo.add(await replicaOf(primary.port), made => made.end())
    let revision = 1
    await until(async () => {
      const committed = await sure(() => engine.commit(lease, change(revision, `t${revision}`)))
      expect(committed).toEqual({ ok: true, revision: ++revision })
      return (await waits(primary)) > 0
    })
    await replica.kill()
    await expect(engine.commit(lease, change(revision, 'z'))).rejects.toMatchObject(unknown)
  })

  it('is told to have none to wait for, or to need one that is not there', async () => {
    const { primary, replica } = await pair()
    const hasty = await nodeOf(undo, primary.url, {}, { replicas: 0 })
    const careful = await nodeOf(undo, primary.url, {}, { replicas: 2, prefix: 'other' })
    replica.signal('SIGSTOP')
    const { lease } = await won(hasty.engine, 'c')
    expect(await hasty.engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
    replica.signal('SIGCONT')
    await expect(careful.engine.claim('c', null)).rejects.toMatchObject(unknown)
    expect(await waits(primary)).toBeGreaterThan(0)
  })

  it('that is replaced by one that was chosen before a commit, which another has heard, is told that commit again', async () => {
    const { primary, replica: chosen } = await pair()
    const other = undo.add(await replicaOf(primary.port), made => made.end())
    const wire = undo.add(await wireTo(primary.port), made => made.end())
    const { engine } = await nodeOf(undo, wire.url)
    const { lease } = await won(engine, 'c')
    await until(async () => String(await say(other.url, 'INFO', 'replication')).includes('link_status:up'))
    await say(chosen.url, 'REPLICAOF', 'NO', 'ONE')
    await say(primary.url, 'CLIENT', 'KILL', 'TYPE', 'replica')
    expect(await sure(() => engine.commit(lease, change(0, 'a')))).toEqual({ ok: true, revision: 1 })
    // By then everybody knows of the choice.
    await new Promise(done => setTimeout(done, 5000))
    await say(other.url, 'REPLICAOF', '127.0.0.1', String(chosen.port))
    wire.turn(chosen.port)
    wire.cut()
    expect(await sure(() => engine.commit(lease, change(1, 'b')))).toEqual({ ok: true, revision: 2 })
    expect(await say(primary.url, 'INFO', 'replication')).toContain('role:master')
  })

  it('is asked to wait once for many commits', async () => {
    const { primary } = await pair()
    const { engine } = await nodeOf(undo, primary.url)
    const cids = Array.from({ length: 300 }, (_, n) => `c${n}`)
    const leases = await Promise.all(cids.map(async cid => (await won(engine, cid)).lease))
    const before = await waits(primary)
    await Promise.all(leases.map(lease => engine.commit(lease, change(0, 'a'))))
    expect((await waits(primary)) - before).toBeLessThan(30)
  })
})

/** How often the server was asked to wait. */
async function waits({ url }: TestServer): Promise<number> {
  const said = String(await say(url, 'INFO', 'commandstats'))
  return Number(/^cmdstat_wait:calls=(\d+)/m.exec(said)?.[1] ?? 0)
}
