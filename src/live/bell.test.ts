// Very many readers: they are woken in slices, one in each turn of the event loop, and nobody can tell.
// Small slices show in a few readers what the default shows in tens of thousands.
import { expect, test } from 'vitest'
import { Bell } from './bell.ts'
import { Notifier } from './notifier.ts'
import { Subscriber } from './subscriber.ts'

const nudge = { done: false, value: undefined }
const done = { done: true, value: undefined }
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

function parked(bell: Bell, count: number): { readers: Subscriber[]; woken: number[] } {
  const woken: number[] = []
  const readers = Array.from({ length: count }, () => new Subscriber(bell))
  readers.forEach((reader, index) => void reader.next().then(() => woken.push(index)))
  return { readers, woken }
}

test('beyond 10,000 waiting readers the event loop gets a turn in between', async () => {
  const notifier = new Notifier()
  let woken = 0
  for (let i = 0; i < 25_000; i++)
    void notifier
      .subscribe()
      .next()
      .then(() => woken++)
  const counts: number[] = []
  notifier.notify()
  for (let i = 0; i < 4; i++) {
    await Promise.resolve()
    counts.push(woken)
    await turn()
  }
  expect(counts).toEqual([10_000, 20_000, 25_000, 25_000])
})

test('readers wake in the order in which they began to wait', async () => {
  const bell = new Bell(2)
  const { woken } = parked(bell, 7)
  bell.ring()
  for (let i = 0; i < 5; i++) await turn()
  expect(woken).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('who waits for its slice has its nudge already: the next one is kept beside it', async () => {
  const bell = new Bell(1)
  const { readers, woken } = parked(bell, 3)
  bell.ring()
  expect(readers.map(reader => reader.pending)).toEqual([false, false, false])
  bell.ring()
  expect(readers.map(reader => reader.pending)).toEqual([true, true, true])
  for (let i = 0; i < 5; i++) await turn()
  expect(woken).toEqual([0, 1, 2])
  expect(readers.map(reader => reader.pending)).toEqual([true, true, true])
})

test('who is cancelled before its slice still gets the nudge that was given', async () => {
  const bell = new Bell(1)
  parked(bell, 2)
  const late = new Subscriber(bell)
  const reads = [late.next(), late.next()]
  bell.ring()
  late.cancel()
  bell.ring()
  expect(await Promise.all(reads)).toEqual([nudge, done])
  expect(await late.next()).toEqual(done)
})

test('who asks again before its slice is served the first answer first, then waits for a new ring', async () => {
  const bell = new Bell(1)
  parked(bell, 2)
  const late = new Subscriber(bell)
  const order: string[] = []
  void late.next().then(() => order.push('first'))
  bell.ring()
  void late.next().then(() => order.push('second'))
  for (let i = 0; i < 5; i++) await turn()
  expect(order).toEqual(['first'])
  bell.ring()
  for (let i = 0; i < 5; i++) await turn()
  expect(order).toEqual(['first', 'second'])
})

test('several waiters of a reader whose slice is late are owed one ring each', async () => {
  const bell = new Bell(1)
  parked(bell, 2)
  const late = new Subscriber(bell)
  const reads: string[] = []
  for (const name of ['a', 'b', 'c']) void late.next().then(() => reads.push(name))
  bell.ring()
  bell.ring()
  for (let i = 0; i < 6; i++) await turn()
  expect(reads).toEqual(['a', 'b'])
  expect(late.pending).toBe(false)
  bell.ring()
  for (let i = 0; i < 6; i++) await turn()
  expect(reads).toEqual(['a', 'b', 'c'])
})

test('who begins to wait while others are being woken waits for a ring of its own', async () => {
  const bell = new Bell(1)
  parked(bell, 3)
  bell.ring()
  const { woken } = parked(bell, 1)
  for (let i = 0; i < 5; i++) await turn()
  expect(woken).toEqual([])
  bell.ring()
  await turn()
  expect(woken).toEqual([0])
})

test('a reader cancelled in the middle of the line breaks nothing', async () => {
  const bell = new Bell(1)
  const { readers, woken } = parked(bell, 5)
  readers[0]?.cancel()
  readers[2]?.cancel()
  readers[4]?.cancel()
  await turn()
  expect(woken.splice(0)).toEqual([0, 2, 4])
  bell.ring()
  for (let i = 0; i < 5; i++) await turn()
  expect(woken).toEqual([1, 3])
  expect(bell.subscribers).toBe(2)
})

test('one slice a turn, however often the bell rings meanwhile', async () => {
  const bell = new Bell(1)
  const { woken } = parked(bell, 6)
  const counts: number[] = []
  for (let i = 0; i < 3; i++) {
    bell.ring()
    bell.ring()
    await turn()
    counts.push(woken.length)
  }
  expect(counts).toEqual([2, 3, 4])
})

test('who asks again before its slice does not keep those behind it asleep', async () => {
  const bell = new Bell(1)
  const { readers, woken } = parked(bell, 3)
  bell.ring()
  void readers[1]?.next()
  for (let i = 0; i < 5; i++) await turn()
  expect(woken.toSorted((a, b) => a - b)).toEqual([0, 1, 2])
})

test('who no longer waits takes nobody else out of a slice', async () => {
  const bell = new Bell(1)
  const served = new Subscriber(bell)
  const cancelled = new Subscriber(bell)
  const both = [served.next(), served.next()]
  void cancelled.next()
  cancelled.cancel()
  bell.ring()
  bell.ring()
  await Promise.all(both)
  await turn()
  const { woken } = parked(bell, 1)
  bell.ring()
  await Promise.resolve()
  expect(woken).toEqual([0])
})

test('a reader that slept through more than 2^32 rings is still owed its nudge', async () => {
  const bell = new Bell()
  const reader = new Subscriber(bell)
  bell.rings += 2 ** 32
  expect(reader.pending).toBe(true)
  expect(await reader.next()).toEqual(nudge)
  expect(reader.pending).toBe(false)
  const { woken } = parked(bell, 2)
  bell.ring()
  await turn()
  expect(woken).toEqual([0, 1])
})
