// repartee/async against what people build in Node: a Map of Maps with a synchronous loop, EventEmitter, setTimeout, Map.
// The baselines get what the registries promise where that is cheap to add, and the line says what: `deferred` delivers
// after the call, `indexed` has a reverse index per conversation; timeouts can be cancelled by conversation.
import { Async } from 'repartee/async'
import { audience, conversations } from './async/baselines.ts'
import { delaying, passing, publishing, returning } from './async/publish.ts'
import { bytesOfSubscriptions, ending, subscribing, unsubscribing } from './async/subscriptions.ts'
import { firing, scheduling } from './async/timers.ts'
import type { Bench } from './harness.ts'

async function baton(bench: Bench): Promise<void> {
  const cids = conversations(10_000)
  await bench.compare('put and pop a baton among 10,000', {
    ours: () => {
      const ours = new Async()
      for (const cid of cids) ours.putPendingFlow(cid, 'flow')
      return {
        run(times) {
          for (let i = 0; i < times; i++) {
            const cid = cids[i % 10_000] as string
            ours.pendingFlow(cid)
            ours.putPendingFlow(cid, 'flow')
          }
        },
      }
    },
    baselines: {
      Map: () => {
        const map = new Map(cids.map(cid => [cid, 'flow']))
        return {
          run(times) {
            for (let i = 0; i < times; i++) {
              const cid = cids[i % 10_000] as string
              if (map.get(cid) !== undefined) map.delete(cid)
              map.set(cid, 'flow')
            }
          },
        }
      },
    },
  })
}

async function growing(bench: Bench): Promise<void> {
  await bench.growth('publish, until the call returns; subscribers', {
    from: 10_000,
    times: 20,
    rounds: 7,
    ours: size => {
      const ours = audience(size)
      return {
        run(times) {
          for (let i = 0; i < times; i++) ours.publish('t', 1)
        },
        end: () => ours.resetState(),
      }
    },
  })
  await bench.growth('schedule and cancel a timer; timers', {
    from: 10_000,
    times: 100_000,
    rounds: 7,
    ours: size => {
      const ours = new Async()
      const cids = conversations(size)
      const schedule = (i: number) =>
        ours.scheduleEvent({
          cid: cids[i] as string,
          instanceId: 'i0',
          delayMs: 60_000 + ((i * 7919) % 100_003),
          event: 'e',
        })
      for (let i = 0; i < size; i++) schedule(i)
      return {
        run(times) {
          for (let i = 0; i < times; i++) schedule(i % size).cancel()
        },
        end: () => ours.resetState(),
      }
    },
  })
}

export default async function (bench: Bench): Promise<void> {
  await subscribing(bench)
  await unsubscribing(bench)
  await ending(bench)
  bytesOfSubscriptions(bench)
  await publishing(bench)
  await returning(bench)
  await delaying(bench)
  await passing(bench)
  await scheduling(bench, 10_000, 15)
  await scheduling(bench, 1_000_000, 2)
  await firing(bench)
  await baton(bench)
  await growing(bench)
}
