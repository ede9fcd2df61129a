// What a server says, or that it says nothing, in the words of whoever keeps conversations in it.
// Invariant: every error that leaves this folder is a ReparteeError and names the server without its password. An answer that may yet
// come to have an effect, or that a moment later would be another one, is `unknown-outcome`.
// Does not know what was asked for.
import { ReparteeError } from '../../errors/index.ts'
import type { Code } from '../../errors/index.ts'

type Words = readonly [said: RegExp, code: Code, what: string, expected: string, advice: string]

/** By how the words of a server begin. */
const WORDS: readonly Words[] = [
  [
    /^NOREPLICAS\b/,
    'unknown-outcome',
    'is not known to have it for good',
    'as many replicas that have it as the option `replicas` says',
    'again in a moment; put the replica back that is away, or do without it (docs/redis.md)',
  ],
  [
    /^(LOADING|READONLY|MASTERDOWN|BUSY|TRYAGAIN|CLUSTERDOWN|UNBLOCKED|MOVED|ASK)\b/,
    'unknown-outcome',
    'cannot do it at present',
    'a server that is up, and no replica',
    'again in a moment',
  ],
  [
    /^(WRONGPASS|NOAUTH|NOPERM)\b|\bAUTH\b|user executing the script/,
    'store-denied',
    'lets nobody in by that name and password, or does not let them do what is needed',
    'a user who may run scripts, publish and subscribe on keys and channels of the prefix',
    'check user and password of the URL, and the ACL of that user',
  ],
  [
    /^OOM\b/,
    'store-full',
    'has reached its maxmemory',
    'room in it',
    'raise maxmemory, or remove what else is kept there; what was acknowledged is kept',
  ],
  [
    /unknown command.*HELLO/i,
    'store-unsupported',
    'is too old',
    'Redis 7 or later, or Valkey 8 or later',
    'upgrade the server',
  ],
  [
    /^[A-Z]+ /,
    'store-failed',
    'did not do what was asked for',
    'a server that works',
    "look at the server's log; what was acknowledged is kept",
  ],
]

/** What a call comes to that ended in that error. */
export function troubled(server: string, cause: unknown): ReparteeError {
  if (cause instanceof ReparteeError) return cause
  // Of several that were tried, one that said something.
  const said = cause instanceof AggregateError && cause.errors.find(error => error instanceof ReparteeError)
  if (said instanceof ReparteeError) return said
  const got = saidOf(cause)
  const found = WORDS.find(([said]) => said.test(got))
  if (found === undefined) return unknown(server, cause)
  const [, code, what, expected, advice] = found
  return new ReparteeError(code, { what: `${server} ${what}`, expected, got, try: advice, cause })
}

/** What a start comes to: where nobody answers now, there is nobody. */
export function notStarted(server: string, trouble: unknown): ReparteeError {
  // Sentinels are asked as a server is: why there was no answer says more than that.
  const cause = trouble instanceof ReparteeError && isUnknown(trouble) ? (trouble.cause ?? trouble) : trouble
  const error = troubled(server, cause)
  if (error.code !== 'unknown-outcome') return error
  return new ReparteeError('store-unreachable', {
    what: `${server} cannot be used`,
    expected: 'a Redis 7 or Valkey 8 server, or a later one, that is no replica, within a few seconds',
    got: saidOf(cause),
    try: 'start it (redis-server), and check host, port and rediss: or redis: of the URL',
    cause,
  })
}

/** The connection was lost, or no answer came in time. */
export function unknown(server: string, cause: unknown): ReparteeError {
  return new ReparteeError('unknown-outcome', {
    what: `${server} gave no answer`,
    expected: 'an answer within 0.8 s',
    got: saidOf(cause),
    try: 'again: it is being connected to all the time, and what was acknowledged is kept',
    cause,
  })
}

/** A server that is there and is not to be used. */
export function unsuitable(server: string, expected: string, got: string, advice: string): ReparteeError {
  return new ReparteeError('store-unsupported', {
    what: `${server} is not fit to keep conversations`,
    expected,
    got,
    try: advice,
  })
}

/** There was no answer in time. */
export const isUnknown = (error: unknown): boolean =>
  error instanceof ReparteeError && error.code === 'unknown-outcome'

/** The server said it; so the connection is sound. */
export const isReply = (error: unknown): boolean => error instanceof Error && /^[A-Z]+ /.test(error.message)

/** What it said, on one line. Several addresses that were tried in vain say nothing by themselves. */
export function saidOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return saidOf(cause.errors[0])
  const text = cause instanceof Error ? cause.message || cause.name : String(cause)
  return text.split('\n')[0] ?? text
}
