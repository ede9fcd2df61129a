// What a program's operations say to the other nodes of that program: how this one does, in a few figures.
// Invariant: it reads what is kept and computes little, since it is asked for every two seconds.
import { stepsOf, type NodeSaid } from './cluster-figures.ts'
import type { Ops } from './ops.ts'

const MOST_DOWN = 10

export function greetingOf(ops: Ops): NodeSaid {
  const { total } = ops.metrics.read()
  const { pid, node: runtime, startedAt, last } = ops.process.read()
  const { connected, away } = heldBy(ops)
  const down = [...ops.resources.read(), ...ops.workers.read()]
    .filter(({ status }) => status === 'failed' || status === 'unhealthy')
    .map(({ name }) => name)
  return {
    name: ops.nodeName,
    version: ops.version,
    pid,
    runtime,
    startedAt,
    perSecond: total.perSecond,
    lastMinute: total.lastMinute,
    errorsLastMinute: total.errorsLastMinute,
    p95: total.p95,
    rssBytes: last?.rssBytes ?? 0,
    cpu: last?.cpu ?? 0,
    delayP99Ms: last?.delayP99Ms ?? 0,
    connected,
    away,
    down: down.slice(0, MOST_DOWN),
    latencies: stepsOf(ops.metrics.latencies()),
  }
}

/** What the server holds that is watched. */
function heldBy({ attached }: Ops): { readonly connected: number; readonly away: number } {
  for (const each of attached) {
    const value = 'find' in each ? each.read() : undefined
    if (typeof value === 'object' && value !== null && 'conversations' in value)
      return value.conversations as { readonly connected: number; readonly away: number }
  }
  return { connected: 0, away: 0 }
}
