// What a subscriber sees: a stream of nudges with a buffer of one.
// Invariant: nudges that come while one is pending are that one; nothing is queued, so nobody falls behind.

/**
 * One subscriber's stream of nudges.
 *
 * @example
 * for await (const _ of nudges) await lookAgain() // changes during lookAgain() make one further round
 */
export interface Nudges extends AsyncIterableIterator<void>, Disposable {
  /**
   * Resolves at once if a nudge is pending, else at the next notify(). Waiters are served first come, first served; one
   * nudge serves one of them.
   */
  next(): Promise<IteratorResult<void, undefined>>
  /** True while a nudge waits to be read. */
  readonly pending: boolean
  /**
   * Removes the listener and closes the stream; later notify() calls skip it. Safe to call many times.
   * A nudge that was already pending is still read once, then the stream is done, as with a closed channel.
   * Waiting next() calls end at once with `done`.
   */
  cancel(): void
  /** Leaving a `for await` loop cancels. */
  return(): Promise<IteratorResult<void, undefined>>
}
