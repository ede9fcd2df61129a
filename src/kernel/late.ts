// What a timer does that came due while nobody could run it: the program was down or busy, the machine asleep, the conversation out of memory.
// Invariant: late is what the conversation's own time says. A clock that is set forward makes timers late; one that is set back makes none late,
// and they wait until it is there again.
// Does not know who wakes a conversation for its timers; see resume.ts.
import { ReparteeError } from '../errors/index.ts'
import type { Timer } from './conversation.ts'

/** What a timer does that could not fire in time. */
export interface Late {
  /**
   * `fire` (default): it fires once, however late, and its conversation is woken for it. `skip`: where it cannot fire within a
   * second of its time, it does not. It wakes nobody, and keeps no conversation in memory: for what only matters to who is looking.
   */
  readonly late: 'fire' | 'skip'
}

/** What a timer keeps of it: nothing where it fires. */
export interface Skips {
  readonly late?: 'skip'
}

const IN_TIME_MS = 1000

const FIRES: Skips = Object.freeze({})
const SKIPS: Skips = Object.freeze({ late: 'skip' })

/** Throws `bad-argument` for anything else. */
export function skipsOf(given: Late | undefined, by: string): Skips {
  if (given === undefined) return FIRES
  const late: unknown = (given as Late | null)?.late
  if (late === 'fire') return FIRES
  if (late === 'skip') return SKIPS
  throw new ReparteeError('bad-argument', {
    what: `${by}() was told something else to do when it is late`,
    expected: "{ late: 'fire' } (as without), or { late: 'skip' }",
    got:
      late === undefined
        ? `${typeof given} without late`
        : `late: ${typeof late === 'string' ? late : typeof late}`,
    try: "every(1000, on.tick, { late: 'skip' })",
  })
}

/** Whether a timer that is due is not to fire any more; `now` is the conversation's time. */
export function isTooLate({ late, due }: Timer, now: number): boolean {
  return late === 'skip' && due !== undefined && now - due > IN_TIME_MS
}
