// The way out: every delivery, of a timer or of a topic, leaves through the one dispatch function installed here.
// Invariant: deliver() never throws and never waits. Calls are made in order; a dispatch that returns a promise is not
// waited for, so a slow conversation holds up nobody. Its own later events are called in order all the same, and to
// handle one at a time is the conversation's own queue's part.
import type { ConversationEvent, Dispatch } from './event.ts'

/** Told of a delivery that threw or rejected. */
export type OnError = (error: unknown, cid: string, event: ConversationEvent) => void

export class Delivery {
  /** Until one is installed, deliveries are dropped silently. */
  dispatch: Dispatch | undefined = undefined
  readonly #onError: OnError

  constructor(onError: OnError | undefined) {
    this.#onError = onError ?? ((error, cid, event) => complain(error, cid, event.event))
  }

  deliver(cid: string, event: ConversationEvent): void {
    const { dispatch } = this
    if (dispatch === undefined) return
    try {
      const result = dispatch(cid, event) as Promise<void> | undefined
      if (typeof result?.then === 'function')
        result.then(undefined, (error: unknown) => this.#failed(error, cid, event))
    } catch (error) {
      this.#failed(error, cid, event)
    }
  }

  #failed(error: unknown, cid: string, event: ConversationEvent): void {
    try {
      this.#onError(error, cid, event)
    } catch (worse) {
      // A report that fails must not stop the deliveries behind it either.
      complain(error, cid, event.event)
      complain(worse, cid, event.event)
    }
  }
}

function complain(error: unknown, cid: string, event: string): void {
  console.error(`repartee/async: delivering ${event} to ${cid} failed`, error)
}
