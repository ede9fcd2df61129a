// Elements by name: which of them need more than attributes and children.
// Invariant: constant data. A name that is not listed is checked letter by letter and then treated as an ordinary element.
import { describe, refuse } from './refuse.ts'

export const ORDINARY = 0
/** Has no content and no end tag. */
export const VOID = 1
export const FORM = 2
/** Sends a value under its `name`. */
export const FIELD = 4
export const SELECT = 8
export const OPTION = 16
export const TEXTAREA = 32
/** The parser drops a first line feed. */
export const PRE = 64
/** Content is not escaped by parsers. */
export const STYLE = 128
export const FIELDSET = 256
/** Shows or goes to a document at its address. */
export const NAVIGATES = 512
/** Changes another attribute, perhaps an address. */
export const ANIMATES = 1024
const BANNED = 2048

const ORDINARY_TAGS =
  'abbr address article aside audio b bdi bdo blockquote canvas caption cite code colgroup data datalist dd del details dfn ' +
  'dialog div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup i ins kbd label legend li main map mark menu ' +
  'meter nav ol optgroup output p picture progress q rp rt ruby s samp search section slot small span strong sub summary sup ' +
  'table tbody td template tfoot th thead time tr u ul var video svg g path circle rect line polyline polygon text tspan title'

const KINDS: ReadonlyMap<string, number> = new Map([
  ...ORDINARY_TAGS.split(' ').map(tag => [tag, ORDINARY] as const),
  ...'br col hr img link meta param source track wbr'.split(' ').map(tag => [tag, VOID] as const),
  ...'a iframe fencedframe frame object use'.split(' ').map(tag => [tag, NAVIGATES] as const),
  ...'area base embed'.split(' ').map(tag => [tag, VOID | NAVIGATES] as const),
  ...'animate set animateTransform animateMotion'.split(' ').map(tag => [tag, ANIMATES] as const),
  ...'script plaintext'.split(' ').map(tag => [tag, BANNED] as const),
  ['form', FORM],
  ['input', VOID | FIELD],
  ['button', FIELD],
  ['select', SELECT | FIELD],
  ['textarea', TEXTAREA | FIELD],
  ['option', OPTION],
  ['fieldset', FIELDSET],
  ['pre', PRE],
  ['listing', PRE],
  ['style', STYLE],
])

const NAME = /^[a-zA-Z][a-zA-Z0-9.-]*$/

/** What the renderer must do for this element. Refuses names that are none, and elements that a view cannot have. */
export function kindOf(tag: string): number {
  const kind = KINDS.get(tag)
  if (kind === undefined) return unlisted(tag)
  return kind === BANNED ? banned(tag) : kind
}

function unlisted(tag: string): number {
  if (!NAME.test(tag)) {
    refuse(
      'bad-view',
      'a tag is not the name of an element',
      'letters, digits, points and dashes, a letter first',
      describe(tag),
      'write the element in JSX; names that come from data belong in attributes or text',
    )
  }
  // Parsers do not mind the case of a name, so neither may the rules.
  const lower = KINDS.get(tag.toLowerCase()) ?? ORDINARY
  return lower === BANNED ? banned(tag) : lower
}

function banned(tag: string): never {
  return refuse(
    'bad-view',
    `<${tag}> cannot be part of a view`,
    'elements that show something',
    `<${tag}>`,
    'put scripts on the page, not in a view; unsafeHtml(...) if it must be here',
  )
}
