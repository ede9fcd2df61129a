// Nodes fight for conversations while their wires are cut and held and the server stands still and is killed: what was acknowledged is
// there, once.
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ReparteeError } from '../../errors/index.ts'
import type { Engine } from '../port.ts'
import { redis } from './index.ts'
import { wireTo } from './proxy.fixture.ts'
import { noServer, redisServer } from './server.fixture.ts'

/** How long, s: once through what can happen, and a little more. */
const SECONDS = Number(process.env['REPARTEE_CHAOS'] ?? 4)
const NODES = 3
const CIDS = ['a', 'b', 'c', 'd']

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (data: Uint8Array | null): string => new TextDecoder().decode(data ?? new Uint8Array())

async function sure<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ReparteeError && error.code === 'unknown-outcome')) throw error
    }
  }
}

/** Takes it, whoever has it. */
async function taken(engine: Engine, cid: string) {
  for (;;) {
    const expect = await sure(() => engine.peek(cid))
    const claimed = await sure(() => engine.claim(cid, expect))
    if (claimed.won) return claimed
  }
}

it.skipIf(noServer(true))(
  'each acknowledged event is there once, in the order of revisions, whatever happens to wires and server',
  async () => {
    const server = await redisServer(['--appendonly', 'yes'])
    const wires = await Promise.all(Array.from({ length: NODES }, () => wireTo(server.port)))
    const engines = wires.map(({ url }) => redis(url))
    for (const engine of engines) await engine.start()
    const acknowledged: string[] = []
    const offered = new Set<string>()
    const gaps: string[] = []
    let isOver = false

    /** Adds events; who is fenced takes the conversation up anew, sometimes somebody takes it without need. */
    async function work(engine: Engine, me: string, cid: string): Promise<void> {
      let mine = await taken(engine, cid)
      for (let n = 0; !isOver; n++) {
        const event = `${me}.${n}`
        offered.add(event)
        if (n % 50 === 49) mine = await taken(engine, cid)
        for (;;) {
          const log = text(mine.data)
          // It was committed before the answer was lost, and taken up since.
          if (log.endsWith(` ${event}`) || log.includes(` ${event} `)) break
          const { lease, revision } = mine
          const data = bytes(`${log} ${event}`)
          const change = { revision, token: `${event} ${lease.epoch}.${revision}`, data, ttlMs: 1e9 }
          const committed = await sure(() => engine.commit(lease, change))
          if (committed.ok) {
            if (committed.revision !== revision + 1 || committed.healed !== undefined) gaps.push(event)
            mine = { ...mine, revision: committed.revision, data }
            break
          }
          mine = await taken(engine, cid)
        }
        acknowledged.push(event)
      }
    }

    const done = Promise.all(
      engines.flatMap((engine, at) => CIDS.map(cid => work(engine, `${at}${cid}`, cid))),
    )
    const faults = [
      async () => wires[0]?.cut(),
      async () => wires[1]?.cut(),
      async () => wires[2]?.hold(),
      async () => {
        server.signal('SIGSTOP')
        await wait(900)
        server.signal('SIGCONT')
      },
      async () => {
        await server.kill()
        await wait(200)
        await server.up()
      },
    ]
    const until = performance.now() + SECONDS * 1000
    for (let n = 0; performance.now() < until; n++) {
      await wait(150)
      await faults[n % faults.length]?.()
    }
    isOver = true
    await done
    const logs: string[] = []
    for (const cid of CIDS) {
      const { data, revision } = await taken(engines[0] as Engine, cid)
      const log = text(data).split(' ').filter(Boolean)
      expect(revision).toBe(log.length)
      logs.push(...log)
    }
    for (const engine of engines) await engine.stop()
    for (const wire of wires) await wire.end()
    await server.end()
    const known = new Set(logs)
    expect(known.size).toBe(logs.length)
    expect(acknowledged.filter(event => !known.has(event))).toEqual([])
    expect(logs.filter(event => !offered.has(event))).toEqual([])
    expect(gaps).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(100)
    if (SECONDS > 10) console.log(`${acknowledged.length} events acknowledged`)
  },
)
