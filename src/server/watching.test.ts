import { describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Watching } from './watching.ts'

function setUp() {
  const clock = standing()
  const onError = vi.fn<(error: unknown) => void>()
  const watching = new Watching(ms => new Promise(done => clock.setTimer(clock.now() + ms, done)), onError)
  const source = {
    value: 0,
    reads: 0,
    hook: undefined as (() => void) | undefined,
    read() {
      source.reads++
      if (source.value < 0) throw new Error('unreadable')
      return source.value
    },
    setChangeHook: (hook: (() => void) | undefined) => void (source.hook = hook),
    become(value: number) {
      source.value = value
      source.hook?.()
    },
  }
  return { clock, watching, source, onError }
}
const turn = (): Promise<void> => new Promise(done => setImmediate(done))

describe('watching', () => {
  it('tells the present value at once, and each change', async () => {
    const { watching, source } = setUp()
    const told: unknown[] = []
    watching.watch(source, 50, value => told.push(value))
    expect(told).toEqual([0])
    source.become(1)
    expect(told).toEqual([0])
    await turn()
    expect(told).toEqual([0, 1])
  })

  it('reads once for all who watch at one pace, however many changes there were, and misses none', async () => {
    const { watching, source, clock } = setUp()
    const told: unknown[][] = [[], [], []]
    for (const each of told) watching.watch(source, 50, value => each.push(value))
    source.reads = 0
    for (let i = 1; i <= 100; i++) source.become(i)
    await turn()
    expect(source.reads).toBe(1)
    source.become(101)
    await turn()
    expect(source.reads).toBe(1)
    clock.pass(50)
    await turn()
    expect(source.reads).toBe(2)
    expect(told).toEqual([
      [0, 100, 101],
      [0, 100, 101],
      [0, 100, 101],
    ])
  })

  it('hooks a source once, and lets go of it with the last who watches', async () => {
    const { watching, source } = setUp()
    const stops = [50, 50, 200].map(ms => watching.watch(source, ms, () => {}))
    const { hook } = source
    expect(hook).toBeDefined()
    for (const stop of stops) {
      expect(source.hook).toBe(hook)
      stop()
      stop()
    }
    expect(source.hook).toBeUndefined()
    expect(watching.size).toBe(0)
  })

  it('stops nobody when a source cannot be read', async () => {
    const { watching, source, onError, clock } = setUp()
    const told: unknown[] = []
    watching.watch(source, 50, value => told.push(value))
    source.become(-1)
    await turn()
    clock.pass(50)
    source.become(2)
    await turn()
    expect(told).toEqual([0, 2])
    expect(onError).toHaveBeenCalledOnce()
  })
})
