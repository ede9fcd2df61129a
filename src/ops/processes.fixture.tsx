// A process of a program with a cron, a limit and an engine on a file, or in a server: says which times it ran, and how many requests of twenty may go on.
import { redis } from '../engines/redis/index.ts'
import { sqlite } from '../engines/sqlite/index.ts'
import { component } from '../kernel/index.ts'
import { serve } from '../server/index.ts'
import { cron } from './cron.ts'
import { limit } from './limit.ts'
import { ops } from './ops.ts'

/** What it says. */
export type Said = { readonly ran: number } | { readonly passed: number }

const [where = '', prefix = ''] = process.argv.slice(2)
const engine = where.startsWith('redis:') ? redis(where, { prefix }) : sqlite(where)
const say = (said: Said): void => void process.send?.(said)

const api = limit('api', { rate: '1/hour', burst: 10 })
const each = cron('each second', '* * * * * *', async () => {
  const [run] = operations.crons.read().crons[0]?.runs ?? []
  say({ ran: run?.dueAt ?? 0 })
})
const operations = ops([api, each])
const Page = component({ name: 'page', state: () => ({}), on: {}, view: () => <p>here</p> })
const { close } = await serve({ pages: { '/': Page }, engine, ops: operations, port: 0 })

let passed = 0
for (let i = 0; i < 20; i++) if ((await operations.allow(api, 'a')).ok) passed++
say({ passed })

process.on('message', () => void close().then(() => process.disconnect()))
