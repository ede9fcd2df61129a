// A click and its patch, one after the other: at the node that has the conversation, and at another one than has its stream. Beside them the
// commit alone, and one process that keeps its conversations in memory or in a file.
// The commit is as large as those of the clicks are; all but Redis and the driver share one core, and never act at once.
import { cpus } from 'node:os'
import { compile } from '../compile.ts'
import { median } from '../harness.ts'
import { Connection } from '../serve/http.ts'
import { closed } from '../serve/load.ts'
import { crowd } from '../serve/visitor.ts'
import type { Visitor } from '../serve/visitor.ts'
import { start } from '../target.ts'
import { report, turns } from '../turns.ts'
import type { Figures } from '../turns.ts'
import { CLICKS, COSTS, LATENCY } from './cluster.ts'
import type { Cluster, Node } from './cluster.ts'
import type { Taken } from './learnt.ts'

const WHOS = ['bare', 'local', 'remote', 'memory', 'sqlite'] as const
type Who = (typeof WHOS)[number]
/** Commits at once, of as many conversations. */
const AT_ONCE = 64

export async function events(cluster: Cluster): Promise<void> {
  cluster.cores('apart')
  const { bench, sizes, store, learnt } = cluster
  const [here, there] = (await cluster.nodes(2)) as [Node, Node]
  const [memory, sqlite] = [await cluster.node('memory'), await cluster.node('sqlite')]
  const [visitor] = (await crowd(here.port, '/counter', 1)) as [Visitor]
  const [ofMemory] = (await crowd(memory.port, '/counter', 1)) as [Visitor]
  const [ofSqlite] = (await crowd(sqlite.port, '/counter', 1)) as [Visitor]
  const size = await store.kept()
  learnt.cores = cpus().length
  learnt.data = size
  const over = new Connection(there.port)
  const program = await compile(new URL('bare.ts', import.meta.url), 'nodes-bare')
  const bare = await start<object>(program, [store.url], cluster.pinned)
  const commits = (many: number, ms: number): Promise<readonly number[]> =>
    bare.ask(`commits ${size} ${many} ${ms}`)
  const click = (one: Visitor, to?: Connection): Promise<number[]> => {
    const offer = one.offer(0)
    return closed([() => one.event(offer, to)], sizes.ms)
  }
  const round: Readonly<Record<Who, () => Promise<Figures>>> = {
    bare: () => cluster.clicks([bare], () => commits(1, sizes.ms)),
    local: () => cluster.clicks([here, there], () => click(visitor)),
    remote: () => cluster.clicks([here, there], () => click(visitor, over)),
    memory: () => cluster.clicks([memory], () => click(ofMemory)),
    sqlite: () => cluster.clicks([sqlite], () => click(ofSqlite)),
  }
  try {
    const all = await turns(WHOS, sizes.rounds, who => round[who]())
    const { bare: alone, ...others } = all
    report(bench, `the commit alone, ${size} B`, CLICKS, alone)
    for (const [who, figures] of Object.entries(others)) {
      const name = `a click, ${NAMES[who as keyof typeof NAMES]}`
      report(bench, name, LATENCY, figures, { 'the commit alone': alone })
      report(bench, name, COSTS, figures)
    }
    for (const who of WHOS) learnt[who] = takenOf(all[who])
    const many = await turns(['bare'], sizes.rounds, () =>
      cluster.clicks([bare], () => commits(AT_ONCE, sizes.ms)),
    )
    report(bench, `the commit alone, ${AT_ONCE} at once`, CLICKS, many.bare)
    const [rate, redis] = ['rate', 'CPU of Redis'].map(name => middle(many.bare, name)) as [number, number]
    learnt.commits = { rate, redis }
  } finally {
    await bare.end()
  }
}

const NAMES = {
  local: 'at its node',
  remote: 'at another node',
  memory: 'one process, memory',
  sqlite: 'one process, SQLite',
}

export const middle = (all: readonly Figures[], name: string): number =>
  median(all.map(figures => figures[name] ?? Number.NaN))

const takenOf = (all: readonly Figures[]): Taken => ({
  p50: middle(all, 'p50'),
  p99: middle(all, 'p99'),
  node: middle(all, 'CPU of the nodes'),
  redis: middle(all, 'CPU of Redis'),
})
