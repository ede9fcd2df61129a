// A table in as many columns as there are: cells are cut, the roomiest first, then whole columns go, the least wanted first.
// Invariant: no line is wider than the terminal. Does not know what is in it.
import type { Colour, Paint } from './paint.ts'
import { cut, widthOf } from './words.ts'

export interface Cell {
  readonly text: string
  readonly colour?: Colour
}

export interface Column {
  readonly head: string
  readonly cells: readonly Cell[]
  readonly isRight?: true
  /** It may be cut down to so many columns; without it it is never cut. */
  readonly least?: number
  /** What is left of it can be typed: it is cut without a mark. */
  readonly isTyped?: true
  /** The column with the highest goes first; without it it stays. */
  readonly spare?: number
}

const GAP = 2

export function tableOf(columns: readonly Column[], room: number, paint: Paint): string[] {
  const { shown, widths } = fitted(columns, room)
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, colour }, at) => {
        const width = widths[at] ?? 0
        const short = shown[at]?.isTyped ? text.slice(0, width) : cut(text, width)
        const space = ' '.repeat(Math.max(0, width - widthOf(short)))
        if (shown[at]?.isRight) return space + paint(colour, short)
        return paint(colour, short) + (at === cells.length - 1 ? '' : space)
      })
      .join(' '.repeat(GAP))
      .trimEnd()
  const rows =
    shown[0]?.cells.map((_, row) => line(shown.map(({ cells }) => cells[row] ?? { text: '' }))) ?? []
  return [line(shown.map(({ head }) => ({ text: head, colour: 'dim' }))), ...rows]
}

function fitted(columns: readonly Column[], room: number): { shown: readonly Column[]; widths: number[] } {
  // Nothing is said by a column that is empty.
  let shown = columns.filter(({ cells }) => cells.some(({ text }) => text !== ''))
  for (;;) {
    const widths = shown.map(({ head, cells }) =>
      Math.max(widthOf(head), ...cells.map(({ text }) => widthOf(text))),
    )
    let over = widths.reduce((sum, width) => sum + width + GAP, -GAP) - room
    while (over > 0) {
      const widest = widestOf(shown, widths)
      if (widest < 0) break
      widths[widest] = (widths[widest] ?? 0) - 1
      over--
    }
    const least = shown.reduce(
      (last, each) => ((each.spare ?? 0) > (last.spare ?? 0) ? each : last),
      {} as Column,
    )
    if (over <= 0 || least.spare === undefined) return { shown, widths }
    shown = shown.filter(each => each !== least)
  }
}

/** The widest one that may be cut, what is typed before what is read; -1 if there is none. */
function widestOf(columns: readonly Column[], widths: readonly number[]): number {
  let found = -1
  for (const [at, { least, head, isTyped = false }] of columns.entries()) {
    const width = widths[at] ?? 0
    if (least === undefined || width <= Math.max(least, head.length)) continue
    if (isTyped) return at
    if (width > (widths[found] ?? 0)) found = at
  }
  return found
}
