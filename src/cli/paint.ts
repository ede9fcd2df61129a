// Colours, where there are any.
// Invariant: a text that is painted takes the columns that it took before. Does not know what is printed.

const CODES = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const

export type Colour = keyof typeof CODES
export type Paint = (colour: Colour | undefined, text: string) => string

export function painter(isColoured: boolean): Paint {
  return (colour, text) =>
    colour === undefined || !isColoured || text === '' ? text : `\u001b[${CODES[colour]}m${text}\u001b[0m`
}
