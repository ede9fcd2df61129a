// A primary with two replicas and three sentinels: it is killed, or stands still and comes back, while nodes go on.
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { fightOf } from './fight.fixture.ts'
import { bytes, change, nodeOf, say, sure, text, Undo, until, won } from './hands.fixture.ts'
import { redis } from './index.ts'
import { newest } from './sentinel.ts'
import { noServer, redisServer, replicaOf, sentinelsOf } from './server.fixture.ts'
import type { TestServer } from './server.fixture.ts'

const undo = new Undo()
afterEach(undo.all)

async function watched() {
  const end = (made: { end(): Promise<void> }) => made.end()
  const primary = undo.add(await redisServer(), end)
  const replicas = [
    undo.add(await replicaOf(primary.port), end),
    undo.add(await replicaOf(primary.port), end),
  ]
  await until(
    async () => String(await say(primary.url, 'INFO', 'replication')).split('state=online').length === 3,
  )
  const sentinels = undo.add(await sentinelsOf(primary.port, 'shop'), end)
  // Each knows the others and the replicas.
  for (const { url } of sentinels.all)
    await until(async () => /slaves=2,sentinels=3/.test(String(await say(url, 'INFO', 'sentinel'))))
  return { primary, replicas, sentinels }
}

/** Most of the sentinels name another one. */
async function failedOver({ port }: TestServer, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    await until(async () => {
      const named = await say(url, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'shop')
      return (named as readonly string[])[1] !== String(port)
    })
  }
}

/** Who becomes one closes all connections. */
const isReplica = ({ url }: TestServer): Promise<boolean> =>
  say(url, 'INFO', 'replication').then(
    said => String(said).includes('role:slave'),
    () => false,
  )

const LONG = { timeout: 90_000 }

describe('of what sentinels say', () => {
  const said = (port: number, epoch: number) => Promise.resolve({ at: { host: 'h', port }, epoch })
  const silent = new Promise<never>(() => {})

  it('the newest counts, as soon as most have spoken', async () => {
    expect(await newest([said(1, 4), said(2, 5), silent])).toEqual({ host: 'h', port: 2 })
  })

  it('one is enough where all others are gone', async () => {
    expect(
      await newest([said(1, 4), Promise.reject(new Error('x')), Promise.reject(new Error('x'))]),
    ).toEqual({
      host: 'h',
      port: 1,
    })
    await expect(newest([Promise.reject(new Error('nobody'))])).rejects.toThrow('nobody')
  })
})

describe.skipIf(noServer(true))('a primary that sentinels watch', LONG, () => {
  it('that is killed gives way to a replica, and nothing that was acknowledged is lost', async () => {
    const { primary, sentinels } = await watched()
    const heard: string[] = []
    let resyncs = 0
    const ears = { resync: () => resyncs++, topic: (_: string, said: Uint8Array) => heard.push(text(said)) }
    const one = await nodeOf(undo, sentinels.url, ears)
    const two = await nodeOf(undo, sentinels.url)
    await one.engine.join('t')
    const fight = fightOf([one.engine, two.engine])
    await until(() => fight.acknowledged.length > 100)
    await primary.kill()
    const before = fight.acknowledged.length
    await until(() => fight.acknowledged.length > before + 100)
    await fight.end()
    await until(() => resyncs > 0)
    await until(async () => (await sure(() => two.engine.publish('t', bytes('hello')))) === 1)
    await until(() => heard.includes('hello'))
    expect(await sure(() => two.engine.alive(one.id))).toBe(true)
    // It is a replica when it is back.
    await primary.up()
    await until(() => isReplica(primary))
  })

  it('that stands still and comes back acknowledges nothing that is lost', async () => {
    const { primary, sentinels } = await watched()
    const one = await nodeOf(undo, sentinels.url)
    const two = await nodeOf(undo, sentinels.url)
    // They know nothing of sentinels; and one does not wait for replicas.
    const careful = await nodeOf(undo, primary.url)
    const hasty = await nodeOf(undo, primary.url, {}, { replicas: 0 })
    const kept = await won(careful.engine, 'kept')
    const lost = await won(hasty.engine, 'lost')
    await say(primary.url, 'WAIT', '2', '1000')
    const fight = fightOf([one.engine, two.engine])
    await until(() => fight.acknowledged.length > 100)
    primary.signal('SIGSTOP')
    const urls = sentinels.all.map(({ url }) => url)
    await failedOver(primary, urls)
    primary.signal('SIGCONT')
    const acknowledged = { careful: 0, hasty: 0 }
    while (!(await isReplica(primary))) {
      await Promise.allSettled([
        careful.engine.commit(kept.lease, change(0, 'a')).then(() => acknowledged.careful++),
        hasty.engine.commit(lost.lease, change(0, 'a')).then(() => acknowledged.hasty++),
      ])
      await wait(50)
    }
    expect(acknowledged.careful).toBe(0)
    // What others have to wait for.
    expect(acknowledged.hasty).toBeGreaterThan(0)
    const found = await won(one.engine, 'lost', lost.lease)
    expect(found.revision).toBe(0)
    const before = fight.acknowledged.length
    await until(() => fight.acknowledged.length > before + 100)
    await fight.end()
  })

  it('is found by those who know the password that sentinels ask for', async () => {
    const primary = undo.add(await redisServer(['--requirepass', 'secret']), made => made.end())
    const sentinels = undo.add(await sentinelsOf(primary.port, 'shop', 'secret'), made => made.end())
    const { engine } = await nodeOf(undo, sentinels.url, {}, { replicas: 0 })
    expect(await engine.peek('c')).toBe(null)
    const error = await redis(sentinels.url.replace(':secret@', ''))
      .start()
      .catch((cause: unknown) => cause)
    expect(error).toMatchObject({ code: 'store-denied' })
  })

  it('is found though sentinels are gone, and not by a name that they do not know', async () => {
    const { sentinels } = await watched()
    const { engine } = await nodeOf(undo, sentinels.url)
    await sentinels.all[0]?.kill()
    await sentinels.all[1]?.kill()
    const { lease } = await won(engine, 'c')
    expect(await engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
    const late = await nodeOf(undo, sentinels.url)
    expect((await late.engine.peek('c'))?.epoch).toBe(1)
    const wrong = redis(sentinels.url.replace('/shop', '/office'))
    await expect(wrong.start()).rejects.toMatchObject({ code: 'store-unsupported' })
  })
})
