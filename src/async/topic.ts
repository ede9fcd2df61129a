// A topic: its subscribers in a dense array, and the messages that still have to reach them.
// Idea: publishing remembers the array and its length, nothing else, so it costs the same for one subscriber and for a
// hundred thousand. The array is only ever added to: who subscribes later stands behind that length, and who leaves is
// marked and passed over. When half of it has left, a new array takes its place, and messages under way keep the old one.
// Invariant: messages are walked one after the other in the order they were published, so each subscriber is called in
// that order; less than half of an array has left.
import type { Delivery } from './delivery.ts'
import { published } from './event.ts'
import type { RouteEvent } from './event.ts'
import type { Lane } from './pump.ts'

/** One subscription; dropped once, for good. To subscribe again makes another, which older messages do not reach. */
export class Subscription {
  readonly cid: string
  readonly instanceId: string
  readonly topic: Topic
  event: RouteEvent
  dropped: boolean = false
  before: Subscription | undefined = undefined
  after: Subscription | undefined = undefined

  constructor(cid: string, instanceId: string, topic: Topic, event: RouteEvent) {
    this.cid = cid
    this.instanceId = instanceId
    this.topic = topic
    this.event = event
  }
}

/** A message on its way to the first `count` of `subscribers`; those before `at` have been served. */
interface Publication {
  readonly subscribers: readonly Subscription[]
  readonly count: number
  at: number
  readonly message: unknown
  next: Publication | undefined
}

export class Topic implements Lane {
  readonly name: string
  /** Also some that were dropped. */
  subscribers: Subscription[] = []
  next: Lane | undefined = undefined
  queued: boolean = false
  readonly #delivery: Delivery
  #first: Publication | undefined = undefined
  #last: Publication | undefined = undefined
  /** How many of `subscribers` have left. */
  #dropped: number = 0

  constructor(name: string, delivery: Delivery) {
    this.name = name
    this.#delivery = delivery
  }

  get waiting(): boolean {
    return this.#first !== undefined
  }

  /** How many subscribe now. */
  get size(): number {
    return this.subscribers.length - this.#dropped
  }

  add(subscription: Subscription): void {
    this.subscribers.push(subscription)
  }

  drop(subscription: Subscription): void {
    subscription.dropped = true
    this.#dropped++
    if (2 * this.#dropped < this.subscribers.length) return
    this.subscribers = this.subscribers.filter(other => !other.dropped)
    this.#dropped = 0
  }

  /** Queues the message for everybody who subscribes now. Returns how many they are. */
  publish(message: unknown): number {
    const { subscribers } = this
    const publication: Publication = {
      subscribers,
      count: subscribers.length,
      at: 0,
      message,
      next: undefined,
    }
    if (this.#last === undefined) this.#first = publication
    else this.#last.next = publication
    this.#last = publication
    return this.size
  }

  deliver(limit: number): number {
    const delivery = this.#delivery
    let steps = 0
    for (let walk = this.#first; walk !== undefined && steps < limit; walk = this.#first) {
      const from = walk.at
      const to = Math.min(walk.count, from + limit - steps)
      walk.at = to
      const { subscribers, message } = walk
      for (let i = from; i < to; i++) {
        const { cid, instanceId, event, dropped } = subscribers[i] as Subscription
        if (!dropped) delivery.deliver(cid, published(instanceId, event, message))
      }
      steps += to - from
      if (to === walk.count) {
        this.#first = walk.next
        if (this.#first === undefined) this.#last = undefined
      }
    }
    return steps
  }
}
