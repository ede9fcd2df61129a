// Figures as people read them: with as many digits as tell something, and their unit.
// Invariant: text by the figure alone, the same everywhere. Does not know what is counted.

/** Milliseconds as people read them. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return '–'
  if (ms < 1) return `${Math.round(ms * 1000)} µs`
  if (ms < 10) return `${ms.toFixed(1)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`
  return `${Math.floor(ms / 86_400_000)} d ${Math.round((ms % 86_400_000) / 3_600_000)} h`
}

export function bytes(count: number): string {
  if (count < 1000) return `${Math.round(count)} B`
  if (count < 1e6) return `${(count / 1e3).toFixed(count < 1e4 ? 1 : 0)} kB`
  if (count < 1e9) return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB`
  return `${(count / 1e9).toFixed(1)} GB`
}

export function number(count: number): string {
  if (Math.abs(count) >= 10_000)
    return Math.round(count)
      .toString()
      .replaceAll(/\B(?=(\d{3})+$)/g, '\u202f')
  return Number.isInteger(count) ? String(count) : count.toFixed(count < 10 ? 2 : 1)
}

/** `1 timer`, `2 timers`. */
export const counted = (count: number, what: string): string =>
  `${number(count)} ${what}${count === 1 ? '' : 's'}`

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
