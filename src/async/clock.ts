// Time: what the registries ask of a clock, and the machine's own.
// Invariant of the machine's clock: it has fractions of a millisecond, so that a delay is never cut short by rounding,
// and it follows the wall clock when that is set. Its native timer never keeps a process alive.

/** Wall clock and native timer; tests pass a virtual one. */
export interface Clock {
  /** Milliseconds since 1970. May step, also backwards. */
  now(): number
  /**
   * Calls `fire` once, when now() has reached `atMs`; never inside this call. Early is allowed: whoever set it looks at
   * now() and sets another. Returns how to call it off, which may be done at any time.
   */
  setTimer(atMs: number, fire: () => void): () => void
}

/** setTimeout takes a longer delay for 1 ms. Who waits longer is woken early and sets another timer. */
const LONGEST_MS = 2 ** 31 - 1
/** Two clocks read one after the other differ by a pause of the process. More than this is a wall clock that was set. */
const STEP_MS = 50
/** How often the wall clock is looked at: to read two clocks each time would cost twice as much. */
const LOOK_MS = 10

/**
 * The machine's clock. Its native timer is unref'd: a server stays up by its socket, a test or a script ends although
 * timers are pending. A program that lives by its timers alone keeps itself up, for example with a setInterval.
 */
export function systemClock(): Clock {
  // Date.now() alone is cut to whole milliseconds: two readings of it make a delay up to 1 ms shorter than it is.
  let offset = Date.now() - performance.now()
  let nextLook = 0
  const now = (): number => {
    const steady = performance.now()
    if (steady >= nextLook) {
      nextLook = steady + LOOK_MS
      const wall = Date.now()
      if (Math.abs(steady + offset - wall) > STEP_MS) offset = wall - steady
    }
    return steady + offset
  }
  const setTimer = (atMs: number, fire: () => void): (() => void) => {
    const delay = Math.max(0, Math.ceil(atMs - now()))
    const native = setTimeout(fire, Math.min(delay, LONGEST_MS))
    // In a browser it is a number.
    if (typeof native === 'object') native.unref()
    return () => clearTimeout(native)
  }
  return { now, setTimer }
}
