// Publishing: what all deliveries cost, and how long anybody else waits for them.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { ConversationEvent } from 'repartee/async'
import type { Bench, Work } from '../harness.ts'
import {
  audience,
  audienceOfListeners,
  audienceOfMaps,
  conversations,
  NOTHING,
  pause,
  repeated,
  SIGNALS,
  Sink,
  turn,
} from './baselines.ts'

export async function publishing(bench: Bench): Promise<void> {
  for (const size of [1, 100, 10_000, 100_000]) {
    const sink = new Sink()
    /** One message at a time, each delivered to all before the next. */
    const waiting = (publish: () => unknown): Work => ({
      async run(times) {
        for (let i = 0; i < times; i++) {
          const all = sink.delivered + size
          publish()
          do await turn()
          while (sink.delivered < all)
        }
      },
    })
    await bench.compare(`publish to ${size}, delivered to all`, {
      // Long rounds: each begins with code that has to be compiled again.
      times: Math.ceil(4_000_000 / (size + 100)),
      rounds: 7,
      ours: () => {
        const ours = audience(size, sink.deliver)
        return waiting(() => ours.publish('t', 1))
      },
      baselines: {
        'Map of Maps, deferred': () => {
          const maps = audienceOfMaps(size)
          maps.deliver = sink.deliver
          return waiting(() => setImmediate(() => maps.publish('t', 1)))
        },
        'EventEmitter, deferred': () => {
          const emitter = audienceOfListeners(size, sink.deliver)
          return waiting(() => setImmediate(() => emitter.emit('t', 1)))
        },
      },
    })
  }
}

export async function returning(bench: Bench): Promise<void> {
  const size = 100_000
  const maps = audienceOfMaps(size)
  const emitter = audienceOfListeners(size, NOTHING)
  const calls = (publish: () => unknown, end: () => void = NOTHING): Work => ({
    run(times) {
      for (let i = 0; i < times; i++) publish()
    },
    end,
  })
  await bench.compare('publish to 100,000, until the call returns', {
    times: 20,
    rounds: 7,
    ours: () => {
      const ours = audience(size)
      return calls(
        () => ours.publish('t', 1),
        () => ours.resetState(),
      )
    },
    baselines: {
      'Map of Maps': () => calls(() => maps.publish('t', 1)),
      EventEmitter: () => calls(() => emitter.emit('t', 1)),
    },
  })
}

const SIZE = 100_000
const EVENT: ConversationEvent = { instanceId: 'i0', event: 'e', payload: 1, signals: SIGNALS }

/** Deliveries of one microsecond. */
class Slow {
  delivered = 0

  readonly deliver = (_cid: string, _event: ConversationEvent): void => {
    const end = performance.now() + 0.001
    while (performance.now() < end);
    this.delivered++
  }

  async all(): Promise<void> {
    while (this.delivered < SIZE) await turn()
  }
}

export async function delaying(bench: Bench): Promise<void> {
  const slow = new Slow()
  const ours = audience(SIZE, slow.deliver)
  const cids = conversations(SIZE)
  const toAll = (): void => cids.forEach(cid => slow.deliver(cid, EVENT))
  const longest = new Map<unknown, number[]>()
  /** The 99th percentile in milliseconds; the longest goes to `longest`. */
  const during = (publish: () => unknown) => async (): Promise<number> => {
    const monitor = monitorEventLoopDelay({ resolution: 1 })
    monitor.enable()
    await pause(20)
    slow.delivered = 0
    publish()
    await slow.all()
    await pause(20)
    monitor.disable()
    longest.set(publish, [...(longest.get(publish) ?? []), monitor.max / 1e6])
    return monitor.percentile(99) / 1e6
  }
  const byPump = (): unknown => ours.publish('t', 1)
  const byMicrotask = (): void => queueMicrotask(toAll)
  const byImmediates = (): void => cids.forEach(cid => setImmediate(() => slow.deliver(cid, EVENT)))
  const byNobody = (): void => void (slow.delivered = SIZE)
  bench.report('event-loop delay while 100,000 deliveries of 1 us run, p99', {
    unit: 'ms wall',
    ours: await repeated(7, during(byPump)),
    baselines: {
      'one microtask': await repeated(3, during(byMicrotask)),
      'setImmediate each': await repeated(3, during(byImmediates)),
    },
  })
  bench.report('event-loop delay while 100,000 deliveries of 1 us run, longest', {
    unit: 'ms wall',
    ours: longest.get(byPump) ?? [],
    baselines: {
      'one microtask': longest.get(byMicrotask) ?? [],
      'setImmediate each': longest.get(byImmediates) ?? [],
    },
  })
  bench.report('event-loop delay while nothing is delivered, p99', {
    unit: 'ms wall',
    ours: await repeated(5, during(byNobody)),
  })
}

export async function passing(bench: Bench): Promise<void> {
  const slow = new Slow()
  const ours = audience(SIZE, slow.deliver)
  const cids = conversations(SIZE)
  ours.subscribe({ cid: 'c0', instanceId: 'i0', topic: 'small', event: 'small' })
  /** Milliseconds until the small one arrived. */
  const behind = async (publishBoth: (arrived: () => void) => void): Promise<number> => {
    slow.delivered = 0
    const start = performance.now()
    let ms = NaN
    publishBoth(() => (ms = performance.now() - start))
    await slow.all()
    await turn()
    return ms
  }
  const byPump = (arrived: () => void): void => {
    ours.installDispatch((cid, event) => (event.event === 'small' ? arrived() : slow.deliver(cid, event)))
    ours.publish('t', 1)
    ours.publish('small', 1)
  }
  /** A queue that leaves the event loop as often as ours does, first in, first out. */
  const inOrder = (arrived: () => void): void => {
    const queue = [...cids.map(cid => () => slow.deliver(cid, EVENT)), arrived]
    let at = 0
    const some = (): void => {
      const end = performance.now() + 2
      while (at < queue.length && performance.now() < end) (queue[at++] ?? NOTHING)()
      if (at < queue.length) setImmediate(some)
    }
    setImmediate(some)
  }
  bench.report('a small publish behind one to 100,000', {
    unit: 'ms wall',
    ours: await repeated(7, () => behind(byPump)),
    baselines: { 'first in, first out': await repeated(3, () => behind(inOrder)) },
  })
}
