// Numbers as people read them.

/** The time of day. */
export const clock = (ms: number): string => {
  const date = new Date(ms)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** How long something lasts. */
export function lasting(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 120_000 ? `${Number((ms / 1000).toFixed(1))} s` : `${Math.round(ms / 60_000)} min`
}

export const size = (bytes: number): string =>
  bytes === 0 ? '–' : bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`
