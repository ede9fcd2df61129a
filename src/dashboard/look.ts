// What a dashboard shows of a place at one moment, on this node: the data of its screen, and what the frame around every screen says.
// Invariant: sources are read through the sampler, the past from the history. A value made of values, of bounded size.
// Does not know other nodes (mirror.ts).
import type {
  ClusterShown,
  MetricsSnapshot,
  Ops,
  ProcessShown,
  ResourceShown,
  WorkerShown,
} from 'repartee/ops'
import type { ServerFigures } from 'repartee/server'
import type { Desk } from './desk.ts'
import type { Place } from './place.ts'
import type { Look } from './screen.ts'
import { screenOf } from './screens.ts'

/** What the frame says: whether something is wrong, how far the past reaches, and which nodes there are. */
export interface FrameData {
  readonly name: string
  readonly perSecond: number
  readonly errorsLastMinute: number
  readonly p95: number
  readonly connected: number | null
  readonly down: readonly string[]
  readonly memory: number
  /** The oldest and the latest moment that can be gone back to, epoch ms; 0 where there is none yet. */
  readonly past: readonly [from: number, to: number]
  /** None where there is one. */
  readonly nodes: readonly NodeChoice[]
  /** What is to be said of what is shown: whose it is, or who does not answer. */
  readonly note: string
}

export interface NodeChoice {
  readonly id: string
  readonly name: string
  readonly here: boolean
  readonly state: 'up' | 'silent' | 'left'
}

export interface Seen {
  readonly frame: FrameData
  readonly data: unknown
  /** It is of several nodes. */
  readonly merged?: true
  /** Why there is nothing to show. */
  readonly why?: string
}

/** Sections of which the frame shows something. */
export const FRAME: readonly string[] = ['metrics', 'workers', 'resources', 'process', 'server', 'nodes']

/** `isPart`: it is to be put together with what other nodes show. */
export function lookAt(desk: Desk, place: Place, isPart: boolean = false): Seen {
  const { ops } = desk
  const section = <T>(name: string): T | undefined =>
    (place.at === 0 ? ops.sampler.get(name)?.value : ops.history.at(place.at, name)) as T | undefined
  const look: Look = { desk, place, isPart, section, now: place.at === 0 ? ops.outside.now() : place.at }
  return { frame: frameOf(ops, section), data: screenOf(place.screen).pick(look) }
}

function frameOf(ops: Ops, section: Look['section']): FrameData {
  const total = section<MetricsSnapshot>('metrics')?.total
  const workers = section<readonly WorkerShown[]>('workers') ?? []
  const resources = section<readonly ResourceShown[]>('resources') ?? []
  const { times } = ops.history
  const bad = new Set<string>(['failed', 'unhealthy'])
  return {
    name: ops.name,
    perSecond: total?.perSecond ?? 0,
    errorsLastMinute: total?.errorsLastMinute ?? 0,
    p95: total?.p95 ?? 0,
    connected: section<ServerFigures>('server')?.conversations.connected ?? null,
    down: [...resources, ...workers].filter(({ status }) => bad.has(status)).map(({ name }) => name),
    memory: section<ProcessShown>('process')?.last?.rssBytes ?? 0,
    past: [times[0] ?? 0, times.at(-1) ?? 0],
    nodes: [],
    note: '',
  }
}

/** The frame of all nodes: what they come to together. */
export function frameOfAll(frame: FrameData, { total }: ClusterShown): FrameData {
  const { perSecond, errorsLastMinute, p95, connected, down, rssBytes } = total
  return { ...frame, perSecond, errorsLastMinute, p95, connected, down, memory: rssBytes }
}
