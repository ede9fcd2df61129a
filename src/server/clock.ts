// The machine's clock, for everybody in a server who is not given another.
import type { Clock } from '../async/index.ts'

/** So long one native timer waits at most, ms; a longer wait comes back early and is asked again by its owner, since the clock may be set meanwhile. */
const LONGEST = 30_000

export const wallClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    const timer = setTimeout(fire, Math.min(Math.max(0, atMs - Date.now()), LONGEST))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
