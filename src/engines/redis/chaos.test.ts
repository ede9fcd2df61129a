// Nodes fight for conversations while their wires are cut and held and the server stands still and is killed: what was acknowledged is
// there, once.
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { fightOf } from './fight.fixture.ts'
import { redis } from './index.ts'
import { wireTo } from './proxy.fixture.ts'
import { noServer, redisServer } from './server.fixture.ts'

/** How long, s: once through what can happen, and a little more. */
const SECONDS = Number(process.env['REPARTEE_CHAOS'] ?? 4)
const NODES = 3

it.skipIf(noServer(true))(
  'each acknowledged event is there once, in the order of revisions, whatever happens to wires and server',
  async () => {
    const server = await redisServer(['--appendonly', 'yes'])
    const wires = await Promise.all(Array.from({ length: NODES }, () => wireTo(server.port)))
    const engines = wires.map(({ url }) => redis(url))
    for (const engine of engines) await engine.start()
    const fight = fightOf(engines)
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
    await fight.end()
    for (const engine of engines) await engine.stop()
    for (const wire of wires) await wire.end()
    await server.end()
    expect(fight.acknowledged.length).toBeGreaterThan(100)
    if (SECONDS > 10) console.log(`${fight.acknowledged.length} events acknowledged`)
  },
)
