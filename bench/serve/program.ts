// The process that is measured: our server, or the floor under it, and what it says of itself when asked.
// `node program.js ours`, `node program.js bounded` (a visitor may send no more events than anywhere) or `node program.js floor <bytes of a page> <bytes of a frame>`, with --expose-gc and a channel to
// whoever started it; it ends when that does.
import { serve } from 'repartee/server'
import { floor } from './floor.ts'
import { Clock, Counter, Feed, GivenRows, Lines, OwnRows, Table } from './pages.tsx'

export type Question = 'usage' | 'memory' | 'end'
/** CPU in microseconds; bytes after a collection. */
export type Said =
  | { readonly port: number }
  | { readonly cpu: number }
  | { readonly live: number; readonly rss: number }

/** The driver is more than any visitor. */
const MANY = { pagesPerSecond: 1e9, conversationsPerSession: 1e9 }
const UNLIMITED = { ...MANY, eventsPerSecond: 1e9 }

async function listen(): Promise<number> {
  const [, , kind, page = '0', frame = '0'] = process.argv
  if (kind === 'floor') return floor({ page: Number(page), frame: Number(frame) })
  const pages = {
    '/counter': Counter,
    '/lines': Lines,
    '/table': Table,
    '/given-rows': GivenRows,
    '/own-rows': OwnRows,
    '/feed': Feed,
    '/clock': Clock,
  }
  const { url } = await serve({
    pages,
    port: 0,
    host: '127.0.0.1',
    limits: kind === 'bounded' ? MANY : UNLIMITED,
  })
  return Number(new URL(url).port)
}

const say = (said: Said): void => void process.send?.(said)

process.on('message', (question: Question) => {
  if (question === 'end') return process.exit(0)
  if (question === 'usage') {
    const { user, system } = process.cpuUsage()
    return say({ cpu: user + system })
  }
  // The second gives pages that are almost empty back.
  globalThis.gc?.()
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  const { heapUsed, external, rss } = process.memoryUsage()
  say({ live: heapUsed + external, rss })
})
process.on('disconnect', () => process.exit(0))
say({ port: await listen() })
