// A million visitors, on paper and played: what they need, how busy servers may be, what happens when a node dies; fed with what `nodes` measured.
// Idea: first the model is held against the bench itself, then it is asked for what cannot be measured here. Everything that is assumed stands
// in this file; what is measured comes from the last full run of `npm run bench -- nodes`. It prints the tables of docs/scale.md, or with
// MILLION_WRITE=1 puts them there.
// Knows no vendor: prices are given (MILLION_PRICES=core,GB,out: a core and a GB of memory for a month, a GB that goes out).
import { readFileSync, writeFileSync } from 'node:fs'
import type { Bench } from './harness.ts'
import { recall } from './nodes/learnt.ts'
import type { Learnt } from './nodes/learnt.ts'
import { needs } from './nodes/needs.ts'
import type { Behaviour, Machine } from './nodes/needs.ts'
import { shard } from './nodes/shard.ts'
import { played } from './nodes/small.ts'
import { moves, storm } from './nodes/storm.ts'
import { busyOf, checkedOf, measuredOf, needsOf, short, stormsOf } from './nodes/tables.ts'
import type { Checked } from './nodes/tables.ts'
import { loaded } from './nodes/ways.ts'

const DOCUMENT = new URL('../docs/scale.md', import.meta.url)
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
  'and a tick in ten seconds': { ...calm, messageS: 600, room: 100, tickS: 10 },
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

const BUSY = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9]
/** A storm is played for so long, us. */
const LASTS = 8e6
/** A browser comes back within so long of losing its stream, us; of one that is stopped in good order, so. */
const LOST_WITHIN = 100_000
const TOLD_WITHIN = 2e6
/** What was asked for and not reached is not a steady rate. */
const STEADY = 0.85

export default async function (bench: Bench): Promise<void> {
  const learnt = recall() as Learnt
  if (learnt.visitor === undefined || learnt.killed === undefined || learnt.paced === undefined)
    throw new Error('million: nothing to go by yet: run `npm run bench -- nodes` first')
  const ways = loaded(learnt)
  const checks = checked(learnt)
  for (const { what, model, measured, unit } of checks)
    bench.report(`the model: ${what}`, { unit, ours: [model], baselines: { measured: [measured] } })
  const all = new Map(
    Object.entries(BEHAVIOURS).map(([name, behaviour]) => [
      name,
      needs(learnt, behaviour, MACHINE, { core, GB, out }),
    ]),
  )
  const { nodes = 2 } = [...all.values()][0] ?? {}
  const lost = Math.ceil(VISITORS / nodes)
  const rate = (nodes * MACHINE.nodeBusy * 1e6) / ways.remote.node
  const shards = Math.ceil((rate * ways.remote.redis) / 1e6 / MACHINE.redisBusy)
  const given = { nodes, shards, lost, rate, lasts: LASTS, within: LOST_WITHIN, taken: learnt.taken }
  const storms = new Map([
    ['killed', storm(ways, { ...given, sureAfter: learnt.killed.one * 1000 })],
    ['stands still', storm(ways, { ...given, sureAfter: learnt.frozen.one * 1000 })],
    [
      'stopped in good order',
      storm(ways, { ...given, taken: learnt.handed, sureAfter: 0, within: TOLD_WITHIN }),
    ],
  ])
  const { mean, most } = moves(nodes)
  const end = `One of ${nodes} nodes ends, with ${short(lost)} visitors, while ${short(rate)} events a second go on over ${shards} Redis servers:`
  const deploy = `All ${nodes} nodes, one after the other: a visitor moves ${short(mean)} times on average, ${most} times at most.`
  const parts = {
    measured: measuredOf(learnt),
    checked: checkedOf(checks),
    needs: needsOf(all),
    busy: busyOf(BUSY.map(busy => shard(ways, learnt.base, busy))),
    storms: [end, stormsOf(storms), deploy].join('\n\n'),
  }
  if (process.env['MILLION_WRITE'] === '1') write(parts)
  else console.log(`\n${Object.values(parts).join('\n\n')}\n`)
}

/** Puts each where the document has its mark. */
function write(parts: Readonly<Record<string, string>>): void {
  let text = readFileSync(DOCUMENT, 'utf8')
  for (const [name, part] of Object.entries(parts))
    text = text.replace(
      new RegExp(`(<!-- ${name} -->\\n)[^]*?(\\n<!-- /${name} -->)`),
      (_, before: string, after: string) => `${before}\n${part}\n${after}`,
    )
  writeFileSync(DOCUMENT, text)
}

/** What the model says of the bench itself, beside what was measured. */
function checked(learnt: Learnt): Checked[] {
  const { local, remote, cores, killed, taken, delivery, fanOut } = learnt
  const [alone] = learnt.sticky
  const ways = loaded(learnt)
  const fed = { ...ways, cores, driver: alone?.driver ?? 0 }
  const checks: Checked[] = []
  for (const way of ['sticky', 'anywhere'] as const) {
    for (const { nodes, rate: measured } of learnt[way].filter(({ nodes: n }) => way === 'sticky' || n > 1)) {
      const { rate: model } = played(fed, { nodes, isSticky: way === 'sticky' })
      const where = way === 'sticky' ? 'at their nodes' : 'anywhere'
      checks.push({ what: `100 at once, ${nodes} nodes, ${where}`, model, measured, unit: 'a second' })
    }
  }
  for (const { nodes, rate, reached, p50, p99 } of learnt.paced) {
    if (reached < rate * STEADY) continue
    const model = played({ ...fed, local, remote }, { nodes, isSticky: false, rate })
    const what = `${rate} a second, ${nodes} nodes`
    checks.push({ what: `${what}, p50`, model: model.p50, measured: p50, unit: 'us' })
    checks.push({ what: `${what}, p99`, model: model.p99, measured: p99, unit: 'us' })
  }
  const given = {
    nodes: 3,
    shards: 1,
    lost: killed.visitors,
    rate: 1,
    taken,
    within: LOST_WITHIN,
    lasts: 60e6,
    cores,
  }
  const { half, last } = storm(ways, { ...given, sureAfter: killed.one * 1000 })
  const what = `${killed.visitors} of a node that is killed`
  checks.push({ what: `${what}, p50`, model: half * 1000, measured: killed.p50, unit: 'ms' })
  checks.push({ what: `${what}, the last`, model: last * 1000, measured: killed.last, unit: 'ms' })
  const lastMs =
    (fanOut.listeners * (delivery.node + delivery.redis)) / 1000 / Math.min(cores, fanOut.nodes + 1)
  checks.push({
    what: `one message to ${fanOut.listeners}, the last`,
    model: lastMs,
    measured: fanOut.lastMs,
    unit: 'ms',
  })
  return checks
}
