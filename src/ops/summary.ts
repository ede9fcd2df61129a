// What figures are made of and what they come to, as data.

/** How work ended. */
export interface Ended {
  /** How long it took. Undefined for what lasts as long as somebody listens: it is counted, not timed. */
  readonly ms: number | undefined
  /** An HTTP status; undefined where there is none. 499: the caller left first. */
  readonly status: number | undefined
  readonly failed: boolean
  /** Bytes of body sent, as far as known. */
  readonly bytes: number
}

export interface StatusClasses {
  readonly '1xx': number
  readonly '2xx': number
  readonly '3xx': number
  readonly '4xx': number
  readonly '5xx': number
  /** Ended without a status, as events and timers do. */
  readonly none: number
}

/** What only grows. */
export interface Counts {
  readonly count: number
  /** Statuses from 500 and thrown errors. */
  readonly errors: number
  /** Ended by a caller who left. No errors. */
  readonly aborted: number
  readonly bytes: number
  readonly status: StatusClasses
}

/** What figures come to at one moment. Durations in ms, 0 where nothing was timed. */
export interface Summary extends Counts {
  /** Over the last ten seconds. */
  readonly perSecond: number
  /** In the last sixty seconds. */
  readonly lastMinute: number
  readonly errorsLastMinute: number
  /** Quantiles are of the last one to two minutes; where nothing was timed in them, of everything. At most 1.6 % off. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Of everything. */
  readonly mean: number
  readonly max: number
}

/** One second in which something ended. */
export interface Point {
  /** Whole seconds; of which clock, says who gives it. */
  readonly second: number
  readonly count: number
  readonly errors: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}
