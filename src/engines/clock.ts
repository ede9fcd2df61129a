// The clock that engines go by where nobody gives them another one.
// Invariant: a timer of it keeps no process alive.
import type { Clock } from './expiring.ts'

/** What a timer can wait at most, ms. */
const LONGEST = 2 ** 31 - 1

export const wallClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(0, atMs - Date.now()), LONGEST))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
