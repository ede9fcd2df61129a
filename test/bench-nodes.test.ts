// The bench of many nodes and the model that it feeds, checked with a few visitors and with cases whose answers are known, without any figure.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bench } from '../bench/harness.ts'
import { chance } from '../bench/nodes/chance.ts'
import { Cluster } from '../bench/nodes/cluster.ts'
import { events } from '../bench/nodes/events.ts'
import { fanOut } from '../bench/nodes/fan-out.ts'
import { Queues } from '../bench/nodes/queues.ts'
import { played } from '../bench/nodes/small.ts'
import { moves, storm } from '../bench/nodes/storm.ts'
import { takeover } from '../bench/nodes/takeover.ts'
import { findServer, serverWanted } from '../scripts/programs.mjs'

const isThere = findServer() !== undefined
if (!isThere && process.env['CI'] === 'true') throw new Error(serverWanted)

describe.runIf(isThere)('the bench of many nodes', { timeout: 120_000 }, () => {
  const lines: string[] = []
  let cluster: Cluster

  beforeAll(async () => {
    cluster = await Cluster.set(new Bench('nodes', line => void lines.push(line)), true)
  }, 60_000)
  afterAll(() => cluster.close())

  it('has clicks answered at the node that has the conversation and at another', async () => {
    await events(cluster)
    await cluster.clear()
    const { local, remote, bare } = cluster.learnt
    for (const taken of [local, remote, bare]) expect(taken?.p50).toBeGreaterThan(0)
    expect(lines.join()).toContain('a click, at another node: p99')
  })

  it('waits until the last of three nodes has heard a message', async () => {
    await fanOut(cluster)
    expect(cluster.learnt.fanOut?.lastMs).toBeGreaterThan(0)
  })

  it('has visitors of a node that was killed, stood still or was stopped go on at others', async () => {
    await takeover(cluster)
    const { killed, frozen, deployed } = cluster.learnt
    for (const taking of [killed, frozen, deployed]) expect(taking?.last).toBeGreaterThan(0)
  })
})

describe('work that waits for its turn', () => {
  it('is done one after the other by each process, what is urgent first', () => {
    const queues = new Queues(1, Infinity)
    const done: string[] = []
    for (const name of ['first', 'later']) queues.give(0, 10, () => done.push(name), false)
    queues.give(0, 10, () => done.push('urgent'))
    queues.run(100)
    expect(done).toEqual(['first', 'urgent', 'later'])
    expect(queues.used(0)).toBe(30)
  })

  it('takes twice as long where two processes share a core', () => {
    const over = (cores: number): number => {
      const queues = new Queues(2, cores)
      let at = 0
      for (const process of [0, 1]) queues.give(process, 10, () => (at = queues.now))
      queues.run(100)
      return at
    }
    expect([over(2), over(1)]).toEqual([10, 20])
  })

  it('waits as long as the theory of queues says, by chance', () => {
    // Poisson arrivals, exponential service, half busy: the mean time there is twice the mean service time.
    const { exponential } = chance(1)
    const queues = new Queues(1, Infinity)
    let [sum, count] = [0, 0]
    const come = (): void => {
      const from = queues.now
      queues.give(0, exponential(1), () => {
        sum += queues.now - from
        count++
      })
      queues.at(queues.now + exponential(2), come)
    }
    come()
    queues.run(400_000)
    expect(sum / count).toBeGreaterThan(1.9)
    expect(sum / count).toBeLessThan(2.1)
  })
})

describe('the model', () => {
  const local = { node: 100, redis: 10 }
  const remote = { node: 250, redis: 30 }

  it('answers as many events as the busiest process can, or all cores', () => {
    const fed = { local, remote, driver: 40 }
    const alone = played({ ...fed, cores: 8 }, { nodes: 1, isSticky: true })
    expect(alone.rate).toBeGreaterThan(9000)
    expect(alone.rate).toBeLessThan(10_500)
    const shared = played({ ...fed, cores: 1 }, { nodes: 3, isSticky: true })
    expect(shared.rate).toBeGreaterThan(6000)
    expect(shared.rate).toBeLessThan(7000)
  })

  it('brings every visitor of a dead node back, and nobody before it is known to be dead', () => {
    const given = {
      nodes: 5,
      shards: 1,
      lost: 1000,
      rate: 1000,
      sureAfter: 500_000,
      within: 100_000,
      lasts: 5e6,
    }
    const weathered = storm({ local, remote }, { ...given, taken: { node: 1000, redis: 100 } })
    expect(weathered.half).toBeGreaterThan(0.5)
    expect(weathered.last).toBeGreaterThan(0.74)
    expect(weathered.last).toBeLessThan(1)
  })

  it('says that nobody is back where the play ends too early', () => {
    const given = { nodes: 2, shards: 1, lost: 1000, rate: 10, sureAfter: 0, within: 0, lasts: 1000 }
    expect(storm({ local, remote }, { ...given, taken: local }).last).toBeNaN()
  })

  it('moves everybody at least once while all nodes are replaced', () => {
    const { mean, most } = moves(10)
    expect(mean).toBeGreaterThan(1)
    expect(most).toBeGreaterThan(1)
  })
})
