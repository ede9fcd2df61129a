// Elements by name: which of them need more than attributes and children.
// Invariant: constant data. A name that is not listed is checked letter by letter and then treated as an ordinary element.
import { describe, refuse } from './refuse.ts'

const ORDINARY = 0
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
/** What stands inside is no part of the page, or only together with it. */
export const SOLID = 4096

/** Kinds that are more than attributes and children. */
export const SPECIAL: number = VOID | FORM | FIELD | SELECT | OPTION | TEXTAREA | PRE | STYLE | FIELDSET

const ORDINARY_TAGS =
  'abbr address article aside audio b bdi bdo blockquote canvas caption cite code colgroup data datalist dd del details dfn ' +
  'dialog div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup i ins kbd label legend li main map mark menu ' +
  'meter nav ol optgroup output p picture progress q rp rt ruby s samp search section slot small span strong sub summary sup ' +
  'table tbody td tfoot th thead time tr u ul var video svg g path circle rect line polyline polygon text tspan title'

/** An element by name, with the pieces of HTML that it takes. */
export interface Tag {
  readonly kind: number
  readonly open: string
  readonly close: string
}

const tagOf = (name: string, kind: number): Tag => ({ kind, open: `<${name}`, close: `</${name}>` })

const listed = (names: string, kind: number): [string, Tag][] =>
  names.split(' ').map(name => [name, tagOf(name, kind)])

const TAGS: ReadonlyMap<string, Tag> = new Map([
  ...listed(ORDINARY_TAGS, ORDINARY),
  ...listed('br col hr img link meta param source track wbr', VOID),
  ...listed('a fencedframe frame object use', NAVIGATES),
  ...listed('iframe', NAVIGATES | SOLID),
  ...listed('area base embed', VOID | NAVIGATES),
  ...listed('animate animateMotion animateTransform set', ANIMATES),
  ...listed('script plaintext', BANNED),
  ...listed('form', FORM),
  ...listed('input', VOID | FIELD),
  ...listed('button', FIELD),
  ...listed('select', SELECT | FIELD | SOLID),
  ...listed('textarea', TEXTAREA | FIELD),
  ...listed('option', OPTION),
  ...listed('fieldset', FIELDSET),
  ...listed('pre listing', PRE),
  ...listed('style', STYLE),
  ...listed('template noscript', SOLID),
])

const NAME = /^[a-zA-Z][a-zA-Z0-9.-]*$/

/** Refuses names that are none, and elements that a view cannot have. */
export function findTag(name: string): Tag {
  const tag = TAGS.get(name) ?? unlisted(name)
  return tag.kind === BANNED ? banned(name) : tag
}

function unlisted(name: string): Tag {
  if (!NAME.test(name)) {
    refuse(
      'bad-view',
      'a tag is not the name of an element',
      'letters, digits, points and dashes, a letter first',
      describe(name),
      'write the element in JSX; names that come from data belong in attributes or text',
    )
  }
  // Parsers do not mind the case of a name, so neither may the rules.
  return tagOf(name, TAGS.get(name.toLowerCase())?.kind ?? ORDINARY)
}

function banned(name: string): never {
  return refuse(
    'bad-view',
    `<${name}> cannot be part of a view`,
    'elements that show something',
    `<${name}>`,
    'put scripts on the page, not in a view; unsafeHtml(...) if it must be here',
  )
}
