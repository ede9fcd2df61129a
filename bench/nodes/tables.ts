// Figures as tables of a document: the same text that docs/scale.md has, to be put there as it is.
// Does not know what the figures say.
import type { Learnt } from './learnt.ts'
import type { Needs } from './needs.ts'
import type { Busy } from './shard.ts'
import type { Weathered } from './storm.ts'

export interface Checked {
  readonly what: string
  readonly model: number
  readonly measured: number
  readonly unit: string
}

type Row = readonly (string | number)[]

function table(...rows: readonly Row[]): string {
  const [head = [], ...others] = rows
  const line = (row: Row): string =>
    `| ${row.map(cell => (typeof cell === 'number' ? short(cell) : cell)).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...others.map(line)].join('\n')
}

/** Three digits that count; thousands apart. */
export function short(figure: number): string {
  if (!Number.isFinite(figure)) return '-'
  const rounded = Number(figure.toPrecision(3))
  return Math.abs(rounded) >= 1000 ? Math.round(rounded).toLocaleString('en-US') : String(rounded)
}

export function measuredOf(learnt: Learnt): string {
  const { local, remote, bare, memory, sqlite, sticky, anywhere } = learnt
  const took = ({ p50, p99 }: typeof local): string => `${short(p50)} us / ${short(p99 / 1000)} ms`
  const clicks = table(
    ['one visitor', 'p50 / p99', 'CPU of the nodes', 'CPU of Redis'],
    ...Object.entries({
      [`the commit alone, ${learnt.data} B`]: bare,
      'a click at the node that has the conversation': local,
      'a click at another node': remote,
      'one process, `memory()`': memory,
      'one process, `sqlite()`, `normal`': sqlite,
    }).map(([name, taken]) => [name, took(taken), `${short(taken.node)} us`, `${short(taken.redis)} us`]),
  )
  const rates = table(
    ['100 visitors at once', 'events a second', 'CPU of the nodes', 'of Redis', 'of the driver'],
    ...[
      ...sticky.map(rate => [rate, 'at their nodes'] as const),
      ...anywhere.map(rate => [rate, 'anywhere'] as const),
    ]
      .filter(([{ nodes }, way]) => nodes > 1 || way === 'at their nodes')
      .map(([rate, way]): Row => {
        const { nodes, node, redis, driver } = rate
        return [
          `${nodes} node${nodes > 1 ? `s, ${way}` : ''}`,
          rate.rate,
          `${short(node)} us`,
          `${short(redis)} us`,
          `${short(driver)} us`,
        ]
      }),
  )
  return `${clicks}\n\n${rates}\n\n${costsOf(learnt)}`
}

function costsOf({
  delivery,
  timer,
  mount,
  back,
  taken,
  handed,
  base,
  idle,
  fanOut,
  killed,
  frozen,
  deployed,
  kept,
  visitor,
}: Learnt): string {
  const costs = table(
    ['for each', 'CPU of its node', 'of Redis'],
    ...Object.entries({
      'delivery of a message': delivery,
      'tick of a clock': timer,
      'new visitor': mount,
      'visitor who comes back to the same node': back,
      'visitor taken over from a dead node, and a click': taken,
      'visitor handed over by a node that is stopped, and a click': handed,
      'visitor who does nothing, a second': idle,
      'node that nobody visits, a second': base,
    }).map(([name, cost]): Row => [name, `${short(cost.node)} us`, `${short(cost.redis)} us`]),
  )
  const seconds = (ms: number): string => `${short(ms / 1000)} s`
  const ends = table(
    ['a node ends', '1 visitor', `${killed.visitors} visitors: p50`, 'the last'],
    ['SIGKILL', seconds(killed.one), seconds(killed.p50), seconds(killed.last)],
    ['SIGSTOP', seconds(frozen.one), seconds(frozen.p50), seconds(frozen.last)],
    ['stopped in good order', '', seconds(deployed.p50), seconds(deployed.last)],
  )
  return [
    costs,
    ends,
    `One message to ${fanOut.listeners} on ${fanOut.nodes} nodes: the last has it after ${short(fanOut.lastMs)} ms.`,
    `In Redis: a counter ${short(kept.counter)} B, with 1 kB of state ${short(kept.sized)} B. In a node: an empty one ${short(visitor.empty / 1e6)} MB, each visitor ${short(visitor.live / 1000)} kB live, ${short(visitor.process / 1000)} kB in all.`,
  ].join('\n\n')
}

export const checkedOf = (all: readonly Checked[]): string =>
  table(
    ['', 'the model', 'measured', 'off by'],
    ...all.map(({ what, model, measured, unit }): Row => {
      const off = Math.round((model / measured - 1) * 100)
      return [what, `${short(model)} ${unit}`, `${short(measured)} ${unit}`, `${off > 0 ? '+' : ''}${off} %`]
    }),
  )

export const busyOf = (all: readonly Busy[]): string =>
  table(
    ['Redis is busy', 'events a second', 'nodes, half busy', 'p50', 'p99', 'p99.9'],
    ...all.map(({ busy, rate, nodes, p50, p99, worst }): Row => {
      const ms = (us: number): string => `${short(us / 1000)} ms`
      return [`${Math.round(busy * 100)} %`, rate, nodes, ms(p50), ms(p99), ms(worst)]
    }),
  )

const NEEDS: Readonly<Partial<Record<keyof Needs, string>>> = {
  commits: 'commits a second',
  nodeCores: 'cores of nodes, fully used',
  nodes: 'nodes, of one core',
  redisCores: 'cores of Redis, fully used',
  servers: 'Redis servers',
  ofOne: 'visitors that one Redis bears',
  nodeGB: 'memory of the nodes, GB',
  redisGB: 'of Redis, GB',
  leftGB: 'of that, left by visitors within a day',
  outMbit: 'to visitors, Mbit/s',
  inMbit: 'from visitors',
  redisMbit: 'to and from Redis',
  cost: 'a month, all nodes always',
  costByDay: 'a month, nodes come and go with the day',
}

export function needsOf(all: ReadonlyMap<string, Needs>): string {
  const rows = Object.entries(NEEDS).map(([figure, name]): Row => [
    name,
    ...[...all.values()].map(needs => needs[figure as keyof Needs]),
  ])
  return table(['', ...all.keys()], ...rows)
}

export const stormsOf = (all: ReadonlyMap<string, Weathered>): string =>
  table(
    ['', 'half are back', '99 %', 'the last', "others' p99 before / meanwhile", 'busiest node / Redis'],
    ...[...all].map(([what, { half, most, last, p99Before, p99Meanwhile, nodeBusy, redisBusy }]): Row => {
      const s = (seconds: number): string => `${short(seconds)} s`
      const percent = (share: number): string => `${Math.round(share * 100)} %`
      return [
        what,
        s(half),
        s(most),
        s(last),
        `${short(p99Before)} / ${short(p99Meanwhile)} ms`,
        `${percent(nodeBusy)} / ${percent(redisBusy)}`,
      ]
    }),
  )
