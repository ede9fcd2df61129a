// Figures, times and texts as a person at a terminal reads them.
// Invariant: no character of what is kept moves the cursor, rings or hides; what was cut ends with `…`. Pure.

const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const NARROWLESS = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Controls, and what turns the direction of writing, as `\x1b` and `\u202e`. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, each => {
    const code = each.charCodeAt(0)
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
  })
}

/** What turns the direction of writing, of a text whose controls are written out already. */
export function undirected(text: string): string {
  return text.replaceAll(/[\u2028-\u202e\u2066-\u2069]/g, each => `\\u${each.charCodeAt(0).toString(16)}`)
}

/** So many columns it takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const each of text) width += NARROWLESS.test(each) ? 0 : WIDE.test(each) ? 2 : 1
  return width
}

/** In so many columns. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  let width = 1
  for (const each of text) {
    width += widthOf(each)
    if (width > columns) break
    kept += each
  }
  return `${kept}…`
}

const STEPS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const

/** A length of time, in its largest unit: `3s`, `5m`, `24h`, `2d`. Two days and longer are days. */
export function span(ms: number): string {
  for (const [unit, name] of STEPS)
    if (ms >= (name === 'd' ? 2 * unit : unit)) return `${Math.floor(ms / unit)}${name}`
  return '0s'
}

/** `1,234` */
export const count = (n: number): string => n.toLocaleString('en')

/** `7 timers`, `1 timer` */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** `512 B`, `1.3 kB`, `210 MB`: thousands, not 1024s. */
export function size(bytes: number): string {
  let value = bytes
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (value < 1000 || unit === 'GB')
      return `${value < 10 && unit !== 'B' ? value.toFixed(1) : Math.round(value)} ${unit}`
    value /= 1000
  }
  return ''
}

/** `2026-11-22 12:09:13`, where the reader is. */
export function date(ms: number): string {
  const at = new Date(ms)
  if (Number.isNaN(at.getTime())) return 'no date'
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** The number of the process that a node is; undefined where its name does not say. */
export function processOf(node: string): string | undefined {
  return /~(\d+)\./.exec(node)?.[1]
}
