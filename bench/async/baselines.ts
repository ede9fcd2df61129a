// What the registries are measured against: the least code in Node that does the same, and what all contenders share.
import { EventEmitter } from 'node:events'
import { Async } from 'repartee/async'
import type { ConversationEvent } from 'repartee/async'
import { collect } from '../harness.ts'

export type Deliver = (cid: string, event: ConversationEvent) => void

export const SIGNALS: Readonly<Record<string, unknown>> = Object.freeze({})
export const NOTHING = (): void => {}
export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
export const names = (prefix: string, count: number): string[] =>
  range(count).map(index => `${prefix}${index}`)
/** Ids as long as those of conversations. */
export const conversations = (count: number): string[] =>
  range(count).map(index => `${(index * 7919) % 1e8}`.padStart(22, 'c0nversat10n'))
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Repeats a measurement; the first time, for the compiler, does not count. */
export async function repeated(rounds: number, measure: () => Promise<number> | number): Promise<number[]> {
  const figures: number[] = []
  for (let i = 0; i <= rounds; i++) {
    collect()
    const figure = await measure()
    if (i > 0) figures.push(figure)
  }
  return figures
}

/** topic -> conversation and instance -> subscriber, and a loop. What one writes first. */
export class MapOfMaps {
  readonly topics = new Map<string, Map<string, { cid: string; instanceId: string; event: string }>>()
  deliver: Deliver = NOTHING

  subscribe(cid: string, instanceId: string, topic: string, event: string): void {
    let subscribers = this.topics.get(topic)
    if (subscribers === undefined) this.topics.set(topic, (subscribers = new Map()))
    subscribers.set(`${cid} ${instanceId}`, { cid, instanceId, event })
  }

  unsubscribe(cid: string, instanceId: string, topic: string): void {
    const subscribers = this.topics.get(topic)
    if (subscribers?.delete(`${cid} ${instanceId}`) && subscribers.size === 0) this.topics.delete(topic)
  }

  removeConversation(cid: string): void {
    for (const [topic, subscribers] of this.topics) {
      for (const [key, subscriber] of subscribers) if (subscriber.cid === cid) subscribers.delete(key)
      if (subscribers.size === 0) this.topics.delete(topic)
    }
  }

  publish(topic: string, payload: unknown): number {
    const subscribers = this.topics.get(topic)
    if (subscribers === undefined) return 0
    for (const { cid, instanceId, event } of subscribers.values())
      this.deliver(cid, { instanceId, event, payload, signals: SIGNALS })
    return subscribers.size
  }
}

/** The same with a reverse index: conversation -> topic and instance. */
export class Indexed extends MapOfMaps {
  readonly owned = new Map<string, Map<string, { topic: string; instanceId: string }>>()

  override subscribe(cid: string, instanceId: string, topic: string, event: string): void {
    super.subscribe(cid, instanceId, topic, event)
    let own = this.owned.get(cid)
    if (own === undefined) this.owned.set(cid, (own = new Map()))
    own.set(`${instanceId} ${topic}`, { topic, instanceId })
  }

  override unsubscribe(cid: string, instanceId: string, topic: string): void {
    super.unsubscribe(cid, instanceId, topic)
    const own = this.owned.get(cid)
    if (own?.delete(`${instanceId} ${topic}`) && own.size === 0) this.owned.delete(cid)
  }

  override removeConversation(cid: string): void {
    for (const { topic, instanceId } of this.owned.get(cid)?.values() ?? [])
      super.unsubscribe(cid, instanceId, topic)
    this.owned.delete(cid)
  }
}

/** setTimeout, with the timers of each conversation at hand. */
export class Timeouts {
  readonly owned = new Map<string, Set<NodeJS.Timeout>>()
  deliver: Deliver = NOTHING

  schedule(cid: string, instanceId: string, delayMs: number, event: string): NodeJS.Timeout {
    const timeout = setTimeout(() => {
      this.forget(cid, timeout)
      this.deliver(cid, { instanceId, event, signals: SIGNALS })
    }, delayMs)
    const own = this.owned.get(cid)
    if (own === undefined) this.owned.set(cid, new Set([timeout]))
    else own.add(timeout)
    return timeout
  }

  cancel(cid: string, timeout: NodeJS.Timeout): void {
    clearTimeout(timeout)
    this.forget(cid, timeout)
  }

  forget(cid: string, timeout: NodeJS.Timeout): void {
    const own = this.owned.get(cid)
    if (own?.delete(timeout) && own.size === 0) this.owned.delete(cid)
  }
}

/** Counts deliveries, and keeps the last: else the compiler would leave the event out of the shorter loops. */
export class Sink {
  delivered = 0
  last: ConversationEvent | undefined

  readonly deliver: Deliver = (_, event) => {
    this.last = event
    this.delivered++
  }
}

/** `count` conversations on topic `t`. */
export function audience(count: number, deliver: Deliver = NOTHING): Async {
  const ours = new Async()
  ours.installDispatch(deliver)
  for (const cid of conversations(count)) ours.subscribe({ cid, instanceId: 'i0', topic: 't', event: 'e' })
  return ours
}

export function audienceOfMaps(count: number, maps: MapOfMaps = new MapOfMaps()): MapOfMaps {
  for (const cid of conversations(count)) maps.subscribe(cid, 'i0', 't', 'e')
  return maps
}

export function audienceOfListeners(count: number, deliver: Deliver): EventEmitter {
  const emitter = new EventEmitter().setMaxListeners(0)
  for (const cid of conversations(count)) {
    const instanceId = 'i0'
    emitter.on('t', payload => deliver(cid, { instanceId, event: 'e', payload, signals: SIGNALS }))
  }
  return emitter
}
