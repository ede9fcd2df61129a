// Waiting that can be cut short, and how long to wait before trying again.
// Does not know what is waited for.

export interface Wait {
  for(ms: number): Promise<void>
  /** Ends the wait that is on, if one is. */
  wake(): void
}

export function newWait(): Wait {
  let end = (): void => {}
  return {
    for: ms =>
      new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms)
        end = () => {
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
