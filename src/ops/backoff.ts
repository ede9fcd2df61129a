// How long to wait before trying again: twice as long after each failure, up to a bound, with half of it left to chance, so
// that what failed together does not come back together.

export interface Backoff {
  /** The first wait, ms. */
  readonly firstMs: number
  /** The longest, ms. */
  readonly mostMs: number
}

/** Half a second, doubling up to a minute. */
export const BACKOFF: Backoff = { firstMs: 500, mostMs: 60_000 }

/**
 * The wait after the `failures`th failure in a row (from 1), ms.
 *
 * @param chance From 0 up to 1: where between half of the wait and all of it.
 */
export function backoffMs({ firstMs, mostMs }: Backoff, failures: number, chance: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** (failures - 1))
  return Math.round((full * (1 + chance)) / 2)
}
