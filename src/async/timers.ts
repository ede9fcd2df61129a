// Timers: events that are delivered later, all on one native timer.
// Idea: the heap knows what comes due first; the native timer stands at that. When it fires, the expired timers become a
// lane of the pump and leave in slices like everything else.
// Invariant: a timer has left heap and list before its event is delivered, so nothing stays behind. It never fires before
// clock.now() has reached its dueAt, whatever the clock or the native timer did in between.
import { ByConversation } from './by-conversation.ts'
import type { Clock } from './clock.ts'
import type { Delivery } from './delivery.ts'
import { ABSENT, DueHeap } from './due-heap.ts'
import { scheduled } from './event.ts'
import type { RouteEvent } from './event.ts'
import type { Lane, Pump } from './pump.ts'

/** A scheduled event. */
export interface Timer {
  readonly cid: string
  readonly instanceId: string
  /** Whole milliseconds since 1970, by the clock the registries were made with. */
  readonly dueAt: number
  /** Once it has fired, or was cancelled, this does nothing. */
  cancel(): void
}

class Scheduled implements Timer {
  readonly cid: string
  readonly instanceId: string
  readonly dueAt: number
  readonly event: RouteEvent
  readonly timers: Timers
  place: number = ABSENT
  ahead: Scheduled | undefined = undefined
  behind: Scheduled | undefined = undefined
  before: Scheduled | undefined = undefined
  after: Scheduled | undefined = undefined

  constructor(timers: Timers, cid: string, instanceId: string, dueAt: number, event: RouteEvent) {
    this.cid = cid
    this.instanceId = instanceId
    this.dueAt = dueAt
    this.event = event
    this.timers = timers
  }

  cancel(): void {
    this.timers.cancel(this)
  }
}

export class Timers implements Lane {
  next: Lane | undefined = undefined
  queued: boolean = false
  readonly #clock: Clock
  readonly #pump: Pump
  readonly #delivery: Delivery
  readonly #due: DueHeap<Scheduled> = new DueHeap()
  readonly #owned: ByConversation<Scheduled> = new ByConversation()
  /** While expired timers wait in the pump: they are those due by this time. */
  #expiredBy: number = -Infinity
  /** What the native timer stands at; Infinity if there is none. */
  #armedFor: number = Infinity
  #disarm: (() => void) | undefined = undefined

  constructor(clock: Clock, pump: Pump, delivery: Delivery) {
    this.#clock = clock
    this.#pump = pump
    this.#delivery = delivery
  }

  schedule(cid: string, instanceId: string, delayMs: number, event: RouteEvent): Timer {
    if (!Number.isFinite(delayMs))
      throw new RangeError(`delayMs must be a finite number, got ${String(delayMs)}`)
    const now = this.#clock.now()
    // Whole milliseconds, so that timers due together are; up, so that none is early.
    const dueAt = Math.ceil(now + Math.max(0, delayMs))
    // The clock was set back while expired timers wait: this one must not pass for one of them.
    if (now < this.#expiredBy) this.#expiredBy = now
    const timer = new Scheduled(this, cid, instanceId, dueAt, event)
    this.#owned.add(timer)
    this.#due.add(timer)
    if (dueAt < this.#armedFor) this.#arm()
    return timer
  }

  cancel(timer: Scheduled): void {
    if (timer.place === ABSENT) return
    this.#owned.remove(timer)
    this.#due.remove(timer)
    this.#settle()
  }

  cancelAll(cid: string): void {
    this.#owned.removeAll(cid, timer => this.#due.remove(timer))
    this.#settle()
  }

  clear(): void {
    this.#owned.clear(() => {})
    this.#due.clear()
    this.#settle()
  }

  get waiting(): boolean {
    return this.#due.firstDue <= this.#expiredBy
  }

  deliver(limit: number): number {
    let steps = 0
    for (; steps < limit && this.waiting; steps++) {
      const timer = this.#due.first as Scheduled
      this.#owned.remove(timer)
      this.#due.remove(timer)
      this.#delivery.deliver(timer.cid, scheduled(timer.instanceId, timer.event))
    }
    if (!this.waiting) {
      this.#expiredBy = -Infinity
      this.#arm()
    }
    return steps
  }

  #fire(): void {
    this.#armedFor = Infinity
    this.#disarm = undefined
    this.#expiredBy = this.#clock.now()
    this.#pump.serve(this)
  }

  /** Puts the native timer where the first timer is due. While expired ones wait in the pump, that is done after them. */
  #arm(): void {
    const dueAt = this.#due.firstDue
    if (dueAt === this.#armedFor || this.#expiredBy !== -Infinity) return
    this.#disarm?.()
    this.#armedFor = dueAt
    this.#disarm = dueAt === Infinity ? undefined : this.#clock.setTimer(dueAt, () => this.#fire())
  }

  /** A native timer that stands too early is left alone: it wakes in vain, once. One without need is called off. */
  #settle(): void {
    if (this.#due.firstDue === Infinity) this.#arm()
  }
}
