// A server process of the crash test: the real thing on a file, under a clock and on a disk that the driver can put out of order.
// Invariant: what is put out of order is the machine's (the clock that everybody reads, the sync that the engine asks for), so the server and
// its engine are as they are. SIGTERM drains, as a deploy does.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import type { Engine } from 'repartee/engines'
import type { Orders, Says, Told } from './orders.ts'

const orders = JSON.parse(process.argv[2] ?? '') as Orders
const say = (said: Says): void => void process.send?.(said)

let { offset } = orders
const machine = Date.now
Date.now = () => machine() + offset

const disk = { slowMs: 0, isBroken: false }
const { fdatasync } = fs
fs.fdatasync = ((log: number, done: (error: Error | null) => void) => {
  const sync = (): void =>
    disk.isBroken ? done(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })) : fdatasync(log, done)
  if (disk.slowMs === 0) sync()
  else setTimeout(sync, Math.random() * disk.slowMs)
}) as typeof fs.fdatasync
syncBuiltinESMExports()

// Only now: they take the sync as they find it.
const { sqlite } = await import('repartee/engines/sqlite')
const { serve } = await import('repartee/server')
const { PAGES } = await import('./pages.tsx')

/** So long after it said so it writes, ms. */
const HASTE_MS = 150

/** Says that it has written what it is about to write. */
function hasty(engine: Engine): Engine {
  const late = new Map<string, Promise<unknown>>()
  return new Proxy(engine, {
    get(_, name) {
      const value: unknown = Reflect.get(engine, name, engine)
      if (typeof value !== 'function') return value
      if (name !== 'commit') return value.bind(engine)
      const commit: Engine['commit'] = async (lease, change) => {
        const data = typeof change.data === 'function' ? change.data() : change.data
        const before = late.get(lease.cid) ?? Promise.resolve()
        const written = before
          .then(() => new Promise(done => setTimeout(done, HASTE_MS)))
          .then(() => engine.commit(lease, { ...change, data }))
        late.set(
          lease.cid,
          written.catch(() => undefined),
        )
        return { ok: true, revision: change.revision + 1 }
      }
      return commit
    },
  })
}

const { file, port, maxBytes, isHasty } = orders
const engine = sqlite(file, maxBytes === undefined ? {} : { maxBytes })
const serving = await serve({
  pages: PAGES,
  engine: isHasty ? hasty(engine) : engine,
  port,
  host: '127.0.0.1',
  secret: 'the secret of the crash test',
  limits: { pagesPerSecond: 1e4, eventsPerSecond: 1e4 },
  onTrouble: ({ error }) => say({ says: 'trouble', text: String(error) }),
})
say({ says: 'up', url: serving.url })

process.on('message', (told: Told) => {
  if (told.tell === 'clock') ({ offset } = told)
  else if (told.tell === 'disk') ({ slowMs: disk.slowMs, isBroken: disk.isBroken } = told)
  else {
    globalThis.gc?.()
    say({ says: 'memory', bytes: process.memoryUsage().heapUsed })
  }
})
process.on('SIGTERM', () => {
  void serving.close().then(() => process.exit(0))
})
