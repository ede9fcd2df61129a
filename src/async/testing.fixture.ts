// What the tests of this folder share: a clock whose time passes only when the test says so, and registries that note
// what they delivered. Not part of the door.
import { Async } from './async.ts'
import type { Clock } from './clock.ts'
import type { RouteEvent } from './event.ts'
import type { Timer } from './timers.ts'

interface Alarm {
  readonly atMs: number
  readonly fire: () => void
}

export class VirtualClock implements Clock {
  #now: number = 0
  readonly #alarms: Set<Alarm> = new Set()

  now(): number {
    return this.#now
  }

  setTimer(atMs: number, fire: () => void): () => void {
    const alarm = { atMs, fire }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Native timers that are set. */
  get alarms(): number {
    return this.#alarms.size
  }

  /** Lets time pass; native timers fire when it is theirs. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const [next] = [...this.#alarms].toSorted((a, b) => a.atMs - b.atMs)
      if (next === undefined || next.atMs > until) break
      this.#now = Math.max(this.#now, next.atMs)
      this.#alarms.delete(next)
      next.fire()
    }
    this.#now = until
  }

  /** Sets the time, as an administrator would: no native timer takes notice. */
  set(ms: number): void {
    this.#now = ms
  }

  /** Fires every native timer, due or not. */
  wakeEarly(): void {
    const alarms = [...this.#alarms]
    this.#alarms.clear()
    for (const alarm of alarms) alarm.fire()
  }
}

/** One turn of the event loop, in which everything that waits is delivered, up to some thousands. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Registries and what they delivered, as `cid/instance event payload`. */
export function listening(): {
  registries: Async
  got: string[]
  subscribe: (cid: string, instanceId: string, topic: string, event?: string) => void
} {
  const registries = new Async()
  const got: string[] = []
  registries.installDispatch((cid, { instanceId, event, payload }) => {
    got.push(`${cid}/${instanceId} ${event} ${String(payload)}`)
  })
  const subscribe = (cid: string, instanceId: string, topic: string, event: string = 'e') =>
    registries.subscribe({ cid, instanceId, topic, event })
  return { registries, got, subscribe }
}

/** Registries on a virtual clock, and the names of the events that fired. */
export function timed(): {
  clock: VirtualClock
  registries: Async
  got: string[]
  schedule: (delayMs: number, event?: RouteEvent, cid?: string) => Timer
} {
  const clock = new VirtualClock()
  const registries = new Async({ clock })
  const got: string[] = []
  registries.installDispatch((_, { event }) => void got.push(event))
  const schedule = (delayMs: number, event: RouteEvent = 'tick', cid: string = 'c1') =>
    registries.scheduleEvent({ cid, instanceId: 'i0', delayMs, event })
  return { clock, registries, got, schedule }
}
