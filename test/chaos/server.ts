// A server process of the chaos test: the real thing, with conversations in Redis.
// Invariant: nothing of it is made for the test but the traces that its engine leaves (watched.ts). SIGTERM drains, as a deploy does.
import { redis } from 'repartee/engines/redis'
import { serve } from 'repartee/server'
import { PAGES } from '../crash/pages.tsx'
import type { Says } from '../crash/orders.ts'
import type { Orders } from './orders.ts'
import { watched } from './watched.ts'

const { url, host, port, traces } = JSON.parse(process.argv[2] ?? '') as Orders
const say = (said: Says): void => void process.send?.(said)

const serving = await serve({
  pages: PAGES,
  engine: watched(redis(url), traces),
  port,
  host,
  secret: 'the secret of the chaos test',
  limits: { pagesPerSecond: 1e4, eventsPerSecond: 1e4 },
  onTrouble: ({ error }) => say({ says: 'trouble', text: String(error) }),
})
say({ says: 'up', url: serving.url })

process.on('message', () => {
  globalThis.gc?.()
  say({ says: 'memory', bytes: process.memoryUsage().heapUsed })
})
process.on('SIGTERM', () => {
  void serving.close().then(() => process.exit(0))
})
