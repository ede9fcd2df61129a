// The engine and a real server: one that is not fit, that dies, that forgets, that is silent; and a wire that is cut. Past
// 250 lines, so that what can befall it is read in one place.
import { afterEach, describe, expect, it } from 'vitest'
import type { ReparteeError } from '../../errors/index.ts'
import type { Ears } from '../port.ts'
import { ALLOWED, bytes, change, nodeOf, say, sure, text, Undo, until, won } from './hands.fixture.ts'
import { redis } from './index.ts'
import { wireTo } from './proxy.fixture.ts'
import { freePort, noServer, redisServer } from './server.fixture.ts'
import type { TestServer } from './server.fixture.ts'

const undo = new Undo()
afterEach(undo.all)

const server = async (...settings: readonly string[]): Promise<TestServer> =>
  undo.add(await redisServer(settings), made => made.end())

const node = (url: string, ears: Partial<Ears> = {}) => nodeOf(undo, url, ears)

async function refusal(url: string): Promise<ReparteeError> {
  try {
    await redis(url).start()
  } catch (error) {
    return error as ReparteeError
  }
  throw new Error('it started')
}

describe('a URL', () => {
  it('is one of a server, and errors do not repeat it', () => {
    expect(() => redis('http://me:secret@localhost')).toThrow('bad-argument')
    expect(() => redis('http://me:secret@localhost')).not.toThrow('secret')
    expect(() => redis('localhost')).toThrow('bad-argument')
    expect(() => redis('redis://localhost', { prefix: 'a{b}' })).toThrow('bad-argument')
    expect(() => redis('redis://localhost', { replicas: -1 })).toThrow('bad-argument')
  })

  it('leads to nobody', async () => {
    const port = await freePort()
    const error = await refusal(`redis://me:secret@127.0.0.1:${port}`)
    expect(error).toMatchObject({ code: 'store-unreachable' })
    expect(error.message).toContain(`redis://127.0.0.1:${port} cannot be used`)
    expect(error.message).toContain('ECONNREFUSED')
    expect(error.message.split('\n')).toHaveLength(4)
  })
})

/** A server that has come back with nothing, which one of two nodes knows, and not the one that committed. */
async function forgotten() {
  const forgetful = await server('--appendonly', 'no')
  const wire = await wireTo(forgetful.port)
  undo.add(wire, made => made.end())
  const [one, two] = [await node(wire.url), await node(forgetful.url)]
  const { lease } = await won(one.engine, 'c')
  await one.engine.commit(lease, change(0, 'a'))
  wire.shut()
  await forgetful.kill()
  await forgetful.up()
  return { forgetful, wire, one, two, lease }
}

describe.skipIf(noServer(true))('a server', () => {
  it('that wants another password is not used', async () => {
    const { port, url } = await server('--requirepass', 'right')
    expect(await refusal(url)).toMatchObject({ code: 'store-denied' })
    const error = await refusal(`redis://:wrong@127.0.0.1:${port}`)
    expect(error).toMatchObject({ code: 'store-denied' })
    expect(error.message).not.toContain('wrong@')
    const { engine } = await node(`redis://:right@127.0.0.1:${port}`)
    expect(await engine.peek('c')).toBe(null)
  })

  it('lets a user in who may do no more than is needed', async () => {
    const { port, url } = await server()
    await say(url, 'ACL', 'SETUSER', 'shop', ...ALLOWED)
    const shop = redis(`redis://shop:secret@127.0.0.1:${port}`, { prefix: 'shop' })
    await shop.start()
    undo.add(shop, made => made.stop())
    const { lease } = await won(shop, 'c')
    expect(await shop.commit(lease, change(0, 'a', { wakeAt: 1 }))).toEqual({ ok: true, revision: 1 })
    expect(await shop.overdue(10)).toEqual(['c'])
    await shop.join('t')
    expect(await shop.publish('t', bytes('hello'))).toBe(1)
    await shop.put('b', bytes('baton'), 1000)
    expect(text(await shop.pop('b', 'me'))).toBe('baton')
    expect(await shop.limit('l', { perSecond: 1, burst: 1 }, 1)).toEqual({ ok: true, retryMs: 0 })
    expect(await shop.alive('redis~nobody')).toBe(false)
    await shop.release(lease, 1)
    const other = redis(`redis://shop:secret@127.0.0.1:${port}`, { prefix: 'office' })
    await expect(other.start()).rejects.toMatchObject({ code: 'store-denied' })
  })

  it('that may evict is not used', async () => {
    const { url } = await server('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru')
    const error = await refusal(url)
    expect(error).toMatchObject({ code: 'store-unsupported' })
    expect(error.message).toContain('allkeys-lru')
  })

  it('that only follows another one is not used', async () => {
    const { url } = await server('--replicaof', '127.0.0.1', String(await freePort()))
    expect(await refusal(url)).toMatchObject({ code: 'store-unreachable' })
  })

  it('that is full says so, and takes less again', async () => {
    const { url } = await server()
    const { engine } = await node(url)
    const { lease } = await won(engine, 'c')
    await engine.commit(lease, change(0, 'a'))
    await engine.commit(lease, change(1, 'b'))
    await say(url, 'CONFIG', 'SET', 'maxmemory', '1mb')
    await expect(engine.commit(lease, change(2, 'c'))).rejects.toMatchObject({ code: 'store-full' })
    await say(url, 'CONFIG', 'SET', 'maxmemory', '100mb')
    expect(await engine.commit(lease, change(2, 'c'))).toEqual({ ok: true, revision: 3 })
  })

  it('that has forgotten the scripts is told them again', async () => {
    const { url } = await server()
    const { engine } = await node(url)
    const { lease } = await won(engine, 'c')
    await say(url, 'SCRIPT', 'FLUSH')
    expect(await engine.commit(lease, change(0, 'a'))).toEqual({ ok: true, revision: 1 })
  })

  it('that is killed has what was acknowledged when it is there again, and nodes come back by themselves', async () => {
    const kept = await server('--appendonly', 'yes')
    let resyncs = 0
    const heard: string[] = []
    const one = await node(kept.url, { resync: () => resyncs++, topic: (_, said) => heard.push(text(said)) })
    const two = await node(kept.url)
    await one.engine.join('t')
    const { lease } = await won(one.engine, 'c')
    await one.engine.commit(lease, change(0, 'a', { wakeAt: 1 }))
    await kept.kill()
    await expect(one.engine.commit(lease, change(1, 'b'))).rejects.toMatchObject({ code: 'unknown-outcome' })
    await kept.up()
    expect(await sure(() => one.engine.commit(lease, change(1, 'b', { wakeAt: 1 })))).toEqual({
      ok: true,
      revision: 2,
    })
    await until(() => resyncs > 0)
    expect(await sure(() => two.engine.overdue(10))).toEqual(['c'])
    expect(await sure(() => two.engine.alive(one.id))).toBe(true)
    await until(async () => (await sure(() => two.engine.publish('t', bytes('hello')))) === 1)
    await until(() => heard.includes('hello'))
  })

  it('that comes back without the last seconds is given them again', async () => {
    const forgetful = await server('--appendonly', 'no')
    const one = await node(forgetful.url)
    const two = await node(forgetful.url)
    const { lease } = await won(one.engine, 'kept')
    for (const [revision, said] of ['a', 'b', 'c'].entries())
      await one.engine.commit(lease, change(revision, said, { wakeAt: 1 }))
    const dropped = await won(one.engine, 'dropped')
    await one.engine.commit(dropped.lease, change(0, 'a'))
    await one.engine.drop(dropped.lease)
    const passed = await won(one.engine, 'passed on')
    await one.engine.commit(passed.lease, change(0, 'a'))
    await one.engine.release(passed.lease, 1)
    const taken = await won(two.engine, 'passed on')
    await two.engine.commit(taken.lease, change(1, 'b'))
    await forgetful.kill()
    await forgetful.up()
    expect(await sure(() => two.engine.alive(one.id))).toBe(true)
    await until(async () => (await sure(() => two.engine.peek('kept'))) !== null)
    await until(async () => (await sure(() => one.engine.peek('passed on'))) !== null)
    expect(await sure(() => two.engine.overdue(10))).toEqual(['kept'])
    expect(await sure(() => one.engine.commit(lease, change(3, 'd')))).toEqual({ ok: true, revision: 4 })
    expect(await won(two.engine, 'passed on')).toMatchObject({ revision: 2, lease: taken.lease })
    expect(await sure(() => two.engine.peek('dropped'))).toBe(null)
  })

  it('that stands still when it has come back gives others no time by that', async () => {
    const { forgetful, wire, two, lease } = await forgotten()
    await until(async () => (await sure(() => two.engine.overdue(1))).length === 0)
    forgetful.signal('SIGSTOP')
    await new Promise(done => setTimeout(done, 1800))
    const asked = sure(() => two.engine.peek('c'))
    forgetful.signal('SIGCONT')
    wire.open()
    expect(await asked).toEqual(lease)
  })

  it('that comes back is not asked whose something is until others had time to put again what it lost', async () => {
    const { wire, one, two, lease } = await forgotten()
    const asked = [sure(() => two.engine.peek('c')), sure(() => two.engine.claim('c', null))]
    await until(async () => (await sure(() => two.engine.overdue(1))).length === 0)
    wire.open()
    expect(await Promise.all(asked)).toEqual([lease, { won: false, lease }])
    expect(await sure(() => one.engine.commit(lease, change(1, 'b')))).toEqual({ ok: true, revision: 2 })
  })

  it('that stands still for a while is waited for, each call a bounded time', async () => {
    const still = await server()
    const { engine } = await node(still.url)
    const { lease } = await won(engine, 'c')
    still.signal('SIGSTOP')
    const commit = engine.commit(lease, change(0, 'a'))
    await expect(commit).rejects.toMatchObject({ code: 'unknown-outcome' })
    still.signal('SIGCONT')
    expect(await sure(() => engine.commit(lease, change(0, 'a')))).toEqual({ ok: true, revision: 1 })
  })
})

describe.skipIf(noServer(true))('a wire', () => {
  it('that is cut costs no commit and makes none twice', async () => {
    const { port } = await server()
    const wire = await wireTo(port)
    undo.add(wire, made => made.end())
    const { engine } = await node(wire.url)
    const { lease } = await won(engine, 'c')
    for (let revision = 0; revision < 200; revision++) {
      if (revision % 20 === 10) setImmediate(wire.cut)
      const committed = await sure(() => engine.commit(lease, change(revision, `t${revision}`)))
      expect(committed).toEqual({ ok: true, revision: revision + 1 })
    }
    expect(wire.made).toBeGreaterThan(10)
  })

  it('that is cut is said to those who listen, once it is mended', async () => {
    const { port, url } = await server()
    const wire = await wireTo(port)
    undo.add(wire, made => made.end())
    let resyncs = 0
    const frames: string[] = []
    const one = await node(wire.url, { resync: () => resyncs++, frame: said => frames.push(text(said)) })
    const two = await node(url)
    wire.cut()
    await until(() => resyncs === 1)
    expect(await two.engine.send(one.id, bytes('hello'))).toBe(1)
    await until(() => frames.length > 0)
    expect(frames).toEqual(['hello'])
  })

  it('that is cut while others speak: what was missed is said before what came after it', async () => {
    const { port, url } = await server()
    const wire = await wireTo(port)
    undo.add(wire, made => made.end())
    const heard: (number | 'resync')[] = []
    const one = await node(wire.url, {
      topic: (_, said) => heard.push(Number(text(said))),
      resync: () => heard.push('resync'),
    })
    const two = await node(url)
    const topics = ['t', 'u', 'v', 'w', 'x']
    for (const topic of topics) await one.engine.join(topic)
    for (let n = 0; n < 4000; n++) {
      if (n % 500 === 250) wire.cut()
      await two.engine.publish(topics[n % topics.length]!, bytes(String(n)))
    }
    await until(async () => (await sure(() => two.engine.publish('t', bytes('4000')))) === 1)
    await until(() => heard.at(-1) === 4000)
    let last = -1
    let gaps = 0
    for (const [at, each] of heard.entries()) {
      if (each === 'resync' || each === 4000) continue
      if (each !== last + 1) {
        gaps++
        expect(heard.slice(heard.indexOf(last), at)).toContain('resync')
      }
      last = each
    }
    expect(gaps).toBeGreaterThan(3)
  })

  it('that is silent is given up, and another one is made', async () => {
    const { port, url } = await server()
    const wire = await wireTo(port)
    undo.add(wire, made => made.end())
    const frames: string[] = []
    let resyncs = 0
    const one = await node(wire.url, { frame: said => frames.push(text(said)), resync: () => resyncs++ })
    const two = await node(url)
    const { lease } = await won(one.engine, 'c')
    wire.hold()
    expect(await sure(() => one.engine.commit(lease, change(0, 'a')))).toEqual({ ok: true, revision: 1 })
    await until(() => resyncs > 0)
    await two.engine.send(one.id, bytes('hello'))
    await until(() => frames.includes('hello'))
  })
})

describe.skipIf(noServer(true))('a node', () => {
  it('that was thought dead is told to ask for everything afresh', async () => {
    const { url } = await server()
    let resyncs = 0
    const { id } = await node(url, { resync: () => resyncs++ })
    await say(url, 'DEL', `rp:n:${id}`)
    await until(() => resyncs > 0)
  })

  it('whose connections are gone is dead before its sign of life has passed', async () => {
    const { url } = await server()
    const { engine } = await node(url)
    await say(url, 'SET', 'rp:n:redis~ghost', '1', 'PX', '100000')
    expect(await engine.alive('redis~ghost')).toBe(false)
    expect(await say(url, 'EXISTS', 'rp:n:redis~ghost')).toBe(1)
  })

  it('is none that shares its server under another prefix', async () => {
    const { url } = await server()
    const [shop, office] = [redis(url, { prefix: 'shop' }), redis(url, { prefix: 'office' })]
    for (const engine of [shop, office]) {
      await engine.start()
      undo.add(engine, made => made.stop())
    }
    const { lease } = await won(shop, 'c')
    await shop.commit(lease, change(0, 'a', { wakeAt: 1 }))
    await office.join('t')
    expect(await office.peek('c')).toBe(null)
    expect(await office.overdue(10)).toEqual([])
    expect(await shop.publish('t', bytes('hello'))).toBe(0)
  })

  it('that was stopped says so, and starts again as another one', async () => {
    const { url } = await server()
    const engine = redis(url)
    const first = await engine.start()
    await engine.stop()
    await expect(engine.peek('c')).rejects.toMatchObject({ code: 'not-open' })
    const second = await engine.start()
    undo.add(engine, made => made.stop())
    expect(second).not.toBe(first)
    expect(await engine.alive(first)).toBe(false)
  })

  it('clears away what was due of conversations that expired', async () => {
    const { url } = await server()
    const { engine } = await node(url)
    for (let n = 0; n < 30; n++) {
      const { lease } = await won(engine, `c${n}`)
      await engine.commit(lease, change(0, 'a', { wakeAt: n + 1, ttlMs: n % 3 === 0 ? 1_000_000 : 1 }))
    }
    await until(async () => (await engine.overdue(100)).length === 10)
    expect(await engine.overdue(4)).toEqual(['c0', 'c3', 'c6', 'c9'])
    const kept = (await say(url, 'EVAL', COUNTED, '0')) as number
    expect(kept).toBe(10)
  })
})

/** Timers that are kept, in all slots. */
const COUNTED = `local kept = 0
for slot = 0, 63 do kept = kept + redis.call('ZCARD', 'rp:{' .. slot .. '}:w') end
return kept`
