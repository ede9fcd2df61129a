// Places: where in its view a component stands, as a path of positions and keys.
// Idea: `false` and `null` hold their position, so what follows a conditional keeps its place; a key replaces the
// position, so what moves with its key keeps it too. Positions are numbers, keys strings: the two never meet.

/** What structures a place, and so must not come from a key. */
const SPECIAL = /[%/()]/
const EACH_SPECIAL = /[%/()]/g

/** One step of the way down: a position among the children, or a key. */
export type Step = number | string

const hex = (char: string): string => '%' + char.charCodeAt(0).toString(16)

/** `0/k:a/2`. Different paths give different texts, whatever the keys contain. */
export function placeOf(path: readonly Step[], depth: number, prefix: string): string {
  let place = prefix
  for (let i = 0; i < depth; i++) {
    const step = path[i]!
    if (i > 0) place += '/'
    place +=
      typeof step === 'number' ? step : 'k:' + (SPECIAL.test(step) ? step.replace(EACH_SPECIAL, hex) : step)
  }
  return place
}
