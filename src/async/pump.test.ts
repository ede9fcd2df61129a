import { afterEach, describe, expect, it, vi } from 'vitest'
import { Async } from './async.ts'
import { Pump } from './pump.ts'
import type { Lane } from './pump.ts'
import { turn } from './testing.fixture.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A lane with `left` deliveries, each noted by its name. */
class Notes implements Lane {
  next: Lane | undefined = undefined
  queued: boolean = false
  readonly name: string
  left: number
  readonly notes: string[]

  constructor(name: string, left: number, notes: string[]) {
    this.name = name
    this.left = left
    this.notes = notes
  }

  get waiting(): boolean {
    return this.left > 0
  }

  deliver(limit: number): number {
    const steps = Math.min(limit, this.left)
    this.left -= steps
    for (let i = 0; i < steps; i++) this.notes.push(this.name)
    return steps
  }
}

const still = (): number => 0

describe('the pump', () => {
  it('delivers nothing inside add', async () => {
    const notes: string[] = []
    new Pump(still).add(new Notes('a', 1, notes))
    expect(notes).toEqual([])
    await turn()
    expect(notes).toEqual(['a'])
  })

  it('serves lanes in turn, so that a small one waits for one slice of each large one', async () => {
    const notes: string[] = []
    const pump = new Pump(still)
    pump.add(new Notes('large', 1000, notes))
    pump.add(new Notes('small', 1, notes))
    await turn()
    expect(notes.indexOf('small')).toBeLessThan(100)
    expect(notes).toHaveLength(1001)
  })

  it('serves a lane once however often it is added', async () => {
    const notes: string[] = []
    const pump = new Pump(still)
    const lane = new Notes('a', 2, notes)
    pump.add(lane)
    pump.add(lane)
    await turn()
    expect(notes).toEqual(['a', 'a'])
    lane.left = 1
    pump.add(lane)
    await turn()
    expect(notes).toHaveLength(3)
  })

  it('loses no lane when one is added again while it waits', async () => {
    const notes: string[] = []
    const pump = new Pump(still)
    const lanes = ['a', 'b', 'c'].map(name => new Notes(name, 100, notes))
    for (const lane of [...lanes, ...lanes]) pump.add(lane)
    await turn()
    expect(lanes.map(lane => lane.left)).toEqual([0, 0, 0])
  })

  it('leaves the event loop after 2 ms', async () => {
    const notes: string[] = []
    let ms = 0
    // Each look at the clock finds it one millisecond on.
    new Pump(() => ms++).add(new Notes('a', 1000, notes))
    await turn()
    const first = notes.length
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(100)
    await turn()
    expect(notes.length).toBeGreaterThan(first)
    expect(notes.length).toBeLessThan(200)
  })

  it('looks at the clock more often where deliveries are slow', async () => {
    const notes: string[] = []
    const pump = new Pump(() => notes.length)
    pump.add(new Notes('takes a millisecond', 300, notes))
    const turns: number[] = []
    while (notes.length < 300) {
      const before = notes.length
      await turn()
      turns.push(notes.length - before)
    }
    expect(turns.length).toBeGreaterThan(20)
    expect(turns.slice(10).every(deliveries => deliveries <= 3)).toBe(true)
  })

  it('leaves the event loop when the clock was set back', async () => {
    const notes: string[] = []
    let ms = 0
    new Pump(() => ms--).add(new Notes('a', 1000, notes))
    await turn()
    expect(notes.length).toBeLessThan(100)
    for (let i = 0; i < 100; i++) await turn()
    expect(notes).toHaveLength(1000)
  })

  it('leaves the event loop when the clock stands still', async () => {
    const notes: string[] = []
    new Pump(still).add(new Notes('a', 25_000, notes))
    await turn()
    expect(notes.length).toBeLessThan(25_000)
    for (let i = 0; i < 3; i++) await turn()
    expect(notes).toHaveLength(25_000)
  })

  it('lets I/O and other work in between two turns', async () => {
    const notes: string[] = []
    let ms = 0
    new Pump(() => ms++).add(new Notes('a', 200, notes))
    await turn()
    setImmediate(() => notes.push('other work'))
    while (notes.length < 201) await turn()
    expect(notes.indexOf('other work')).toBeLessThan(199)
  })
})

describe('without setImmediate', () => {
  const delivered = async (): Promise<unknown> => {
    const registries = new Async()
    const got = new Promise(resolve => {
      registries.installDispatch((_, event) => resolve(event.payload))
    })
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'e' })
    registries.publish('t', 'message')
    return got
  }

  it('a browser delivers by a message port', async () => {
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('setTimeout', undefined)
    expect(await delivered()).toBe('message')
  })

  it('a runtime that has neither delivers by setTimeout', async () => {
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('MessageChannel', undefined)
    expect(await delivered()).toBe('message')
  })
})
