// The registries behind one class, which is all that the rest of the house sees.
// Idea: this file wires, the others do. One clock, one pump and one way out are shared by timers and topics; whoever makes
// an Async owns all of its state, so several live in one process.
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { Delivery } from './delivery.ts'
import type { ConversationEvent, Dispatch, RouteEvent } from './event.ts'
import { PendingFlows } from './pending-flows.ts'
import { Pump } from './pump.ts'
import { Subscriptions } from './subscriptions.ts'
import type { Subscriber } from './subscriptions.ts'
import { Timers } from './timers.ts'
import type { Timer } from './timers.ts'

export interface AsyncOptions {
  /** Wall clock and native timer; tests pass a virtual one. The default's native timer does not keep a process alive. */
  readonly clock?: Clock
  /**
   * Told of a delivery that threw or rejected. One failing delivery never stops another.
   * Default: console.error.
   */
  readonly onError?: (error: unknown, cid: string, event: ConversationEvent) => void
}

/**
 * Timers, topic subscriptions and pending flows of the conversations of one process.
 *
 * Deliveries never run inside the call that caused them. They are calls of the installed dispatch, in slices that leave
 * the event loop free after some 2 ms; a promise that dispatch returns is not waited for. They run in the async context
 * of whoever happened to wake them: a dispatch that traces enters a context of its own.
 *
 * @example
 * const registries = new Async()
 * registries.installDispatch((cid, event) => console.log(cid, event.event, event.payload))
 * registries.scheduleEvent({ cid: 'c1', instanceId: 'i0', delayMs: 1000, event: ['tick', 3] }) // c1 tick 3
 */
export class Async {
  readonly #flows: PendingFlows = new PendingFlows()
  readonly #timers: Timers
  readonly #subscriptions: Subscriptions
  readonly #delivery: Delivery

  /** `onTopic`, for those who carry topics further: told of each topic that begins or ceases to have subscribers here. */
  constructor(options: AsyncOptions = {}, onTopic?: (topic: string, isHeard: boolean) => void) {
    const clock = options.clock ?? systemClock()
    const pump = new Pump(() => clock.now())
    this.#delivery = new Delivery(options.onError)
    this.#timers = new Timers(clock, pump, this.#delivery)
    this.#subscriptions = new Subscriptions(pump, this.#delivery, onTopic)
  }

  /** Installs the delivery function; until then deliveries are dropped silently. Installing again replaces it. */
  installDispatch(dispatch: Dispatch): void {
    this.#delivery.dispatch = dispatch
  }

  // -- pending-flow baton ------------------------------------------------

  /** Records the root flow that a freshly minted cid boots when its first stream connects. A second put replaces it. */
  putPendingFlow(cid: string, flowId: string): void {
    this.#flows.put(cid, flowId)
  }

  /** Pops: returns the pending flow and forgets it. A second call, or a race, gets undefined. */
  pendingFlow(cid: string): string | undefined {
    return this.#flows.pop(cid)
  }

  /** Drops the entry of a conversation that ended before any stream attached. */
  forgetPendingFlow(cid: string): void {
    this.#flows.forget(cid)
  }

  // -- timers ------------------------------------------------------------

  /**
   * Schedules one event. Fires in due order, then in schedule order, never early.
   * delayMs is in milliseconds, of any length; below 0 counts as 0.
   * @throws RangeError if delayMs is NaN or not finite.
   */
  scheduleEvent(options: { cid: string; instanceId: string; delayMs: number; event: RouteEvent }): Timer {
    return this.#timers.schedule(options.cid, options.instanceId, options.delayMs, options.event)
  }

  /** Cancels every timer of the conversation and forgets them. Costs its own timers, not everybody's. */
  cancelTimers(cid: string): void {
    this.#timers.cancelAll(cid)
  }

  // -- pub/sub -----------------------------------------------------------

  /**
   * Subscribing the same (cid, instance, topic) again replaces its event, also for messages that were published but
   * not yet delivered: it is still the same subscriber, and the new event is the one it now understands.
   */
  subscribe(options: { cid: string; instanceId: string; topic: string; event: RouteEvent }): void {
    this.#subscriptions.subscribe(options.cid, options.instanceId, options.topic, options.event)
  }

  /** Without a topic: drops all of the instance's subscriptions. */
  unsubscribe(options: { cid: string; instanceId: string; topic?: string }): void {
    const { cid, instanceId, topic } = options
    if (topic === undefined) this.#subscriptions.removeInstance(cid, instanceId)
    else this.#subscriptions.unsubscribe(cid, instanceId, topic)
  }

  /** Drops every subscription of the conversation. Costs its own subscriptions, not everybody's. */
  removeSubscriptionsForCid(cid: string): void {
    this.#subscriptions.removeConversation(cid)
  }

  /**
   * Delivers later, never inside this call, to every subscriber as of now; returns how many were targeted.
   * A subscriber is called with one topic's messages in the order they were published, whether or not it is done with
   * the earlier ones; a large publish does not hold up a small one to another topic. A subscription dropped before its
   * delivery ran gets nothing, also if it came back in between. Payload is the message; the route event's own payload
   * parts are ignored.
   */
  publish(topic: string, message: unknown): number {
    return this.#subscriptions.publish(topic, message)
  }

  /** A snapshot, safe to keep: topic -> subscribers. Costs all subscriptions. */
  subscriptions(): ReadonlyMap<string, ReadonlyArray<Subscriber>> {
    return this.#subscriptions.snapshot()
  }

  /** Cancels and forgets everything in every registry. For tests and live coding. The installed dispatch stays. */
  resetState(): void {
    this.#flows.clear()
    this.#timers.clear()
    this.#subscriptions.clear()
  }
}
