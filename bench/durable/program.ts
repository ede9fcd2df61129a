// The process that is measured: a server over one of the engines, and what it says of itself when asked.
// `node program.js memory|normal|full <file>` with --expose-gc and a channel to whoever started it; it ends when that does.
import { memory, type Engine } from 'repartee/engines'
import { sqlite } from 'repartee/engines/sqlite'
import { serve } from 'repartee/server'
import { Counter } from '../serve/pages.tsx'
import { begun } from '../told.ts'
import { fired, Reminder, Sized } from './pages.tsx'
import { SECRET } from './proof.ts'

export type Kind = 'memory' | 'normal' | 'full'

export interface Begun {
  readonly port: number
  /** From the process's start until it listens, and the part of that which `serve` took, ms. */
  readonly startMs: number
  readonly serveMs: number
}
/** Since the start: conversations that left this process, and timers that fired. */
export interface Counts {
  readonly left: number
  readonly fired: number
}

/** The driver is more than any visitor. */
const UNLIMITED = { pagesPerSecond: 1e9, conversationsPerSession: 1e9, eventsPerSecond: 1e9 }

const [, , kind = 'memory', file = ''] = process.argv
let left = 0

/** Whatever leaves the process is released. */
function counted(engine: Engine): Engine {
  const release = engine.release.bind(engine)
  engine.release = async (...args) => {
    left++
    return release(...args)
  }
  return engine
}

const engine = counted(kind === 'memory' ? memory() : sqlite(file, { durability: kind as 'normal' | 'full' }))
const begunAt = performance.now()
const serving = await serve({
  pages: { '/counter': Counter, '/reminder': Reminder, '/sized/:kB': Sized },
  engine,
  secret: SECRET,
  port: 0,
  host: '127.0.0.1',
  limits: UNLIMITED,
})
const startMs = performance.now()

begun(
  { port: Number(new URL(serving.url).port), startMs, serveMs: startMs - begunAt } satisfies Begun,
  { counts: (): Counts => ({ left, fired: fired.count }) },
  () => serving.close(),
)
