// Attributes by name: which of them mean more than their text.
// Invariant: constant data. A name that is not listed is checked letter by letter; nothing that a browser would run as a
// handler, and nothing of the framework's own, can be written by a view.
import type { Trigger } from './node.ts'
import { describe, refuse } from './refuse.ts'

export const PLAIN = 0
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
/** A number of milliseconds. */
export const WAIT = 7
/** Attributes that are changed before the server has answered. */
const EARLY = 8

const TRIGGERS: readonly Trigger[] = [
  'click',
  'input',
  'change',
  'submit',
  'cancel',
  'push',
  'upload',
  'focus',
  'blur',
  'seen',
  'keydown',
  'shortcut',
]

const PLAIN_NAMES =
  'class id name value type for title style role hidden disabled checked selected placeholder required readonly autofocus autocomplete alt ' +
  'width height rel target lang dir tabindex open colspan rowspan datetime min max step rows cols label method download viewBox d ' +
  'fill stroke x y cx cy r x1 y1 x2 y2 transform points'

/** An attribute by name, with the pieces of HTML that it takes. */
export interface Name {
  readonly kind: number
  /** Without a value, before one, and before one in quotes. */
  readonly bare: string
  readonly before: string
  readonly quote: string
}

const nameOf = (name: string, kind: number): Name => ({
  kind,
  bare: ` ${name}`,
  before: ` ${name}=`,
  quote: ` ${name}='`,
})

const listed = (names: string, kind: number): [string, Name][] =>
  names.split(' ').map(name => [name, nameOf(name, kind)])

const own = (names: string, kind: number): [string, Name][] =>
  names.split(' ').map(name => [name, nameOf(`rp-${name}`, kind)])

const handlerOf = (trigger: Trigger): string =>
  trigger === 'keydown' ? 'onKeyDown' : `on${trigger[0]!.toUpperCase()}${trigger.slice(1)}`

const NAMES: ReadonlyMap<string, Name> = new Map([
  ...listed(PLAIN_NAMES, PLAIN),
  // The names of the framework's that views write: the browser's copy of this element is left alone; a script of the page's
  // own looks after it.
  ...listed('rp-ignore rp-hook', PLAIN),
  // Where the client lists files that were chosen; what it makes of it is its own.
  ['rp-files', nameOf('rp-files rp-ignore', PLAIN)],
  // What the client heeds; to the browser they are nothing.
  ...own('keys announce transition', PLAIN),
  ...own('debounce throttle', WAIT),
  ...own('optimistic', EARLY),
  ...listed('href src data poster cite background ping manifest xlink:href', ADDRESS),
  ...listed('action formaction', TARGET_ADDRESS),
  ...listed('contenteditable draggable spellcheck writingsuggestions aria-label aria-hidden', TRUE_FALSE),
  ...listed('attributename', ANIMATED),
  ...TRIGGERS.map((trigger): [string, Name] => [handlerOf(trigger), nameOf(`rp-${trigger}`, HANDLER)]),
])

const DASHED = /^(?:data|aria)-[a-zA-Z0-9_:.-]+$/
const VALID = /^[a-zA-Z_:][a-zA-Z0-9_:.-]*$/
/** Names that no view may write: handlers, the framework's own, a document in an attribute, and a key too late. */
const REFUSED = /^(?:on|rp-|srcdoc$|key$)/i

export function findName(name: string): Name {
  return NAMES.get(name) ?? unlisted(name)
}

function unlisted(name: string): Name {
  if (DASHED.test(name)) return nameOf(name, TRUE_FALSE)
  if (!VALID.test(name)) {
    refuse(
      'bad-attribute',
      'an attribute has a name that HTML cannot have',
      'letters, digits, dashes, points, colons and underscores, a letter first',
      describe(name),
      'write attributes in JSX; names that come from data belong in values',
    )
  }
  if (REFUSED.test(name)) refused(name)
  // Parsers do not mind the case of a name, so neither may the rules.
  return nameOf(name, NAMES.get(name.toLowerCase())?.kind ?? PLAIN)
}

function refused(name: string): never {
  const [what, expected, advice] = WHY[/^(?:on|rp-)?/i.exec(name)![0].toLowerCase() || name.toLowerCase()]!
  return refuse('bad-attribute', what, expected, `the attribute ${name}`, advice)
}

const WHY: Readonly<Record<string, readonly [what: string, expected: string, advice: string]>> = {
  on: [
    'a view offers an event in a way that does not exist',
    TRIGGERS.map(handlerOf).join(', '),
    'use one of these; anything else belongs in a script of the page',
  ],
  'rp-': [
    'a view writes an attribute that is the framework’s own',
    'a name that does not begin with rp- (but rp-ignore, rp-hook and rp-files)',
    'use key for rp-k, onClick and the like for offers, and data-… for your own',
  ],
  srcdoc: [
    'srcdoc would put a document of its own into the view',
    'src with an address',
    'serve the document at an address, where a policy of its own applies',
  ],
  key: [
    'a key came with spread properties, where the compiler does not see it',
    'key written on the tag',
    'write <li key={…} {...rest}>: the key first',
  ],
}
