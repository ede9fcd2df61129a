// What a chart draws: agreed on by the screen that says it and the script in the browser that draws it.
// Invariant: plain data, so that it travels as JSON. Knows neither of them.

/** What a chart draws: at most 300 points. */
export interface Lines {
  /** Epoch seconds, ascending: each of them, or where they begin and how far they are apart. */
  readonly times: readonly number[] | { readonly from: number; readonly every: number }
  readonly lines: readonly {
    readonly name: string
    /** A custom property of the style, e.g. `--good`. */
    readonly tone: string
    /** A null is a gap. */
    readonly values: readonly (number | null)[]
    readonly fill?: boolean
  }[]
  /** Written behind each value, e.g. ` ms`. */
  readonly unit: string
}
