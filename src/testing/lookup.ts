// Finds what a test names, as a person would: by its words.
// Invariant: exactly one thing is found, within reach, or it is said what there is instead, which is nearest, and what stands in
// the way. Words as a whole come before a part of them; a label before a placeholder, a placeholder before a field's name.
// Does not know what is done with what was found.
import type { Element } from './element.ts'
import { typeOf } from './fields.ts'
import { Failure, nearest, quoted } from './failure.ts'
import type { Lines } from './failure.ts'
import { tidy, wordsOf } from './look.ts'
import type { Look, Spot } from './look.ts'

/** Which of several: the nth from 0, or the one beside these words. */
export type Which = number | string

export interface Wanted {
  /** What is done, for messages: `click`. */
  readonly verb: string
  /** What is looked for, for messages: `something to click`. */
  readonly noun: string
  readonly fits: (element: Element) => boolean
}

/** The one thing of that name. Throws a Failure. */
export function lookUp(look: Look, lines: Lines, wanted: Wanted, name: string, which?: Which): Spot {
  const { verb, noun } = wanted
  const all = look.spots.filter(({ element }) => wanted.fits(element))
  const fail = (what: string, expected: string, got: string, hint: string): never => {
    throw new Failure({ what, expected, got, try: hint }, lines())
  }
  const called = name === '' ? noun : `"${name}"`
  const matches = matching(look, all, tidy(name))
  const within = matches.filter(spot => look.blocked(spot) === undefined)
  const [first] = within
  if (first === undefined) {
    const [blocked] = matches
    if (blocked !== undefined) {
      const why = look.blocked(blocked) as string
      return fail(
        `${called} is on the page, but it ${why}`,
        `${noun} within reach`,
        `${called}, which ${why}`,
        hintFor(why),
      )
    }
    const names = all
      .filter(spot => look.hidden(spot) === undefined)
      .map(({ element }) => look.titleOf(element))
    const like = nearest(name, names)
    return fail(
      name === '' ? `There is nothing to ${verb}` : `There is no ${called} to ${verb}`,
      name === '' ? noun : `${noun} that is called ${called}`,
      quoted(names),
      like === undefined
        ? 'name it by its words, as they stand on the page'
        : `"${like}", which is most like it`,
    )
  }
  const chosen =
    which === undefined
      ? within
      : typeof which === 'number'
        ? within.slice(which, which + 1)
        : beside(within, which)
  if (chosen.length === 1) return chosen[0] as Spot
  if (chosen.length === 0)
    return fail(
      `There is no such ${called} to ${verb}`,
      typeof which === 'number' ? `number ${which}, counted from 0` : `one beside "${which}"`,
      `${within.length} of ${called}`,
      'count from 0, or name words that stand with it',
    )
  return fail(
    `There are ${chosen.length} of ${called} to ${verb}`,
    'one',
    `${chosen.length} that are called so`,
    `say which: ${verb}(…, 0) for the first, or words that stand beside it: ${verb}(…, 'Ada')`,
  )
}

/** The spots that the name fits best. */
function matching(look: Look, spots: readonly Spot[], name: string): Spot[] {
  let best = Infinity
  let found: Spot[] = []
  for (const spot of spots) {
    const rank = rankOf(look, spot.element, name)
    if (rank > best || rank === Infinity) continue
    if (rank < best) found = []
    best = rank
    found.push(spot)
  }
  // A cell that is offered holds the button of the same name.
  return found.filter(({ element }) => !found.some(({ around }) => around.includes(element)))
}

function rankOf(look: Look, element: Element, name: string): number {
  const names = look.namesOf(element)
  if (name === '' || names.includes(name)) return 0
  if (tidy(element.get('placeholder') ?? '') === name) return 1
  if (element.get('name') === name) return 2
  if (/^(radio|checkbox)$/.test(typeOf(element)) && element.get('value') === name) return 2
  return names.some(each => each.includes(name)) ? 3 : Infinity
}

/** Of several those that stand in the smallest part of the page with these words. */
function beside(spots: readonly Spot[], words: string): Spot[] {
  const want = tidy(words)
  const parts = spots.map(({ element, around }) => [element, ...around].find(each => saysIn(each, want)))
  const isSmallest = (part: Element): boolean =>
    !parts.some(other => other !== undefined && other !== part && isIn(other, part))
  return spots.filter((_, at) => {
    const part = parts[at]
    return part !== undefined && isSmallest(part)
  })
}

function saysIn(element: Element, words: string): boolean {
  return wordsOf(element).includes(words) || element.get('aria-label')?.includes(words) === true
}

function isIn(inner: Element, outer: Element): boolean {
  return outer.children.some(each => typeof each === 'object' && (each === inner || isIn(inner, each)))
}

function hintFor(why: string): string {
  if (why.startsWith('is behind')) return 'answer the dialog first, or press Escape if it can be cancelled'
  if (why === 'is disabled') return 'do first what enables it'
  return 'do first what brings it into view'
}
