// repartee/live against what people reach for in Node: EventEmitter, mitt, rxjs and emittery.
// For notify() with a nudge pending the baselines call the cheapest listener there is, one that only counts, although
// they keep no nudge that way. Where readers wait there are two kinds: what the library offers ready-made (it loses
// what is emitted while the reader is busy), and, named "with a buffer", the least code on top of it that does what a
// subscription does. The latter is this package's idea written by hand, so it shows the floor rather than a rival.
// Past 250 lines because four libraries each need their own few lines in every case.
import { EventEmitter, once } from 'node:events'
import Emittery from 'emittery'
import mittModule from 'mitt'
import { Notifier } from 'repartee/live'
import { firstValueFrom, Subject } from 'rxjs'
import type { Bench, Contender, Work } from './harness.ts'

// Its types describe a CommonJS module; what is loaded is an ES module, whose default is the function itself.
const mitt = mittModule as unknown as typeof mittModule.default

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

// -- nobody waits: what does it cost the one who notifies? -----------------------------------------------------------

function pending(subscribers: number): Work {
  const notifier = new Notifier()
  const kept = range(subscribers).map(() => notifier.subscribe())
  notifier.notify()
  return {
    run(times) {
      for (let i = 0; i < times; i++) notifier.notify()
      return kept
    },
  }
}

function emitters(listeners: number): Record<string, Contender> {
  let heard = 0
  const listener = (): (() => void) => () => void heard++
  return {
    EventEmitter: () => {
      const emitter = new EventEmitter().setMaxListeners(0)
      for (const _ of range(listeners)) emitter.on('change', listener())
      return {
        run(times) {
          for (let i = 0; i < times; i++) emitter.emit('change')
          return heard
        },
      }
    },
    mitt: () => {
      const emitter = mitt<{ change: undefined }>()
      for (const _ of range(listeners)) emitter.on('change', listener())
      return {
        run(times) {
          for (let i = 0; i < times; i++) emitter.emit('change')
          return heard
        },
      }
    },
    rxjs: () => {
      const subject = new Subject<void>()
      for (const _ of range(listeners)) subject.subscribe(listener())
      return {
        run(times) {
          for (let i = 0; i < times; i++) subject.next()
          return heard
        },
      }
    },
    emittery: () => {
      const emitter = new Emittery<{ change: undefined }>()
      for (const _ of range(listeners)) emitter.on('change', listener())
      return {
        async run(times) {
          for (let i = 0; i < times; i++) await emitter.emit('change')
          return heard
        },
      }
    },
  }
}

// -- readers wait ----------------------------------------------------------------------------------------------------

/** A bus as the baselines have it: emit calls every listener. */
interface Bus {
  emit(): unknown
  on(listener: () => void): unknown
}

const buses: Record<string, () => Bus> = {
  EventEmitter: () => {
    const emitter = new EventEmitter().setMaxListeners(0)
    return { emit: () => emitter.emit('change'), on: listener => emitter.on('change', listener) }
  },
  mitt: () => {
    const emitter = mitt<{ change: undefined }>()
    return { emit: () => emitter.emit('change'), on: listener => emitter.on('change', listener) }
  },
  rxjs: () => {
    const subject = new Subject<void>()
    return { emit: () => subject.next(), on: listener => subject.subscribe(listener) }
  },
  emittery: () => {
    const emitter = new Emittery<{ change: undefined }>()
    return { emit: () => emitter.emit('change'), on: listener => emitter.on('change', listener) }
  },
}

/** Keeps one nudge while its reader is busy, wakes it while it waits. */
class Buffered {
  kept = false
  wake: ((read: IteratorResult<void>) => void) | undefined = undefined

  constructor(bus: Bus) {
    bus.on(() => this.hear())
  }

  hear(): void {
    const { wake } = this
    if (wake === undefined) this.kept = true
    else {
      this.wake = undefined
      wake({ done: false, value: undefined })
    }
  }

  next(): Promise<IteratorResult<void>> {
    if (!this.kept) return new Promise(resolve => void (this.wake = resolve))
    this.kept = false
    return Promise.resolve({ done: false, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

/** Tells when all of `count` have arrived, again and again. */
function gathering(count: number): { arrive(): void; all(): Promise<void> } {
  let arrived = 0
  let tell: (() => void) | undefined
  return {
    arrive() {
      if (++arrived < count) return
      arrived = 0
      tell?.()
    },
    all: () => new Promise(resolve => void (tell = resolve)),
  }
}

/** `start` begins one reader's loop, which ends once `woken` says so. */
function wakingBy(readers: number, emit: () => unknown, start: (woken: () => boolean) => void): Work {
  const woken = gathering(readers)
  let over = false
  for (const _ of range(readers)) start(() => (woken.arrive(), over))
  return {
    async run(times) {
      for (let i = 0; i < times; i++) {
        const all = woken.all()
        emit()
        await all
      }
    },
    end() {
      over = true
      return emit()
    },
  }
}

async function readAll(stream: AsyncIterable<unknown>, woken: () => boolean): Promise<void> {
  for await (const _ of stream) if (woken()) return
}

async function readOneByOne(next: () => Promise<unknown>, woken: () => boolean): Promise<void> {
  do await next()
  while (!woken())
}

function waking(readers: number): Work {
  const notifier = new Notifier()
  const emit = (): void => notifier.notify()
  return wakingBy(readers, emit, woken => void readAll(notifier.subscribe(), woken))
}

function readyMade(readers: number): Record<string, Contender> {
  return {
    'EventEmitter once()': () => {
      const emitter = new EventEmitter().setMaxListeners(0)
      const next = (): Promise<unknown> => once(emitter, 'change')
      return wakingBy(
        readers,
        () => emitter.emit('change'),
        woken => void readOneByOne(next, woken),
      )
    },
    'rxjs firstValueFrom()': () => {
      const subject = new Subject<void>()
      const next = (): Promise<unknown> => firstValueFrom(subject)
      return wakingBy(
        readers,
        () => subject.next(),
        woken => void readOneByOne(next, woken),
      )
    },
    'emittery once()': () => {
      const emitter = new Emittery<{ change: undefined }>()
      const next = (): Promise<unknown> => emitter.once('change')
      return wakingBy(
        readers,
        () => emitter.emit('change'),
        woken => void readOneByOne(next, woken),
      )
    },
    'emittery events()': () => {
      const emitter = new Emittery<{ change: undefined }>()
      return wakingBy(
        readers,
        () => emitter.emit('change'),
        woken => void readAll(emitter.events('change'), woken),
      )
    },
  }
}

function buffered(readers: number): Record<string, Contender> {
  const contenders: Record<string, Contender> = {}
  for (const [name, make] of Object.entries(buses)) {
    contenders[`${name} with a buffer`] = () => {
      const bus = make()
      return wakingBy(readers, bus.emit, woken => void readAll(new Buffered(bus), woken))
    }
  }
  return contenders
}

// -- subscribers are kept --------------------------------------------------------------------------------------------

function crowd(subscribers: number, parked: boolean): unknown {
  const notifier = new Notifier()
  const kept = range(subscribers).map(() => notifier.subscribe())
  return [notifier, kept, parked ? kept.map(nudges => nudges.next()) : []]
}

function holders(parked: boolean): Record<string, (items: number) => unknown> {
  const holders: Record<string, (items: number) => unknown> = {}
  for (const [name, make] of Object.entries(buses)) {
    holders[`${name} with a buffer`] = items => {
      const bus = make()
      const kept = range(items).map(() => new Buffered(bus))
      return [bus, kept, parked ? kept.map(reader => reader.next()) : []]
    }
  }
  return holders
}

export default async function (bench: Bench): Promise<void> {
  for (const subscribers of [1, 1000]) {
    await bench.compare(`notify, all pending, ${subscribers} subscribers`, {
      ours: () => pending(subscribers),
      baselines: emitters(subscribers),
    })
  }
  for (const readers of [1, 1000]) {
    await bench.compare(`wake all, ${readers} parked`, {
      ours: () => waking(readers),
      baselines: { ...readyMade(readers), ...buffered(readers) },
    })
  }
  for (const parked of [false, true]) {
    const state = parked ? 'parked' : 'not parked'
    bench.heap(`a subscriber, ${state}, of 100,000`, {
      items: 100_000,
      ours: items => crowd(items, parked),
      baselines: holders(parked),
    })
    bench.heap(`a subscriber, ${state}, of 1,000,000`, {
      items: 1_000_000,
      ours: items => crowd(items, parked),
    })
  }
  await bench.growth('notify, all pending, by subscribers', { from: 1000, ours: pending })
  await bench.growth('wake all, by parked readers', { from: 1000, ours: waking })
}
