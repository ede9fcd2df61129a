// The promises of the port, kept by every engine, also over a line that loses answers.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { conformance } from '../testing/index.ts'
import type { Bed } from '../testing/index.ts'
import { inFile, inMemory, inRedis, overBadLine } from './beds.fixture.ts'
import { anyServer, noServer } from './redis/server.fixture.ts'

const BEDS = {
  memory: inMemory,
  'sqlite, full': () => inFile('full'),
  'sqlite, normal': () => inFile('normal'),
}

const named = (make: () => Bed) => conformance(make).map(({ name, run }) => [name, run] as const)

describe.each(Object.entries(BEDS))('%s', (_, make) => {
  it.each(named(make))('%s', (__, run) => run())
})

describe.each(Object.entries(BEDS))('%s, over a bad line', (_, make) => {
  const over = () => overBadLine(make(), { chance: 0.3, delays: 2, seed: 17 })
  it.each(named(over))('%s', (__, run) => run())
})

// A server goes by real time, of which a busy machine may let more pass than was asked for. What is wrong is wrong three times.
describe.skipIf(noServer())('redis', { retry: 2 }, () => {
  let server: Awaited<ReturnType<typeof anyServer>>
  beforeAll(async () => {
    server = await anyServer()
  })
  afterAll(() => server.end())

  describe('on a good line', () => {
    it.each(named(() => inRedis(server.url)))('%s', (_, run) => run())
  })
  describe('over a bad line', () => {
    const over = () => overBadLine(inRedis(server.url), { chance: 0.3, delays: 2, seed: 17 })
    it.each(named(over))('%s', (_, run) => run())
  })
})
