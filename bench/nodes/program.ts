// One node: a server over one of the engines, like any other of its kind.
// `node program.js memory`, `node program.js sqlite <file>` or `node program.js redis <url>`; see told.ts.
import { memory, type Engine } from 'repartee/engines'
import { redis } from 'repartee/engines/redis'
import { sqlite } from 'repartee/engines/sqlite'
import { serve } from 'repartee/server'
import { SECRET } from '../durable/proof.ts'
import { Sized } from '../durable/pages.tsx'
import { Clock, Counter, Feed } from '../serve/pages.tsx'
import { begun } from '../told.ts'

export type Kind = 'memory' | 'sqlite' | 'redis'

/** What it says when it listens. */
export interface Listening {
  readonly port: number
}

/** The driver is more than any visitor. */
const UNLIMITED = { pagesPerSecond: 1e9, conversationsPerSession: 1e9, eventsPerSecond: 1e9 }

const ENGINES: Readonly<Record<Kind, (at: string) => Engine>> = {
  memory: () => memory(),
  sqlite: file => sqlite(file, { durability: 'normal' }),
  redis: url => redis(url),
}

/** The same trouble of a thousand conversations is one. */
const told = new Set<string>()

const [, , kind = 'memory', at = ''] = process.argv
const serving = await serve({
  pages: { '/counter': Counter, '/sized/:kB': Sized, '/feed': Feed, '/clock': Clock },
  engine: ENGINES[kind as Kind](at),
  secret: SECRET,
  port: 0,
  host: '127.0.0.1',
  limits: UNLIMITED,
  onTrouble({ error }) {
    const text = String(error)
    if (!told.has(text)) console.error(`nodes: ${text}`)
    told.add(text)
  },
})
begun({ port: Number(new URL(serving.url).port) } satisfies Listening, {}, () => serving.close())
