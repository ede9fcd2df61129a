import { describe, expect, it } from 'vitest'
import { nodeGauges } from './gauges.ts'
import type { Gauged } from './gauges.ts'
import { virtualOutside } from './outside.fixture.ts'
import { ProcessFigures } from './process.ts'
import { witness } from './witness.fixture.ts'

function program() {
  const outside = virtualOutside()
  let [taken, open] = [0, 0]
  // Half of a core, a quarter of the loop, a tenth in collections.
  const take = (): Gauged => {
    const ms = outside.ticks()
    return {
      delayMeanMs: 1.23456,
      delayP99Ms: 4,
      delayMaxMs: 9,
      cpuMs: 700 + ms / 2,
      activeMs: ms / 4,
      idleMs: (ms * 3) / 4,
      gcMs: ms / 10,
      gcs: taken++,
      rssBytes: 5000 + taken,
      heapUsedBytes: 3000,
      heapTotalBytes: 4000,
      externalBytes: 1000,
    }
  }
  const figures = new ProcessFigures({
    outside,
    gauges: () => (open++, { take, close: () => void open-- }),
  })
  return { outside, figures, taken: () => taken, open: () => open }
}

describe('the figures of the process', () => {
  it('are of the second that has passed', async () => {
    const { outside, figures } = program()
    figures.start()
    expect(figures.read()).toEqual({
      pid: process.pid,
      node: process.version,
      platform: process.platform,
      startedAt: expect.any(Number),
      last: null,
    })
    await outside.pass(2000)
    expect(figures.read().last).toEqual({
      at: outside.now(),
      delayMeanMs: 1.235,
      delayP99Ms: 4,
      delayMaxMs: 9,
      cpu: 0.5,
      loop: 0.25,
      gc: 0.1,
      gcs: 1,
      rssBytes: 5003,
      heapUsedBytes: 3000,
      heapTotalBytes: 4000,
      externalBytes: 1000,
    })
  })

  it('are taken once a second, however often somebody looks', async () => {
    const { outside, figures, taken } = program()
    figures.start()
    figures.start()
    const watched = witness(figures)
    for (let i = 0; i < 10; i++) {
      await outside.pass(1000)
      for (let viewer = 0; viewer < 100; viewer++) {
        watched.look()
        expect(figures.samples()).toBe(figures.samples())
      }
    }
    expect([taken(), watched.nudges, figures.samples().length]).toEqual([11, 10, 10])
  })

  it('reach back five minutes', async () => {
    const { outside, figures } = program()
    figures.start()
    await outside.pass(1_000_000)
    const at = figures.samples().map(sample => sample.at)
    expect([at.length, outside.now() - at[0]!, outside.now() - at.at(-1)!]).toEqual([300, 299_000, 0])
  })

  it('cost nothing before the start and after the end', async () => {
    const { outside, figures, taken, open } = program()
    await outside.pass(10_000)
    expect([taken(), open(), outside.waiting]).toEqual([0, 0, 0])
    figures.start()
    await outside.pass(1000)
    await figures.close()
    await figures.close()
    await outside.pass(10_000)
    expect([taken(), open(), outside.waiting]).toEqual([2, 0, 0])
  })
})

describe("Node's gauges", () => {
  it('see that the event loop was held up, what it cost, and what memory there is', async () => {
    const gauges = nodeGauges()
    const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 50))
    await turn()
    const before = gauges.take()
    await turn()
    const until = performance.now() + 120
    while (performance.now() < until);
    await turn()
    const after = gauges.take()
    gauges.close()
    expect(after.delayMaxMs).toBeGreaterThan(80)
    expect(after.delayMaxMs).toBeGreaterThanOrEqual(after.delayP99Ms)
    expect(after.cpuMs).toBeGreaterThan(before.cpuMs)
    expect(after.activeMs).toBeGreaterThan(before.activeMs)
    expect(after.rssBytes).toBeGreaterThan(after.heapUsedBytes)
  })

  it('give numbers when nothing was measured yet', () => {
    const gauges = nodeGauges()
    expect(Object.values(gauges.take()).every(Number.isFinite)).toBe(true)
    gauges.close()
  })
})
