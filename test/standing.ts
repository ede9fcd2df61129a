// A clock that stands until a test moves it, and fires what came due in order.

export interface Standing {
  now(): number
  setTimer(atMs: number, fire: () => void): () => void
  pass(ms: number): void
  /** Timers that wait. */
  readonly waiting: number
}

export function standing(start = 1_000_000): Standing {
  let now = start
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>()
  return {
    now: () => now,
    setTimer(at, fire) {
      const timer = { at, fire }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass(ms) {
      const until = now + ms
      for (;;) {
        const [next] = [...timers].filter(timer => timer.at <= until).sort((a, b) => a.at - b.at)
        if (next === undefined) break
        now = Math.max(now, next.at)
        timers.delete(next)
        next.fire()
      }
      now = until
    },
    get waiting() {
      return timers.size
    },
  }
}
