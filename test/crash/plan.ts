// Which trials make a run: so many kills, half of them with one process on the file and half with two, in good weather and in bad.
// Does not know how a trial goes.
import type { Fault } from './faults.ts'

export interface Planned {
  readonly name: string
  readonly share: number
  readonly processes: number
  readonly isSmall?: boolean
  /** Visitors come to any process, not to the one that they were at before. */
  readonly roams?: boolean
  readonly faults: Readonly<Partial<Record<Fault, number>>>
}

const WEATHERS: readonly Planned[] = [
  {
    name: 'one process',
    share: 0.34,
    processes: 1,
    faults: { 'kill at the start': 1, 'kill while draining': 1, drain: 1 },
  },
  {
    name: 'two processes',
    share: 0.36,
    processes: 2,
    roams: true,
    faults: { 'kill at the start': 1, 'kill while draining': 1, drain: 1, freeze: 0.5 },
  },
  {
    name: 'one process, bad weather',
    share: 0.12,
    processes: 1,
    faults: { 'slow disk': 2.5, 'broken disk': 1, 'full disk': 1.5, clock: 3, drain: 0.5 },
  },
  {
    name: 'two processes, bad weather',
    share: 0.14,
    processes: 2,
    faults: { 'slow disk': 2.5, clock: 3, freeze: 1, drain: 0.5 },
  },
  {
    name: 'one process, a volume that is full',
    share: 0.04,
    processes: 1,
    isSmall: true,
    faults: { 'full disk': 8 },
  },
]

export interface Trials extends Planned {
  readonly kills: number
}

/** `isSmall`: whether a small volume can be had. */
export function planOf(kills: number, isSmall: boolean): readonly Trials[] {
  const some = WEATHERS.filter(weather => isSmall || weather.isSmall !== true)
  const whole = some.reduce((sum, { share }) => sum + share, 0)
  const trials = some.map(weather => ({
    ...weather,
    kills: Math.max(1, Math.round((kills * weather.share) / whole)),
  }))
  const more = kills - trials.reduce((sum, each) => sum + each.kills, 0)
  return trials.map((each, at) => (at === 0 ? { ...each, kills: each.kills + Math.max(0, more) } : each))
}
