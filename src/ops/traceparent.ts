// The `traceparent` header: which trace a request belongs to, and which span called.
// Follows "W3C Trace Context Level 2" (https://www.w3.org/TR/trace-context-2/): what is written is version 00; what is read may be
// of a later version, of which the first four fields count. Anything else starts a new trace, as the specification asks.
// Knows nothing of where ids come from.

/** Where in which trace: what one program tells the next. */
export interface TraceParent {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string
  /** The caller's span, 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string
  /** Whether the caller may have recorded the trace. */
  readonly sampled: boolean
  /** Whether the trace id was made at random, so that its digits may serve for sampling. */
  readonly random: boolean
}

const SAMPLED = 1
const RANDOM = 2
const ZERO_TRACE = '0'.repeat(32)
const ZERO_SPAN = '0'.repeat(16)
const HEX = /^[0-9a-f]+$/

/** Length of version 00, and of what every later version begins with. */
const LENGTH = 55

/** Undefined where the header is missing or breaks the specification. */
export function parseTraceparent(header: string | undefined): TraceParent | undefined {
  if (header === undefined || header.length < LENGTH) return undefined
  const version = header.slice(0, 2)
  if (!HEX.test(version) || version === 'ff') return undefined
  if (header.length > LENGTH && (version === '00' || header[LENGTH] !== '-')) return undefined
  if (header[2] !== '-' || header[35] !== '-' || header[52] !== '-') return undefined
  const [traceId, spanId, flags] = [header.slice(3, 35), header.slice(36, 52), header.slice(53, 55)]
  if (!HEX.test(traceId) || !HEX.test(spanId) || !HEX.test(flags)) return undefined
  if (traceId === ZERO_TRACE || spanId === ZERO_SPAN) return undefined
  const bits = Number.parseInt(flags, 16)
  return { traceId, spanId, sampled: (bits & SAMPLED) !== 0, random: (bits & RANDOM) !== 0 }
}

/** Version 00. Of the flags only the two that are defined are written. */
export function formatTraceparent(parent: TraceParent): string {
  const bits = (parent.sampled ? SAMPLED : 0) | (parent.random ? RANDOM : 0)
  return `00-${parent.traceId}-${parent.spanId}-0${bits}`
}

const word = (bits: number): string => (bits >>> 0).toString(16).padStart(8, '0')

/**
 * Makes ids out of chance and a count: the count keeps them apart within a program whatever the chance is worth, and costs
 * them nothing of it. They are no secrets.
 */
export class Ids {
  readonly #random: () => number
  #count = 0

  /** `random` gives numbers from 0 up to 1. */
  constructor(random: () => number) {
    this.#random = random
  }

  #word(): number {
    return Math.floor(this.#random() * 2 ** 32)
  }

  traceId(): string {
    const id =
      word(this.#word()) + word(this.#word()) + word(this.#word()) + word(this.#word() ^ ++this.#count)
    return id === ZERO_TRACE ? this.traceId() : id
  }

  spanId(): string {
    const id = word(this.#word()) + word(this.#word() ^ ++this.#count)
    return id === ZERO_SPAN ? this.spanId() : id
  }
}
