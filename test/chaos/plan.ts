// Which trials make a run, and for how much of its time.
// Does not know how a trial goes.
import type { Fault } from './faults.ts'

export interface Planned {
  readonly name: string
  readonly share: number
  /** Faults that may be there at the same time. */
  readonly atOnce: number
  /** The nodes are hosts of their own. */
  readonly hasHosts?: boolean
  /** Redis has replicas, and sentinels. */
  readonly isReplicated?: boolean
  /** What may happen, and how often for each other. */
  readonly faults: Readonly<Partial<Record<Fault, number>>>
}

/** In a few seconds. */
export const SHORT: Planned = {
  name: 'short',
  share: 1,
  atOnce: 1,
  faults: { kill: 3, cut: 2, 'server kill': 2, drain: 1 },
}

export const PLAN: readonly Planned[] = [
  {
    name: 'nodes',
    share: 0.25,
    atOnce: 1,
    faults: { kill: 4, stop: 3, drain: 1, cut: 3, slow: 3, 'dead wire': 3, refusal: 1 },
  },
  {
    name: 'storm',
    share: 0.2,
    atOnce: 2,
    faults: { kill: 4, stop: 3, drain: 1, cut: 3, slow: 3, 'dead wire': 3, refusal: 1 },
  },
  {
    name: 'server',
    share: 0.2,
    atOnce: 1,
    faults: { 'server kill': 4, 'server stop': 3, 'server set back': 4, cut: 1, kill: 1 },
  },
  {
    name: 'partitions',
    share: 0.2,
    atOnce: 1,
    hasHosts: true,
    faults: { partition: 6, kill: 1, stop: 1, 'server kill': 1 },
  },
  {
    name: 'failover',
    share: 0.15,
    atOnce: 1,
    isReplicated: true,
    faults: { 'failover by death': 3, 'failover by standstill': 2, kill: 1, stop: 1 },
  },
]
