// The process that is measured: our server, or the floor under it, and what it says of itself when asked.
// `node program.js ours`, `node program.js bounded` (a visitor may send no more events than anywhere) or `node program.js floor <bytes of a page> <bytes of a frame>`, with --expose-gc and a channel to
// whoever started it; it ends when that does.
import { serve } from 'repartee/server'
import { begun } from '../told.ts'
import { floor } from './floor.ts'
import { Clock, Counter, Feed, GivenRows, Lines, OwnRows, Table } from './pages.tsx'

/** What it says when it listens. */
export interface Listening {
  readonly port: number
}

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

begun({ port: await listen() } satisfies Listening)
