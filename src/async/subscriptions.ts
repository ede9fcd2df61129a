// Who listens to what: topic -> (cid, instance) -> event.
// Idea: each subscription stands in two places, its topic's array and its conversation's list. Whatever is asked walks the
// shorter of the two, and there is no third index to keep.
// Invariant: a topic is known only while it has subscribers. Knows nothing of time.
// Limit: 16,777,216 topics and as many conversations, where a Map ends; beyond, subscribe throws the Map's RangeError.
import { ByConversation } from './by-conversation.ts'
import type { Delivery } from './delivery.ts'
import type { RouteEvent } from './event.ts'
import type { Pump } from './pump.ts'
import { Subscription, Topic } from './topic.ts'

/** What `subscriptions()` shows of one subscriber. */
export interface Subscriber {
  readonly cid: string
  readonly instanceId: string
  readonly event: RouteEvent
}

export class Subscriptions {
  readonly #topics: Map<string, Topic> = new Map()
  readonly #owned: ByConversation<Subscription> = new ByConversation()
  readonly #pump: Pump
  readonly #delivery: Delivery

  readonly #onTopic: ((topic: string, isHeard: boolean) => void) | undefined

  /** `onTopic`: told of a topic that begins or ceases to have subscribers. */
  constructor(pump: Pump, delivery: Delivery, onTopic?: (topic: string, isHeard: boolean) => void) {
    this.#pump = pump
    this.#delivery = delivery
    this.#onTopic = onTopic
  }

  subscribe(cid: string, instanceId: string, name: string, event: RouteEvent): void {
    const topic = this.#topics.get(name) ?? new Topic(name, this.#delivery)
    const own = this.#owned.first(cid)
    const known = find(topic, own, cid, instanceId)
    if (known !== undefined) {
      known.event = event
      return
    }
    const subscription = new Subscription(cid, instanceId, topic, event)
    this.#owned.add(subscription, own)
    if (topic.size === 0) {
      this.#topics.set(name, topic)
      this.#onTopic?.(name, true)
    }
    topic.add(subscription)
  }

  unsubscribe(cid: string, instanceId: string, name: string): void {
    const topic = this.#topics.get(name)
    if (topic === undefined) return
    const subscription = find(topic, this.#owned.first(cid), cid, instanceId)
    if (subscription === undefined) return
    this.#owned.remove(subscription)
    this.#leave(subscription)
  }

  removeInstance(cid: string, instanceId: string): void {
    let subscription = this.#owned.first(cid)
    while (subscription !== undefined) {
      const { after }: Subscription = subscription
      if (subscription.instanceId === instanceId) {
        this.#owned.remove(subscription)
        this.#leave(subscription)
      }
      subscription = after
    }
  }

  removeConversation(cid: string): void {
    this.#owned.removeAll(cid, subscription => this.#leave(subscription))
  }

  publish(name: string, message: unknown): number {
    const topic = this.#topics.get(name)
    if (topic === undefined) return 0
    const count = topic.publish(message)
    this.#pump.add(topic)
    return count
  }

  snapshot(): Map<string, Subscriber[]> {
    const all = new Map<string, Subscriber[]>()
    for (const { name, subscribers } of this.#topics.values()) {
      all.set(
        name,
        subscribers
          .filter(({ dropped }) => !dropped)
          .map(({ cid, instanceId, event }) => ({ cid, instanceId, event })),
      )
    }
    return all
  }

  /** What is still on its way finds nobody there. */
  clear(): void {
    this.#owned.clear(subscription => this.#leave(subscription))
  }

  #leave(subscription: Subscription): void {
    const { topic } = subscription
    topic.drop(subscription)
    if (topic.size > 0) return
    this.#topics.delete(topic.name)
    this.#onTopic?.(topic.name, false)
  }
}

/** Walks the conversation's list, unless the topic's subscribers are fewer. */
function find(
  topic: Topic,
  first: Subscription | undefined,
  cid: string,
  instanceId: string,
): Subscription | undefined {
  const { subscribers } = topic
  let own = first
  for (let steps = subscribers.length; own !== undefined && steps > 0; steps--) {
    if (own.topic === topic && own.instanceId === instanceId) return own
    own = own.after
  }
  if (own === undefined) return undefined
  return subscribers.find(other => other.instanceId === instanceId && other.cid === cid && !other.dropped)
}
