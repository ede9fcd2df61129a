// Waiting that can be cut short, and how long to wait before trying again.
// Invariant: whatever many browsers wait for in one moment, they do not come back in one.
// Does not know what is waited for.

export interface Wait {
  /** Of `least` ms of it nothing is cut. */
  for(ms: number, least?: number): Promise<void>
  /** Ends the wait that is on, if one is and may be. */
  wake(): void
}

export function newWait(): Wait {
  let end = (): void => {}
  return {
    for: (ms, least = 0) =>
      new Promise<void>(resolve => {
        const timer = setTimeout(resolve, Math.max(ms, least))
        // by a clock that nobody sets
        const until = performance.now() + least
        end = () => {
          if (performance.now() < until) return
          clearTimeout(timer)
          resolve()
        }
      }),
    wake: () => end(),
  }
}

/**
 * Milliseconds before trying again after `failures` (0, 1, 2...) in a row: anything up to 100, 200, 400... 5000, so that a
 * thousand browsers which lost the same server do not come back in one moment.
 */
export const backoff = (failures: number): number => Math.random() * Math.min(5000, 100 * 2 ** failures)

/** The longest that a server can ask for, ms: what it says may be a proxy's slip. */
const LONGEST = 300_000

/** Milliseconds that the server asks to wait, `Retry-After` in seconds or as a date, and up to half as long again; 0 if it does not. */
export function afterOf(headers: Headers): number {
  const after = headers.get('retry-after')
  const ms = Number(after) * 1000 || Date.parse(after!) - Date.now()
  return ms > 0 ? Math.min(ms, LONGEST) * (1 + Math.random() / 2) : 0
}
