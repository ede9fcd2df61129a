import { describe, expect, it } from 'vitest'
import { STYLES } from './styles.ts'

type Color = readonly [r: number, g: number, b: number]

const colorOf = (hex: string): Color => {
  const six = hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex
  return [0, 2, 4].map(at => Number.parseInt(six.slice(at, at + 2), 16)) as unknown as Color
}
/** As `color-mix(in srgb, over share, under)`. */
const mixed = (over: Color, under: Color, share: number): Color =>
  over.map((value, i) => value * share + (under[i] ?? 0) * (1 - share)) as unknown as Color

function luminance(color: Color): number {
  const [r = 0, g = 0, b = 0] = color.map(value => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(one: Color, other: Color): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** What a custom property is, each time that the sheet says so: on all of the page, and in the past. */
const values = (name: string, theme: 'light' | 'dark'): Color[] =>
  [...STYLES.matchAll(new RegExp(`--${name}: light-dark\\(#(\\w+), #(\\w+)\\)`, 'g'))].map(
    ([, light = '', dark = '']) => colorOf(theme === 'light' ? light : dark),
  )

describe.each(['light', 'dark'] as const)('in the %s, text', theme => {
  const [accent = [0, 0, 0]] = values('accent', theme)
  const grounds = ['ground', 'panel', 'raised'].flatMap(name => values(name, theme))
  // Rows below the pointer.
  const all = [...grounds, ...grounds.map(ground => mixed(accent, ground, 0.05))]

  it.each(['ink', 'quiet', 'accent', 'good', 'bad', 'warn', 'info'])(
    'that is %s can be read on all grounds, and on a badge of its own tone',
    name => {
      const tones = values(name, theme)
      expect([tones.length, grounds.length]).toEqual([1, 4])
      for (const tone of tones)
        for (const ground of [...all, ...all.map(each => mixed(tone, each, 0.13))])
          expect(contrast(tone, ground)).toBeGreaterThanOrEqual(4.5)
    },
  )
})
