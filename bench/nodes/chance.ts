// Chance that comes again: the same seed says the same.
// Invariant: no two streams of different seeds are alike. Does not know what is left to it.

export interface Chance {
  /** From 0 up to 1. */
  uniform(): number
  exponential(mean: number): number
  /** Around that mean, skewed as service times are: its deviation is `spread` times the mean. */
  skewed(mean: number, spread: number): number
  below(many: number): number
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    exponential: mean => -mean * Math.log(1 - uniform()),
    skewed(mean, spread) {
      const variance = Math.log(1 + spread * spread)
      return mean * Math.exp(normal() * Math.sqrt(variance) - variance / 2)
    },
    below: many => Math.floor(uniform() * many),
  }
}
