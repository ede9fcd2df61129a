// A million visitors, on paper and played: what they need, how busy servers may be, what happens when a node dies; fed with what `nodes` measured.
// Idea: first the model is held against the bench itself, then it is asked for what cannot be measured here. Everything that is assumed stands
// in this file; what is measured comes from the last full run of `npm run bench -- nodes`.
// Knows no vendor: prices are given (MILLION_PRICES=core,GB,out: a core and a GB of memory for a month, a GB that goes out).
import type { Bench } from './harness.ts'
import { recall } from './nodes/learnt.ts'
import type { Learnt } from './nodes/learnt.ts'
import { needs } from './nodes/needs.ts'
import type { Behaviour, Machine, Needs } from './nodes/needs.ts'
import { shard } from './nodes/shard.ts'
import { played } from './nodes/small.ts'
import { moves, storm } from './nodes/storm.ts'
import type { Weathered } from './nodes/storm.ts'
import { report } from './turns.ts'
import type { Figures, Measures } from './turns.ts'
import { loaded } from './nodes/ways.ts'

const VISITORS = 1_000_000
const NEVER = Infinity
const HALF_HOUR_S = 1800
const calm: Behaviour = {
  visitors: VISITORS,
  eventS: 30,
  messageS: NEVER,
  room: 0,
  tickS: NEVER,
  staysS: HALF_HOUR_S,
}
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  'an event in 30 s': calm,
  'and a message to 100 in ten minutes': { ...calm, messageS: 600, room: 100 },
  'and a clock of ten seconds': { ...calm, messageS: 600, room: 100, tickS: 10 },
}
const MACHINE: Machine = {
  nodeBusy: 0.5,
  redisBusy: 0.5,
  most: 20_000,
  keepS: 86_400,
  state: 1300,
  around: 90,
  pingS: 15,
}
const [core = 15, GB = 3, out = 0.02] = process.env['MILLION_PRICES']?.split(',').map(Number) ?? []

const CHECKS: Measures = { rate: { unit: '1/s', better: 'more' }, p50: { unit: 'us' }, p99: { unit: 'us' } }
const BUSY = [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9]
const NEEDS: Readonly<Record<keyof Needs, string>> = {
  events: '1/s',
  deliveries: '1/s',
  commits: '1/s',
  nodeCores: 'cores',
  nodes: 'nodes',
  redisCores: 'cores',
  servers: 'servers',
  ofOne: 'visitors',
  nodeGB: 'GB',
  redisGB: 'GB',
  leftGB: 'GB',
  outMbit: 'Mbit/s',
  inMbit: 'Mbit/s',
  redisMbit: 'Mbit/s',
  cost: 'a month',
  costByDay: 'a month',
}
const STORM: Readonly<Record<keyof Weathered, string>> = {
  half: 's',
  most: 's',
  last: 's',
  p99Before: 'ms',
  p99Meanwhile: 'ms',
  nodeBusy: 'of a core',
  redisBusy: 'of a core',
}
/** A storm is played for so long, us. */
const LASTS = 8e6
/** A browser comes back within so long of losing its stream, us; of one that is stopped in good order, so. */
const LOST_WITHIN = 100_000
const TOLD_WITHIN = 2e6

export default async function (bench: Bench): Promise<void> {
  const learnt = recall() as Learnt
  if (learnt.visitor === undefined || learnt.killed === undefined || learnt.paced === undefined)
    throw new Error('million: nothing to go by yet: run `npm run bench -- nodes` first')
  const tell = (name: string, units: Readonly<Record<string, string>>, figures: Figures): void => {
    const measures = Object.fromEntries(Object.entries(units).map(([figure, unit]) => [figure, { unit }]))
    report(bench, name, measures, [figures])
  }
  check(bench, learnt)
  const ways = loaded(learnt)
  for (const busy of BUSY)
    tell(
      `events while Redis is kept ${busy * 100} percent busy by them`,
      { busy: 'of a core', rate: '1/s', nodes: 'nodes', p50: 'us', p99: 'us', worst: 'us' },
      { ...shard(ways, learnt.base, busy) },
    )
  let peak: Needs | undefined
  for (const [name, behaviour] of Object.entries(BEHAVIOURS)) {
    const wanted = needs(learnt, behaviour, MACHINE, { core, GB, out })
    tell(`${VISITORS} visitors, ${name}`, NEEDS, { ...wanted })
    peak ??= wanted
  }
  const { nodes } = peak as Needs
  const lost = Math.ceil(VISITORS / nodes)
  const rate = (nodes * MACHINE.nodeBusy * 1e6) / ways.remote.node
  const shards = Math.ceil((rate * ways.remote.redis) / 1e6 / MACHINE.redisBusy)
  const given = { nodes, shards, lost, rate, lasts: LASTS }
  const sure = { killed: learnt.killed.one * 1000, frozen: learnt.frozen.one * 1000 }
  for (const way of ['killed', 'frozen'] as const) {
    const happens = { ...given, taken: learnt.taken, sureAfter: sure[way], within: LOST_WITHIN }
    tell(`one of ${nodes} nodes is ${way}, ${lost} visitors`, STORM, { ...storm(ways, happens) })
  }
  const deployed = { ...given, taken: learnt.handed, sureAfter: 0, within: TOLD_WITHIN }
  tell(`one of ${nodes} nodes is stopped, ${lost} visitors`, STORM, { ...storm(ways, deployed) })
  tell(`all ${nodes} nodes, one after the other`, { mean: 'moves', most: 'moves' }, { ...moves(nodes) })
}

/** What the model says of the bench itself, beside what was measured. */
function check(bench: Bench, learnt: Learnt): void {
  const { local, remote, cores, killed, taken, delivery, fanOut } = learnt
  const [alone] = learnt.sticky
  const ways = loaded(learnt)
  const fed = { ...ways, cores, driver: alone?.driver ?? 0 }
  const compare = (name: string, says: Figures, was: Figures): void =>
    report(bench, `the model of ${name}`, CHECKS, [says], { measured: [was] })
  for (const way of ['sticky', 'anywhere'] as const) {
    for (const { nodes, rate } of learnt[way]) {
      const says = played(fed, { nodes, isSticky: way === 'sticky' })
      compare(`100 at once, ${nodes} nodes, ${way}`, { rate: says.rate }, { rate })
    }
  }
  for (const { nodes, rate, p50, p99 } of learnt.paced) {
    const says = played({ ...fed, local, remote }, { nodes, isSticky: false, rate })
    compare(`${rate} a second, ${nodes} nodes, anywhere`, { p50: says.p50, p99: says.p99 }, { p50, p99 })
  }
  const happens = {
    nodes: 3,
    shards: 1,
    lost: killed.visitors,
    rate: 1,
    taken,
    sureAfter: killed.one * 1000,
    within: LOST_WITHIN,
    lasts: 60e6,
    cores,
  }
  const { half, last } = storm(ways, happens)
  const kinds: Measures = { p50: { unit: 'ms' }, last: { unit: 'ms' } }
  const was = { p50: killed.p50, last: killed.last }
  const name = `${killed.visitors} visitors of a node that is killed`
  report(bench, `the model of ${name}`, kinds, [{ p50: half * 1000, last: last * 1000 }], { measured: [was] })
  const lastMs =
    (fanOut.listeners * (delivery.node + delivery.redis)) / 1000 / Math.min(cores, fanOut.nodes + 1)
  report(
    bench,
    `the model of one message to ${fanOut.listeners}`,
    { last: kinds['last'] as Measures[string] },
    [{ last: lastMs }],
    {
      measured: [{ last: fanOut.lastMs }],
    },
  )
}
