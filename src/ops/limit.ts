// A rate limit, declared: how many requests a key may make, and what the keys are.
// Invariant: a plain frozen description that was found to be sound. Its rule is what buckets are kept by: tokens come at a steady
// rate, up to `burst` of them; each request takes one. Does not know the store.
import { ReparteeError } from '../errors/index.ts'
import { checkName, type Op } from './op.ts'

export type Rate = `${number}/${'second' | 'minute' | 'hour'}`
/** What the keys are. With 'everyone' there is one bucket, whatever key is given. */
export type LimitBy = 'ip' | 'session' | 'everyone'

/** A rule as it is written. */
export interface LimitRule {
  readonly rate: Rate
  /** How many may come at once after a pause. Default: what comes in one of the rate's units. */
  readonly burst?: number
}

/** A rule as it is kept to. */
export interface Rule {
  readonly rate: Rate
  readonly burst: number
  /** Tokens that come in a millisecond. */
  readonly perMs: number
}

export interface Limit extends Op {
  readonly kind: 'limit'
  readonly rule: Rule
  readonly by: LimitBy
}

const UNITS_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 }
/** The most that a rate or a burst may be. */
const MOST = 1_000_000

/**
 * Declares a limit. Throws `bad-argument` for a rate or burst that cannot be kept to.
 *
 * @param rule `by` is 'ip' by default.
 * @example
 * limit('sign-in', { rate: '5/minute', burst: 10, by: 'ip' })
 */
export function limit(name: string, rule: LimitRule & { readonly by?: LimitBy }): Limit {
  checkName('limit', name)
  const { by = 'ip' } = rule
  if (!['ip', 'session', 'everyone'].includes(by))
    throw refusal(name, 'keys nobody knows', "'ip', 'session' or 'everyone'", by)
  return Object.freeze({ kind: 'limit', name, rule: readRule(name, rule), by })
}

/** Reads a rule. Throws `bad-argument`. */
export function readRule(name: string, { rate, burst }: LimitRule): Rule {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\/(second|minute|hour)$/.exec(rate) ?? []
  const count = Number(digits)
  const unitMs = UNITS_MS[unit]
  if (unitMs === undefined || count <= 0 || count > MOST)
    throw refusal(
      name,
      'a rate that cannot be kept to',
      `"5/minute" or the like, up to ${MOST} a second, minute or hour`,
      rate,
    )
  const most = burst ?? Math.max(1, Math.floor(count))
  if (!Number.isInteger(most) || most < 1 || most > MOST)
    throw refusal(name, 'a burst that cannot be kept to', `a whole number from 1 to ${MOST}`, most)
  return Object.freeze({ rate, burst: most, perMs: count / unitMs })
}

function refusal(name: string, what: string, expected: string, got: unknown): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: `The limit ${JSON.stringify(name)} was given ${what}`,
    expected,
    got: JSON.stringify(got) ?? String(got),
    try: "limit('sign-in', { rate: '5/minute', burst: 10, by: 'ip' })",
  })
}
