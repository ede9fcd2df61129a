// What whoever measures says about a piece of work, and is given for it.
// Knows nothing of what becomes of it; see measure.ts.
import type { Transport } from './metrics.ts'
import type { SpanOptions } from './span.ts'

/** What begins. */
export interface Work {
  readonly service: string
  /** A pattern, for example `GET /posts/:id`. Where it is known only later, `end` says it. */
  readonly endpoint: string
  readonly transport: Transport
  readonly method?: string
  /** As it was asked for, without the query. Kept in traces. */
  readonly path?: string
  /** The header as it came, if it did. */
  readonly traceparent?: string | undefined
}

/** How it ended. */
export interface Outcome {
  /** HTTP status; 499 where the caller left before the answer was complete. */
  readonly status?: number | undefined
  /** Whatever was thrown. It goes to the faults, and the work counts as failed, whatever its status. */
  readonly error?: unknown
  /** Bytes of body sent. */
  readonly bytes?: number | undefined
  /** The endpoint's name, where it was not known at the beginning. */
  readonly endpoint?: string | undefined
  /** The endpoint's path as a pattern, for the registry. */
  readonly pattern?: string | undefined
  /** It lasted as long as somebody listened: counted, not timed. */
  readonly lasting?: boolean | undefined
}

/** One piece of work under way. */
export interface Measured {
  /** What to send along with calls made by it. */
  readonly traceparent: string
  /** Makes it the current one for what `work` does and whatever that goes on to do. */
  run<T>(work: () => T): T
  /** Times a part of it. As `Measuring.span`, for code that is not run by `run`. */
  span<T>(name: string, work: () => T, options?: SpanOptions): T
  /** Records it. Call it when the last byte is sent, or nobody waits any longer; further calls do nothing. */
  end(outcome?: Outcome): void
}
