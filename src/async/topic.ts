// A topic: its subscribers in a dense array, and the messages that still have to reach them.
// Idea: publishing remembers the array and its length, nothing else, so it costs the same for one subscriber and for a
// hundred thousand. Who subscribes later stands behind that length. Who leaves while messages are on their way leaves a
// copy of the array, made once per publish, which costs a fraction of that publish's own deliveries.
// Invariant: messages are walked one after the other in the order they were published, so each subscriber is called in
// that order; whoever has left is passed over.
import type { Delivery } from './delivery.ts'
import { published } from './event.ts'
import type { RouteEvent } from './event.ts'
import type { Lane } from './pump.ts'

/** The place of a subscription that was dropped. */
const GONE = -1

/** One subscription; dropped once, for good. To subscribe again makes another, which older messages do not reach. */
export class Subscription {
  readonly cid: string
  readonly instanceId: string
  readonly topic: Topic
  event: RouteEvent
  /** Index among the topic's subscribers. */
  place: number = GONE
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
  subscribers: Subscription[] = []
  next: Lane | undefined = undefined
  queued: boolean = false
  readonly #delivery: Delivery
  #first: Publication | undefined = undefined
  #last: Publication | undefined = undefined
  /** How many publications walk the array that `subscribers` now is. */
  #walks: number = 0

  constructor(name: string, delivery: Delivery) {
    this.name = name
    this.#delivery = delivery
  }

  get waiting(): boolean {
    return this.#first !== undefined
  }

  add(subscription: Subscription): void {
    subscription.place = this.subscribers.push(subscription) - 1
  }

  remove(subscription: Subscription): void {
    const { place } = subscription
    if (this.#walks > 0) {
      this.subscribers = this.subscribers.slice()
      this.#walks = 0
    }
    const last = this.subscribers.pop()
    if (last !== undefined && last !== subscription) {
      this.subscribers[place] = last
      last.place = place
    }
    subscription.place = GONE
  }

  /** Queues the message for everybody who subscribes now. Returns how many they are. */
  publish(message: unknown): number {
    const { subscribers } = this
    const count = subscribers.length
    const publication: Publication = { subscribers, count, at: 0, message, next: undefined }
    if (this.#last === undefined) this.#first = publication
    else this.#last.next = publication
    this.#last = publication
    this.#walks++
    return count
  }

  deliver(limit: number): number {
    let steps = 0
    for (let walk = this.#first; walk !== undefined && steps < limit; walk = this.#first) {
      const from = walk.at
      const to = Math.min(walk.count, from + limit - steps)
      walk.at = to
      for (let i = from; i < to; i++) {
        const { cid, instanceId, event, place } = walk.subscribers[i] as Subscription
        if (place !== GONE) this.#delivery.deliver(cid, published(instanceId, event, walk.message))
      }
      steps += to - from
      if (to === walk.count) this.#finish(walk)
    }
    return steps
  }

  #finish(walk: Publication): void {
    this.#first = walk.next
    if (this.#first === undefined) this.#last = undefined
    if (walk.subscribers === this.subscribers) this.#walks--
  }
}
