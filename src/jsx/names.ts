// Attributes by name: which of them mean more than their text.
// Invariant: constant data. A name that is not listed is checked letter by letter; nothing that a browser would run as a
// handler, and nothing of the framework's own, can be written by a view.
import type { Trigger } from './node.ts'
import { describe, refuse } from './refuse.ts'

export const PLAIN = 0
/** Not an attribute of the element: children. */
export const NONE = 1
/** Holds an address. */
export const ADDRESS = 2
/** An address that is always navigated to. */
export const TARGET_ADDRESS = 3
/** True and false are the texts `true` and `false`, not presence and absence. */
export const TRUE_FALSE = 4
/** Offers an event. */
export const HANDLER = 5
/** What an animation changes. */
export const ANIMATED = 6

const PLAIN_NAMES =
  'class id name value type for title style role hidden disabled checked selected placeholder required readonly autofocus autocomplete alt ' +
  'width height rel target lang dir tabindex open colspan rowspan datetime min max step rows cols label method download viewBox d ' +
  'fill stroke x y cx cy r x1 y1 x2 y2 transform points'

const KINDS: ReadonlyMap<string, number> = new Map([
  ...PLAIN_NAMES.split(' ').map(name => [name, PLAIN] as const),
  ...'href src data poster cite background ping manifest xlink:href'
    .split(' ')
    .map(name => [name, ADDRESS] as const),
  ...'action formaction'.split(' ').map(name => [name, TARGET_ADDRESS] as const),
  ...'contenteditable draggable spellcheck writingsuggestions'
    .split(' ')
    .map(name => [name, TRUE_FALSE] as const),
  ...['onClick', 'onInput', 'onChange', 'onSubmit'].map(name => [name, HANDLER] as const),
  ['children', NONE],
  ['attributename', ANIMATED],
])

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:.-]*$/

export function kindOfName(name: string): number {
  return KINDS.get(name) ?? unlisted(name)
}

function unlisted(name: string): number {
  if (!NAME.test(name)) {
    refuse(
      'bad-attribute',
      'an attribute has a name that HTML cannot have',
      'letters, digits, dashes, points, colons and underscores, a letter first',
      describe(name),
      'write attributes in JSX; names that come from data belong in values',
    )
  }
  if (name.startsWith('data-') || name.startsWith('aria-')) return TRUE_FALSE
  const lower = name.toLowerCase()
  if (lower.startsWith('on')) {
    refuse(
      'bad-attribute',
      'a view offers an event in a way that does not exist',
      'onClick, onInput, onChange or onSubmit',
      name,
      'use one of these four; anything else belongs in a script of the page',
    )
  }
  if (lower.startsWith('rp-')) {
    refuse(
      'bad-attribute',
      'a view writes an attribute that is the framework’s own',
      'a name that does not begin with rp-',
      name,
      'use key for rp-k and onClick and the like for offers; data-… for your own',
    )
  }
  if (lower === 'srcdoc') {
    refuse(
      'bad-attribute',
      'srcdoc would put a document of its own into the view',
      'src with an address',
      name,
      'serve the document at an address, where its own policy applies',
    )
  }
  if (lower === 'key') {
    refuse(
      'bad-attribute',
      'a key came with spread properties',
      'key written on the tag',
      '{...{ key }}',
      'write <li key={…} {...rest}>: the key first',
    )
  }
  // Parsers do not mind the case of a name, so neither may the rules.
  return lower === name ? PLAIN : (KINDS.get(lower) ?? PLAIN)
}

/** `onClick` as the trigger `click`. */
export function triggerOf(name: string): Trigger {
  return name.slice(2).toLowerCase() as Trigger
}
