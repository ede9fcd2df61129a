// Subscriptions: to come, to leave one by one, to leave all at once, and what one of a million weighs.
import { Async } from 'repartee/async'
import type { Bench, Contender } from '../harness.ts'
import { clocked } from '../harness.ts'
import {
  audience,
  audienceOfMaps,
  conversations,
  Indexed,
  MapOfMaps,
  names,
  range,
  repeated,
} from './baselines.ts'

type Pair = readonly [cid: string, topic: string]

/** Ten topics for each conversation. */
const tenEach = (cids: readonly string[], topics: readonly string[]): Pair[] =>
  cids.flatMap((cid, i) =>
    range(10).map(k => [cid, topics[(i * 31 + k * 7) % topics.length] as string] as const),
  )

function subscribed(pairs: readonly Pair[]): Async {
  const ours = new Async()
  for (const [cid, topic] of pairs) ours.subscribe({ cid, instanceId: 'i0', topic, event: 'e' })
  return ours
}

function mapped(pairs: readonly Pair[], maps: MapOfMaps): MapOfMaps {
  for (const [cid, topic] of pairs) maps.subscribe(cid, 'i0', topic, 'e')
  return maps
}

export async function subscribing(bench: Bench): Promise<void> {
  // So many that no Map doubles meanwhile, which would be charged to these alone.
  const more = conversations(130_000).slice(100_000)
  const come =
    (make: () => MapOfMaps): Contender =>
    () => {
      const maps = audienceOfMaps(100_000, make())
      return {
        run() {
          for (const cid of more) maps.subscribe(cid, 'i0', 't', 'e')
        },
      }
    }
  await bench.compare('subscribe to a topic of 100,000', {
    times: more.length,
    rounds: 7,
    ours: () => {
      const ours = audience(100_000)
      return {
        run() {
          for (const cid of more) ours.subscribe({ cid, instanceId: 'i0', topic: 't', event: 'e' })
        },
      }
    },
    baselines: {
      'Map of Maps': come(() => new MapOfMaps()),
      'Map of Maps, indexed': come(() => new Indexed()),
    },
  })
}

/** 10,000 conversations with ten subscriptions each leave, conversation by conversation, in no order. */
export async function unsubscribing(bench: Bench): Promise<void> {
  for (const topics of [100, 10_000]) {
    const cids = conversations(10_000)
    const pairs = tenEach(cids, names('t', topics))
    const leaving = range(cids.length).flatMap(i => {
      const at = 10 * ((i * 7919) % cids.length)
      return pairs.slice(at, at + 10)
    })
    const left =
      (make: () => MapOfMaps): Contender =>
      () => {
        const maps = mapped(pairs, make())
        return {
          run() {
            for (const [cid, topic] of leaving) maps.unsubscribe(cid, 'i0', topic)
          },
        }
      }
    await bench.compare(`unsubscribe, ${topics} topics`, {
      times: leaving.length,
      rounds: 7,
      ours: () => {
        const ours = subscribed(pairs)
        return {
          run() {
            for (const [cid, topic] of leaving) ours.unsubscribe({ cid, instanceId: 'i0', topic })
          },
        }
      },
      baselines: {
        'Map of Maps': left(() => new MapOfMaps()),
        'Map of Maps, indexed': left(() => new Indexed()),
      },
    })
  }
}

/**
 * Ends some conversations of many, each with ten subscriptions. Wall time: it takes a few milliseconds, in which other
 * threads still sweep what the making of all the others left behind.
 */
export async function ending(bench: Bench): Promise<void> {
  for (const [many, rounds] of [
    [10_000, 7],
    [100_000, 3],
  ] as const) {
    const cids = conversations(many)
    const pairs = tenEach(cids, names('t', 100))
    const ends = (count: number, end: (cid: string) => void): Promise<number> => {
      // The first let the compiler see what it is about.
      const [some, rest] = [cids.slice(0, count / 5), cids.slice(count / 5, count)]
      some.forEach(end)
      return clocked(() => rest.forEach(end)).then(({ wall }) => wall / rest.length)
    }
    const overMaps = (count: number, make: () => MapOfMaps) => (): Promise<number> => {
      const maps = mapped(pairs, make())
      return ends(count, cid => maps.removeConversation(cid))
    }
    bench.report(`drop all subscriptions of one conversation among ${many.toLocaleString('en')}`, {
      unit: 'ns wall',
      ours: await repeated(rounds, () => {
        const ours = subscribed(pairs)
        return ends(5000, cid => ours.removeSubscriptionsForCid(cid))
      }),
      baselines: {
        'Map of Maps': await repeated(
          rounds,
          overMaps(10, () => new MapOfMaps()),
        ),
        'Map of Maps, indexed': await repeated(
          rounds,
          overMaps(5000, () => new Indexed()),
        ),
      },
    })
  }
}

export function bytesOfSubscriptions(bench: Bench): void {
  const cids = conversations(100_000)
  const pairs = tenEach(cids, names('t', 1000))
  bench.heap('a subscription, 1,000,000 of them, ten per conversation', {
    items: pairs.length,
    rounds: 2,
    ours: () => subscribed(pairs),
    baselines: {
      'Map of Maps': () => mapped(pairs, new MapOfMaps()),
      'Map of Maps, indexed': () => mapped(pairs, new Indexed()),
    },
  })
}
