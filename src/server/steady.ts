// An engine whose answers may get lost, asked again.
// Invariant: only what may be asked again is. A commit is not among it: whoever holds the conversation asks that again, and knows when to
// give up.
// Does not know what is asked.
import type { Engine } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'

/** Times that something is asked, each in a later turn. */
const TRIES = 6

async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      const isUnknown = error instanceof ReparteeError && error.code === 'unknown-outcome'
      if (!isUnknown || tries === TRIES) throw error
      await new Promise(done => setImmediate(done))
    }
  }
}

export function steady(engine: Engine): Engine {
  return {
    name: engine.name,
    get caps() {
      return engine.caps
    },
    start: ears => engine.start(ears),
    stop: () => engine.stop(),
    claim: (cid, expect) => again(() => engine.claim(cid, expect)),
    commit: (lease, change) => engine.commit(lease, change),
    release: (lease, revision) => again(() => engine.release(lease, revision)),
    drop: lease => again(() => engine.drop(lease)),
    peek: cid => again(() => engine.peek(cid)),
    overdue: (limit, lateMs) => again(() => engine.overdue(limit, lateMs)),
    send: (to, bytes) => engine.send(to, bytes),
    alive: node => again(() => engine.alive(node)),
    join: topic => again(() => engine.join(topic)),
    leave: topic => again(() => engine.leave(topic)),
    publish: (topic, bytes) => engine.publish(topic, bytes),
    put: (key, value, ttlMs) => again(() => engine.put(key, value, ttlMs)),
    pop: (key, token) => again(() => engine.pop(key, token)),
    limit: (key, rule, take) => engine.limit(key, rule, take),
  }
}
