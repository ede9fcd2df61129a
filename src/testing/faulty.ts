// An engine of which one cannot be sure: requests and answers get lost, take their time, or do their work after they were given up.
// Invariant: what it answers is what the engine beneath answered; it lies never, it only says that it does not know. The same seed
// loses the same.
// Does not know what the engine is.
import type { Engine } from '../engines/index.ts'
import { ReparteeError } from '../errors/index.ts'

export interface Faults {
  /** How likely a call is to be lost, 0 to 1. Default 0.2. */
  readonly chance?: number
  /** How long a call may take more than it needs, ms. Default 0. */
  readonly delays?: number
  /** Default 1. */
  readonly seed?: number
}

/**
 * That engine, over a bad line: a call of it may throw `unknown-outcome`, having been done, not done, or, for a commit, being done later.
 *
 * @example
 * const engine = faulty(memory(), { chance: 0.3, seed: 7 })
 */
export function faulty<E extends Engine>(engine: E, { chance = 0.2, delays = 0, seed = 1 }: Faults = {}): E {
  const random = randomOf(seed)
  const later = (): Promise<void> =>
    new Promise(done => (delays > 0 ? setTimeout(done, random() * delays) : done()))

  async function over(name: string, call: () => Promise<unknown>): Promise<unknown> {
    const fault = random() < chance ? Math.floor(random() * 3) : undefined
    await later()
    if (fault === LOST_BEFORE) throw unknown(name)
    if (fault === LATE && name === 'commit') {
      // Nobody waits for it any more.
      setTimeout(() => void call().catch(() => undefined), random() * (delays + 5))
      throw unknown(name)
    }
    const answer = await call()
    await later()
    if (fault !== undefined) throw unknown(name)
    return answer
  }

  return new Proxy(engine, {
    get(_, key) {
      const value: unknown = Reflect.get(engine, key, engine)
      if (typeof value !== 'function') return value
      const call = value as (...given: readonly unknown[]) => Promise<unknown>
      if (!LOSABLE.has(String(key))) return call.bind(engine)
      return (...given: readonly unknown[]) => over(String(key), () => call.apply(engine, [...given]))
    },
  })
}

const LOST_BEFORE = 0
const LATE = 1

/** What goes over the line. */
const LOSABLE: ReadonlySet<string> = new Set<keyof Engine>([
  'alive',
  'claim',
  'commit',
  'drop',
  'join',
  'leave',
  'limit',
  'overdue',
  'peek',
  'pop',
  'publish',
  'put',
  'release',
  'send',
])

function unknown(name: string): ReparteeError {
  return new ReparteeError('unknown-outcome', {
    what: `The answer to ${name} was lost`,
    expected: 'an answer',
    got: 'none',
    try: 'again',
  })
}

/** Numbers from 0 to below 1: the same seed, the same numbers. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    // A counter, mixed: steps of an odd constant visit every state once.
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
