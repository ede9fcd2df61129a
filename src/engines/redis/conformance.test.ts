// The promises of the port, kept by servers that are more than one, or of another make. A single one is among all engines in the folder above.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { conformance } from '../../testing/index.ts'
import type { Bed } from '../../testing/index.ts'
import { inRedis, overBadLine } from '../beds.fixture.ts'
import { clusterOf } from './cluster.fixture.ts'
import { pairOfServers } from './hands.fixture.ts'
import { noServer, OTHER, redisServer } from './server.fixture.ts'

const SERVERS = {
  'a server with a replica': pairOfServers,
  'a cluster of three': () => clusterOf(3, false),
  // Redis where the first is Valkey, and the other way round, if both are there.
  ...(OTHER !== undefined && { 'a server of another make': () => redisServer(undefined, undefined, OTHER) }),
}

const onGoodLine = (bed: Bed): Bed => bed
const onBadLine = (bed: Bed): Bed => overBadLine(bed, { chance: 0.3, delays: 2, seed: 17 })
/** Over a bad one where there is time: it takes minutes. */
const LINES =
  process.env['REPARTEE_CHAOS'] === undefined
    ? [['on a good line', onGoodLine] as const]
    : ([
        ['on a good line', onGoodLine],
        ['over a bad line', onBadLine],
      ] as const)

// Servers go by real time, of which a busy machine may let more pass than was asked for. What is wrong is wrong three times.
describe.skipIf(noServer(true)).each(Object.entries(SERVERS))('%s', { retry: 2 }, (_, make) => {
  let url = ''
  let end = async (): Promise<void> => undefined
  beforeAll(async () => ({ url, end } = await make()), 60_000)
  afterAll(() => end())

  describe.each(LINES)('%s', (__, line) => {
    const promises = conformance(() => line(inRedis(url))).map(({ name, run }) => [name, run] as const)
    it.each(promises)('%s', (___, run) => run())
  })
})
