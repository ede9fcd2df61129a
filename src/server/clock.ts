// The machine's clock, for everybody in a server who is not given another.
import type { Clock } from '../async/index.ts'

/** What one native timer can wait at most, ms; a longer wait comes back early and is asked again by its owner. */
const LONGEST = 2 ** 31 - 1

export const wallClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(0, atMs - Date.now()), LONGEST))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
