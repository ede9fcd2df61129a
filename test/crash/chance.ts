// Chance from a seed, and from names below it: the same seed and name, the same numbers.
// Processes are not played back to the millisecond by it; who does what, and which faults come in which order, is.

export interface Chance {
  /** From 0 to below 1. */
  next(): number
  /** A whole number, both included. */
  whole(from: number, to: number): number
  /** How likely is that? 0 to 1. */
  is(likely: number): boolean
  pick<T>(from: readonly T[]): T
  /** One of its own. */
  below(name: string): Chance
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    is: likely => next() < likely,
    pick: from => from[Math.floor(next() * from.length)]!,
    below: name =>
      chanceOf([...name].reduce((sum, sign) => Math.imul(sum ^ sign.charCodeAt(0), 0x01000193), seed)),
  }
}
