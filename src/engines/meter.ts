// A limit as one number a key: the moment at which all that was taken will have come back.
// Invariant: in any span of t seconds no more than burst + t * perSecond is given; a clock that is set back locks nobody out for
// longer than an empty bucket takes to fill.
// Does not know where the number is kept; every engine keeps the same one.
import type { Rule } from './port.ts'

export interface Reading {
  readonly ok: boolean
  readonly retryMs: number
  /** What to keep, and until when. */
  readonly full: number
}

export function taken(full: number | undefined, now: number, rule: Rule, take: number): Reading {
  const each = 1000 / rule.perSecond
  const room = rule.burst * each
  const from = Math.min(Math.max(full ?? 0, now), now + room)
  const next = from + take * each
  const over = next - now - room
  // Sums of fractions: a millionth of a ms too much is none.
  if (over <= 1e-6) return { ok: true, retryMs: 0, full: next }
  return { ok: false, retryMs: take > rule.burst ? Infinity : Math.ceil(over), full: from }
}
