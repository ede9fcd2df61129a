// What the sources of this folder need from the outside: the time, waiting, and chance.
// Invariant: nothing else in src/ops asks for them, so a test gives its own and time stands still until it says so.
// Timers hold no process open: whoever closes waits for what runs.

export interface Outside {
  /** The wall clock, epoch ms. It may be set back. */
  now(): number
  /** Time that never runs backwards, ms with fractions, from some beginning. For durations. */
  ticks(): number
  /** Runs once, `ms` from now at the earliest. The answer calls it off; calling it later does nothing. */
  after(ms: number, run: () => void): () => void
  /** From 0 up to 1. */
  random(): number
}

/** Longer waits overflow in Node and would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

export const outside: Outside = {
  now: Date.now,
  ticks: () => performance.now(),
  after(ms, run) {
    const until = performance.now() + ms
    let timer: NodeJS.Timeout
    const wait = (): void => {
      const left = until - performance.now()
      timer = left > LONGEST_MS ? setTimeout(wait, LONGEST_MS) : setTimeout(run, Math.max(0, left))
      timer.unref()
    }
    wait()
    return () => clearTimeout(timer)
  },
  random: Math.random,
}
