// The Notifier as its callers know it: one test for each sentence of its documentation.
// Random interleavings are in subscriber.test.ts; what happens with very many readers is in bell.test.ts.
// Past 250 lines because the documentation has that many sentences.
import { expect, expectTypeOf, test } from 'vitest'
import { Notifier } from './index.ts'
import type { ChangeHook, ChangeSource, Nudges } from './index.ts'

const nudge = { done: false, value: undefined }
const done = { done: true, value: undefined }

/** Everything that can run without the event loop turning. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

/** What became of a promise so far. */
function watched(promise: Promise<unknown>): { readonly read: unknown } {
  const watch = { read: 'waiting' as unknown }
  void promise.then(read => (watch.read = read))
  return watch
}

test('a notify nudges every subscriber', async () => {
  const notifier = new Notifier()
  const subscribers = [notifier.subscribe(), notifier.subscribe(), notifier.subscribe()]
  const waiting = subscribers[0]?.next()
  notifier.notify()
  expect(subscribers.map(nudges => nudges.pending)).toEqual([false, true, true])
  expect(await waiting).toEqual(nudge)
  expect(await subscribers[1]?.next()).toEqual(nudge)
})

test('a subscriber that has a nudge pending is left alone: many changes are one wake-up', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  for (let i = 0; i < 100; i++) notifier.notify()
  expect(await nudges.next()).toEqual(nudge)
  expect(nudges.pending).toBe(false)
  const second = watched(nudges.next())
  await settle()
  expect(second.read).toBe('waiting')
})

test('the buffer holds one nudge while the subscriber is busy', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  let looks = 0
  let finish = (): void => {}
  const loop = (async () => {
    for await (const _ of nudges) {
      looks++
      await new Promise<void>(resolve => (finish = resolve))
    }
  })()
  notifier.notify()
  await settle()
  expect(looks).toBe(1)
  notifier.notify()
  notifier.notify()
  expect(nudges.pending).toBe(true)
  finish()
  await settle()
  expect(looks).toBe(2)
  finish()
  await settle()
  expect(looks).toBe(2)
  nudges.cancel()
  await loop
})

test('notify runs no subscriber code', async () => {
  const notifier = new Notifier()
  const ran: string[] = []
  void notifier
    .subscribe()
    .next()
    .then(() => ran.push('subscriber'))
  notifier.notify()
  ran.push('notify returned')
  await settle()
  expect(ran).toEqual(['notify returned', 'subscriber'])
})

test('notify neither throws nor stops at a subscriber whose loop throws', async () => {
  const notifier = new Notifier()
  const failing = (async () => {
    for await (const _ of notifier.subscribe()) throw new Error('mine')
  })()
  const other = notifier.subscribe()
  const read = other.next()
  expect(() => notifier.notify()).not.toThrow()
  await expect(failing).rejects.toThrow('mine')
  expect(await read).toEqual(nudge)
  expect(notifier.size).toBe(1)
})

test('notify may be called from inside a subscriber own loop, which then looks once more', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  let looks = 0
  const loop = (async () => {
    for await (const _ of nudges) if (++looks === 1) notifier.notify()
  })()
  notifier.notify()
  await settle()
  expect(looks).toBe(2)
  nudges.cancel()
  await loop
})

test('subscriptions may come and go inside a woken loop', async () => {
  const notifier = new Notifier()
  const first = notifier.subscribe()
  const second = notifier.subscribe()
  const joined: Nudges[] = []
  const loop = (async () => {
    for await (const _ of first) {
      second.cancel()
      joined.push(notifier.subscribe())
    }
  })()
  const secondRead = second.next()
  notifier.notify()
  await settle()
  expect(await secondRead).toEqual(nudge)
  expect(joined.map(nudges => nudges.pending)).toEqual([false])
  expect(notifier.size).toBe(2)
  first.cancel()
  await loop
})

test('a new subscriber is not nudged for what happened before it came', async () => {
  const notifier = new Notifier()
  notifier.notify()
  const nudges = notifier.subscribe()
  expect(nudges.pending).toBe(false)
  const read = watched(nudges.next())
  await settle()
  expect(read.read).toBe('waiting')
})

test('next resolves at once if a nudge is pending, else at the next notify', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  notifier.notify()
  expect(await nudges.next()).toEqual(nudge)
  const waiting = watched(nudges.next())
  await settle()
  expect(waiting.read).toBe('waiting')
  notifier.notify()
  await settle()
  expect(waiting.read).toEqual(nudge)
})

test('a nudge given to a waiting subscriber is delivered, so the following one is kept', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  const waiting = nudges.next()
  notifier.notify()
  expect(nudges.pending).toBe(false)
  notifier.notify()
  expect(nudges.pending).toBe(true)
  expect(await waiting).toEqual(nudge)
  expect(nudges.pending).toBe(true)
})

test('waiters of one subscriber are served first come, first served, one by each nudge', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  const reads = [watched(nudges.next()), watched(nudges.next()), watched(nudges.next())]
  const now = async (): Promise<unknown[]> => {
    await settle()
    return reads.map(({ read }) => read)
  }
  notifier.notify()
  expect(await now()).toEqual([nudge, 'waiting', 'waiting'])
  notifier.notify()
  expect(await now()).toEqual([nudge, nudge, 'waiting'])
  reads.push(watched(nudges.next()))
  notifier.notify()
  notifier.notify()
  notifier.notify()
  expect(nudges.pending).toBe(true)
  expect(await now()).toEqual([nudge, nudge, nudge, nudge])
})

test('a cancelled subscriber is skipped by later notifies', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  nudges.cancel()
  notifier.notify()
  expect(nudges.pending).toBe(false)
  expect(await nudges.next()).toEqual(done)
})

test('a nudge that was pending at cancel is read once, then the stream is done', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  notifier.notify()
  nudges.cancel()
  expect(nudges.pending).toBe(true)
  notifier.notify()
  expect(await nudges.next()).toEqual(nudge)
  expect(nudges.pending).toBe(false)
  expect(await nudges.next()).toEqual(done)
  expect(await nudges.next()).toEqual(done)
})

test('waiting next calls end at once with done when cancel is called', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  const reads = [nudges.next(), nudges.next()]
  nudges.cancel()
  expect(await Promise.all(reads)).toEqual([done, done])
})

test('a nudge given before cancel reaches the one who waited for it', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  const reads = [nudges.next(), nudges.next()]
  notifier.notify()
  nudges.cancel()
  expect(await Promise.all(reads)).toEqual([nudge, done])
})

test('cancel may be called many times', async () => {
  const notifier = new Notifier()
  notifier.subscribe()
  const nudges = notifier.subscribe()
  notifier.notify()
  nudges.cancel()
  nudges.cancel()
  expect(notifier.size).toBe(1)
  expect(await nudges.next()).toEqual(nudge)
  nudges.cancel()
  expect(nudges.pending).toBe(false)
  expect(notifier.size).toBe(1)
})

test('size is the number of listeners registered', () => {
  const notifier = new Notifier()
  expect(notifier.size).toBe(0)
  const subscribers = [notifier.subscribe(), notifier.subscribe()]
  expect(notifier.size).toBe(2)
  subscribers[0]?.cancel()
  expect(notifier.size).toBe(1)
})

test('leaving a for await loop cancels, by break and by throw', async () => {
  const notifier = new Notifier()
  const broken = notifier.subscribe()
  const thrown = notifier.subscribe()
  notifier.notify()
  for await (const _ of broken) break
  expect(notifier.size).toBe(1)
  const loop = async (): Promise<void> => {
    for await (const _ of thrown) throw new Error('mine')
  }
  await expect(loop()).rejects.toThrow('mine')
  expect(notifier.size).toBe(0)
})

test('cancel ends a for await loop that waits', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  const loop = (async () => {
    for await (const _ of nudges) expect.unreachable()
    return 'ended'
  })()
  await settle()
  nudges.cancel()
  expect(await loop).toBe('ended')
})

test('return cancels and says done', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  const waiting = nudges.next()
  expect(await nudges.return()).toEqual(done)
  expect(await waiting).toEqual(done)
  expect(notifier.size).toBe(0)
})

test('leaving a using block cancels', () => {
  const notifier = new Notifier()
  {
    using nudges = notifier.subscribe()
    expect(nudges.pending).toBe(false)
    expect(notifier.size).toBe(1)
  }
  expect(notifier.size).toBe(0)
})

test('a stream of nudges is its own iterator, so two loops share its nudges', async () => {
  const notifier = new Notifier()
  const nudges = notifier.subscribe()
  expect(nudges[Symbol.asyncIterator]()).toBe(nudges)
})

test('notifiers are independent of each other', () => {
  const one = new Notifier()
  const other = new Notifier()
  const nudges = other.subscribe()
  one.notify()
  expect(nudges.pending).toBe(false)
  expect(one.size).toBe(0)
})

test('a source takes its hook from outside, and notify fits', () => {
  const notifier = new Notifier()
  let hook: ChangeHook | undefined
  const source: ChangeSource = { setChangeHook: given => (hook = given) }
  const nudges = notifier.subscribe()
  source.setChangeHook(() => notifier.notify())
  hook?.()
  expect(nudges.pending).toBe(true)
  source.setChangeHook(undefined)
  expect(hook).toBe(undefined)
})

test('nudges carry no payload and are disposable', () => {
  expectTypeOf<Nudges>().toExtend<AsyncIterableIterator<void> & Disposable>()
  expectTypeOf<Awaited<ReturnType<Nudges['next']>>>().toEqualTypeOf<IteratorResult<void, undefined>>()
  expectTypeOf<ReturnType<Notifier['notify']>>().toEqualTypeOf<void>()
})
