// What a dashboard shows of a place at one moment: the data of its screen, and what the frame around every screen says.
// Invariant: viewers of the same place share one reading; sources are read through the sampler, the past from the history.
import type { Live } from 'repartee'
import type { Ops, ProcessShown, ResourceShown, WorkerShown, MetricsSnapshot } from 'repartee/ops'
import type { ServerFigures } from 'repartee/server'
import type { Desk } from './desk.ts'
import { queryOf, type Place } from './place.ts'
import type { Look } from './screen.ts'
import { screenOf } from './screens.ts'

/** What the frame says: whether something is wrong, and how far the past reaches. */
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
}

export interface Seen {
  readonly frame: FrameData
  readonly data: unknown
}

const FRAME = ['metrics', 'workers', 'resources', 'process', 'server']
/** Places that are read for viewers at the same time; another one is read for one viewer alone. */
const MOST_SHARED = 200

export function lookAt(desk: Desk, place: Place): Seen {
  const { ops } = desk
  const section = <T>(name: string): T | undefined =>
    (place.at === 0 ? ops.sampler.get(name)?.value : ops.history.at(place.at, name)) as T | undefined
  const look: Look = { desk, place, section, now: place.at === 0 ? ops.outside.now() : place.at }
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
  }
}

/** What pages watch for a place: it nudges when a section changes that is shown there. The past does not change. */
export class Looks {
  readonly #desk: Desk
  readonly #shared = new Map<string, Live<Seen>>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  at(place: Place): Live<Seen> {
    const key = queryOf(place)
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const { ops } = this.#desk
    const sections = new Set([...screenOf(place.screen).sections, ...FRAME])
    let stop: (() => void) | undefined
    const made: Live<Seen> = {
      name: `ops/dashboard${key}`,
      read: () => lookAt(this.#desk, place),
      setChangeHook: hook => {
        stop?.()
        stop = undefined
        if (hook === undefined) this.#shared.delete(key)
        else if (place.at === 0)
          stop = ops.sampler.follow(changed => {
            for (const name of changed) if (sections.has(name)) return hook()
          })
      },
    }
    if (this.#shared.size < MOST_SHARED) this.#shared.set(key, made)
    return made
  }
}
