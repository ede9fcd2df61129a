// An engine that leaves a trace of each commit: that it is tried, and what came of it.
// Invariant: a trace is with the operating system before the commit goes out, and before anybody reads its answer; so a process that is
// killed leaves all of them. Changes nothing else.
import { openSync, writeSync } from 'node:fs'
import { ReparteeError } from 'repartee/errors'
import type { Engine } from 'repartee/engines'
import { lineOf, type Came } from './traces.ts'

export function watched(engine: Engine, file: string): Engine {
  const fd = openSync(file, 'a')
  const commit: Engine['commit'] = async (lease, change) => {
    const { cid, owner, epoch } = lease
    const leave = (what: 'tried' | Came, revision: number, healed = 0): void =>
      void writeSync(fd, lineOf({ at: Date.now(), what, cid, owner, epoch, revision, healed }))
    const revision = change.revision + 1
    leave('tried', revision)
    try {
      const committed = await engine.commit(lease, change)
      if (committed.ok) leave('done', committed.revision, committed.healed)
      else leave(committed.why, revision)
      return committed
    } catch (error) {
      leave(
        error instanceof ReparteeError && error.code === 'unknown-outcome' ? 'unknown' : 'failed',
        revision,
      )
      throw error
    }
  }
  return new Proxy(engine, {
    get(_, name) {
      if (name === 'commit') return commit
      const value: unknown = Reflect.get(engine, name, engine)
      return typeof value === 'function' ? value.bind(engine) : value
    },
  })
}
