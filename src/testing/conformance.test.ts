// An engine that breaks a promise is found, and told which one; one that keeps them all is not accused.
import { expect, it } from 'vitest'
import { standing } from '../../test/standing.ts'
import { memory } from '../engines/index.ts'
import type { Engine, Lease } from '../engines/index.ts'
import { conformance } from './conformance.ts'
import type { Bed } from './conformance.ts'

/** Nodes in memory, each with something else than it should be. */
function bedOf(wrong: (engine: Engine) => Partial<Engine>): Bed {
  const clock = standing()
  const first = memory({ clock })
  const wronged = (engine: Engine): Engine => {
    const changed = wrong(engine)
    return new Proxy(engine, {
      get(_, key) {
        const value: unknown = Reflect.get(key in changed ? changed : engine, key)
        return typeof value === 'function' ? value.bind(engine) : value
      },
    })
  }
  return {
    node: () => wronged(first.beside()),
    async pass(ms) {
      clock.pass(ms)
    },
    end: async () => undefined,
  }
}

async function broken(wrong: (engine: Engine) => Partial<Engine>): Promise<string[]> {
  const found: string[] = []
  for (const { name, run } of conformance(() => bedOf(wrong))) {
    try {
      await run()
    } catch (error) {
      expect(error).toMatchObject({ code: 'not-kept' })
      found.push(name)
    }
  }
  return found
}

let unique = 0
const owner = async (engine: Engine, { cid }: Lease): Promise<Lease> =>
  (await engine.peek(cid)) ?? { cid, owner: '', epoch: 0 }

const WRONG: Readonly<
  Record<string, readonly [promise: string, wrong: (engine: Engine) => Partial<Engine>]>
> = {
  'lets everybody win': [
    'of nodes that claim a new conversation at once, one gets it',
    engine => ({
      async claim(cid, expected) {
        return { revision: 0, data: null, ...(await engine.claim(cid, expected)), won: true }
      },
    }),
  ],
  'fences nobody': [
    'who took over goes on, and who had it is fenced',
    engine => ({ commit: async (lease, change) => engine.commit(await owner(engine, lease), change) }),
  ],
  'does not know a token again': [
    'the same token twice is one commit',
    engine => ({ commit: (lease, change) => engine.commit(lease, { ...change, token: `${++unique}` }) }),
  ],
  'takes what does not follow': [
    'a commit that does not follow what is stored changes nothing',
    engine => ({ commit: (lease, change) => engine.commit(lease, { ...change, revision: 1000 * ++unique }) }),
  ],
  'releases what was changed since': [
    'what is released is for whoever asks, and not if it was changed since',
    engine => ({
      async release(lease) {
        for (let revision = 0; revision < 10; revision++) await engine.release(lease, revision)
      },
    }),
  ],
  'forgets nothing': ['what is dropped is forgotten', () => ({ drop: async () => undefined })],
  'keeps everything for ever': [
    'a record is kept for its time, and not much longer',
    engine => ({ commit: (lease, change) => engine.commit(lease, { ...change, ttlMs: 1e12 }) }),
  ],
  'wakes the newest first': [
    'what is due is told, oldest first, until a commit says otherwise',
    engine => ({ overdue: async (...asked) => (await engine.overdue(...asked)).toReversed() }),
  ],
  'gives a baton once, and not to who asks again': [
    'of nodes that pop a baton at once, one gets it',
    engine => ({ pop: key => engine.pop(key, `${++unique}`) }),
  ],
  'reaches whoever is named': [
    'a node that is there is reached, in order; one that is not is not',
    engine => ({ send: async (to, bytes) => (await engine.send(to, bytes), 1) }),
  ],
  'says that it sent, and does not': [
    'a node that is there is reached, in order; one that is not is not',
    engine => ({ send: async to => ((await engine.alive(to)) ? 1 : 0) }),
  ],
  'counts itself always': [
    'a topic reaches those who joined it, and says how many',
    engine => ({ publish: async (topic, bytes) => 1 + (await engine.publish(topic, bytes)) }),
  ],
  'limits each node for itself': [
    'an allowance is never exceeded, whoever takes',
    engine => {
      const me = `${++unique}`
      return { limit: (key, rule, take) => engine.limit(key + me, rule, take) }
    },
  ],
  'says to ask again too early': [
    'who is refused learns when to ask again',
    engine => ({
      async limit(...asked) {
        const { ok, retryMs } = await engine.limit(...asked)
        return { ok, retryMs: retryMs === Infinity ? retryMs : retryMs / 2 }
      },
    }),
  ],
}

it.each(Object.entries(WRONG))('finds one that %s', async (_, [promise, wrong]) => {
  expect(await broken(wrong)).toContain(promise)
})

it('accuses nobody else', async () => {
  expect(await broken(() => ({}))).toEqual([])
})
