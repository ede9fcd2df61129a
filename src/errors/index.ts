// repartee/errors - the one error class of the house.
// Idea: every error says what happened, what was expected, what was got and what to try, on four lines, and carries a
// literal code that programs can switch on. The codes are listed in docs/errors.md; a test holds the two together.
// Knows nothing of who throws it.

/** Every code that repartee throws. Literal, so a `switch` over them is checked. */
export type Code = (typeof CODES)[number]

export const CODES = [
  'bad-argument',
  'bad-attribute',
  'bad-state',
  'bad-view',
  'busy',
  'deadly',
  'duplicate-component',
  'duplicate-key',
  'journal-mismatch',
  'misplaced-effect',
  'not-kept',
  'not-on-page',
  'not-open',
  'over-quota',
  'runaway',
  'store-corrupt',
  'store-denied',
  'store-failed',
  'store-foreign',
  'store-full',
  'store-locked',
  'store-missing',
  'store-read-only',
  'store-unreachable',
  'store-unsupported',
  'unknown-component',
  'unknown-handler',
  'unknown-outcome',
  'upload-gone',
] as const

/** What an error says, one line each. */
export interface Account {
  /** What happened, as a sentence without full stop. */
  readonly what: string
  readonly expected: string
  readonly got: string
  /** What to do about it. */
  readonly try: string
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * An error with a literal `code` and a message of four lines.
 *
 * @example
 * throw new ReparteeError('bad-state', { what: '…', expected: '…', got: '…', try: '…' })
 */
export class ReparteeError extends Error {
  override readonly name: string = 'ReparteeError'
  readonly code: Code

  constructor(code: Code, account: Account) {
    super(
      `${account.what} [${code}]\n  expected: ${account.expected}\n  got:      ${account.got}\n  try:      ${account.try}`,
      account.cause === undefined ? undefined : { cause: account.cause },
    )
    this.code = code
  }
}
