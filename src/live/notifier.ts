// The Notifier: where sources say that something changed, and where subscribers come from.
// Invariant: notify() runs no subscriber code. It moves a counter and resolves promises; whoever waits runs later.
// Cost: constant where everybody has a nudge pending, else in proportion to those who wait, never to all subscribers.
import { Bell } from './bell.ts'
import type { Nudges } from './nudges.ts'
import { Subscriber } from './subscriber.ts'

/**
 * Shared signal hub. Made once at start-up and handed to each source through its `setChangeHook`.
 *
 * @example
 * const notifier = new Notifier()
 * registry.setChangeHook(() => notifier.notify())
 */
export class Notifier {
  readonly #bell: Bell = new Bell()

  /**
   * Nudges every subscriber that has none pending; leaves the others alone.
   * Runs no subscriber code, never blocks, never throws; safe to call from anywhere, also from inside a
   * subscriber's own loop and while subscriptions come and go. Beyond some 10,000 waiting subscribers the rest wake
   * in later turns of the event loop; what they then see is as if they had woken at once.
   */
  notify(): void {
    this.#bell.ring()
  }

  /** Registers a listener. Its buffer holds one nudge, kept while the subscriber is busy. */
  subscribe(): Nudges {
    return new Subscriber(this.#bell)
  }

  /** Listeners now registered. For inspection and tests. */
  get size(): number {
    return this.#bell.subscribers
  }
}
