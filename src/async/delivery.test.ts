import { afterEach, describe, expect, it, vi } from 'vitest'
import { Async } from './async.ts'
import type { ConversationEvent, Dispatch } from './event.ts'
import { turn, VirtualClock } from './testing.fixture.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const broken = new Error('broken')

/** Three subscribers of topic `t`: c1, c2, c3. */
function three(options: { onError?: (error: unknown, cid: string, event: ConversationEvent) => void } = {}) {
  const registries = new Async(options)
  for (const cid of ['c1', 'c2', 'c3'])
    registries.subscribe({ cid, instanceId: 'i0', topic: 't', event: 'e' })
  return registries
}

describe('a delivery that fails', () => {
  it('by throwing is reported and stops no other', async () => {
    const failures: unknown[] = []
    const registries = three({ onError: (error, cid, event) => failures.push([error, cid, event]) })
    const got: string[] = []
    registries.installDispatch(cid => {
      got.push(cid)
      if (cid === 'c2') throw broken
    })
    registries.publish('t', 1)
    await turn()
    expect(got).toEqual(['c1', 'c2', 'c3'])
    expect(failures).toEqual([[broken, 'c2', { instanceId: 'i0', event: 'e', payload: 1, signals: {} }]])
  })

  it('by rejecting is reported and stops no other', async () => {
    const failures: unknown[] = []
    const registries = three({ onError: (error, cid) => failures.push([error, cid]) })
    const got: string[] = []
    registries.installDispatch(async cid => {
      if (cid === 'c2') throw broken
      got.push(cid)
    })
    registries.publish('t', 1)
    await turn()
    expect(got).toEqual(['c1', 'c3'])
    expect(failures).toEqual([[broken, 'c2']])
  })

  it('of a timer stops no other timer', () => {
    const clock = new VirtualClock()
    const failures: unknown[] = []
    const registries = new Async({ clock, onError: error => failures.push(error) })
    const got: string[] = []
    registries.installDispatch((_, { event }) => {
      if (event === 'bad') throw broken
      got.push(event)
    })
    for (const event of ['bad', 'good'])
      registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: 5, event })
    clock.advance(5)
    expect([got, failures]).toEqual([['good'], [broken]])
  })

  it('is told to console.error if nobody else listens', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    const registries = three()
    const error = new Error('broken')
    registries.installDispatch(() => {
      throw error
    })
    registries.publish('t', 1)
    await turn()
    expect(complaint.mock.calls).toHaveLength(3)
    expect(complaint.mock.calls[0]).toEqual([expect.stringContaining('delivering e to c1'), error])
  })

  it('and whose report fails too stops no other', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    const got: string[] = []
    const registries = three({
      onError: () => {
        throw new Error('worse')
      },
    })
    registries.installDispatch(cid => {
      got.push(cid)
      throw new Error('broken')
    })
    registries.publish('t', 1)
    await turn()
    expect(got).toEqual(['c1', 'c2', 'c3'])
    expect(complaint.mock.calls.map(call => String(call[1])).slice(0, 2)).toEqual([
      'Error: broken',
      'Error: worse',
    ])
  })
})

describe('a dispatch that takes its time', () => {
  it('holds up neither others nor its own next message, and is called in order', async () => {
    const registries = three()
    const got: [string, unknown][] = []
    let release = (): void => {}
    const gate = new Promise<void>(resolve => (release = resolve))
    registries.installDispatch(async (cid, event) => {
      got.push([cid, event.payload])
      if (cid === 'c1') await gate
    })
    registries.publish('t', 1)
    registries.publish('t', 2)
    await turn()
    expect(got.filter(([cid]) => cid === 'c1')).toEqual([
      ['c1', 1],
      ['c1', 2],
    ])
    expect(got).toHaveLength(6)
    release()
  })

  it('that answers something else than a promise is no failure', async () => {
    const failures: unknown[] = []
    const registries = three({ onError: error => failures.push(error) })
    for (const odd of [null, 7, 'x', { then: 7 }]) {
      registries.installDispatch((() => odd) as unknown as Dispatch)
      registries.publish('t', 1)
      await turn()
    }
    expect(failures).toEqual([])
  })
})

describe('the installed dispatch', () => {
  it('is missing at first, and what would be delivered is dropped silently', async () => {
    const clock = new VirtualClock()
    const registries = new Async({ clock })
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'e' })
    registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: 1, event: 'tick' })
    expect(registries.publish('t', 1)).toBe(1)
    clock.advance(1)
    await turn()
    const got: unknown[] = []
    registries.installDispatch((_, event) => void got.push(event))
    clock.advance(1)
    await turn()
    expect(got).toEqual([])
  })

  it('can be replaced, and what is on its way goes to the new one', async () => {
    const clock = new VirtualClock()
    const registries = new Async({ clock })
    const got: string[] = []
    registries.installDispatch((_, { event }) => void got.push(`old ${event}`))
    registries.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'message' })
    registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: 1, event: 'tick' })
    registries.publish('t', 1)
    registries.installDispatch((_, { event }) => void got.push(`new ${event}`))
    await turn()
    clock.advance(1)
    expect(got).toEqual(['new message', 'new tick'])
  })
})

it('two of them in one process know nothing of each other', async () => {
  const [one, other] = [new Async(), new Async()]
  const got: string[] = []
  one.installDispatch(() => void got.push('one'))
  other.installDispatch(() => void got.push('other'))
  one.subscribe({ cid: 'c1', instanceId: 'i0', topic: 't', event: 'e' })
  expect(other.publish('t', 1)).toBe(0)
  expect(one.publish('t', 1)).toBe(1)
  one.putPendingFlow('c1', 'counter')
  expect(other.pendingFlow('c1')).toBeUndefined()
  await turn()
  expect(got).toEqual(['one'])
})
