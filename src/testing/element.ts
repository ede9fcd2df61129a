// HTML as a tree: what a browser makes of the text that a view was rendered to.
// Invariant: strict. Text that opens what it does not close would be mended by a browser into something that nobody meant; here
// it throws. An element stays the same object while the page keeps it, so what a visitor did to it stays with it.
// Does not know patches, nor what an element is for.

export type Node = Element | string

/** What a visitor made of a field: its text, whether it is ticked, or the values that were chosen. */
export type Held = string | boolean | readonly string[]

/** A file. `size` in bytes; `contents`, where a test says them. */
export interface Attached {
  readonly name: string
  readonly size: number
  readonly type: string
  readonly contents?: string | Uint8Array
}

export class Element {
  readonly tag: string
  attributes: Map<string, string>
  children: Node[]
  /** Absent while the field shows what was rendered into it. */
  held: Held | undefined
  /** Of a file field, what the visitor chose. */
  files: readonly Attached[] | undefined
  /** Values that went to the server and that it has not rendered yet, oldest first. */
  sent: string[] | undefined
  /** What the visitor made of `open`. Absent while that is as rendered. */
  opened: boolean | undefined

  constructor(tag: string, attributes: Map<string, string> = new Map(), children: Node[] = []) {
    this.tag = tag
    this.attributes = attributes
    this.children = children
  }

  get(name: string): string | undefined {
    return this.attributes.get(name)
  }

  has(name: string): boolean {
    return this.attributes.has(name)
  }
}

const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
)
/** What stands in these is text up to their end. */
const RAW: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title'])

const TOKEN =
  /<!--[^]*?-->|<![^>]*>|<\/([^\s>]+)\s*>|<([a-zA-Z][^\s/>]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]*))?)*)\s*(\/?)>|([^<]+)/gy
const ATTRIBUTE = /([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s]*)))?/g

/** Parses a piece of HTML. Throws an Error that says where it stops being HTML. */
export function parse(html: string): Node[] {
  const top = new Element('')
  const stack = [top]
  const token = new RegExp(TOKEN)
  while (token.lastIndex < html.length) {
    const at = token.lastIndex
    const match = token.exec(html)
    if (match === null) throw new Error(`not HTML at ${at}: ${html.slice(at, at + 60)}`)
    const [, closes, opens, attributes, ends, words] = match
    const parent = stack.at(-1) as Element
    if (words !== undefined) {
      parent.children.push(decoded(words))
    } else if (closes !== undefined) {
      const closed = stack.pop() as Element
      if (closed.tag !== closes) throw new Error(`</${closes}> closes <${closed.tag}> in ${html}`)
    } else if (opens !== undefined) {
      const element = new Element(opens, attributesIn(attributes))
      parent.children.push(element)
      if (RAW.has(opens)) token.lastIndex = raw(element, html, token.lastIndex)
      else if (!VOID.has(opens) && ends !== '/') stack.push(element)
    }
  }
  if (stack.length > 1) throw new Error(`<${stack.at(-1)?.tag}> is not closed in ${html}`)
  return top.children
}

/** Reads what an element holds as text; answers where it ends. */
function raw(element: Element, html: string, from: number): number {
  const end = html.indexOf(`</${element.tag}>`, from)
  if (end < 0) throw new Error(`<${element.tag}> is not closed in ${html}`)
  const text = html.slice(from, end).replace(element.tag === 'textarea' ? /^\n/ : /(?!)/, '')
  const isCode = element.tag === 'script' || element.tag === 'style'
  if (text !== '') element.children.push(isCode ? text : decoded(text))
  return end + element.tag.length + 3
}

function attributesIn(text: string | undefined): Map<string, string> {
  const found = new Map<string, string>()
  if (text === undefined || text === '') return found
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE))
    if (!found.has(name)) found.set(name, decoded(double ?? single ?? bare ?? ''))
  return found
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: '\u00a0',
  quot: '"',
}

function decoded(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d+)|#[xX]([\da-fA-F]+)|(\w+));/g, (all, decimal, hex, name: string) => {
    if (name !== undefined) return NAMED[name] ?? all
    return String.fromCodePoint(Number.parseInt((decimal ?? hex) as string, decimal === undefined ? 16 : 10))
  })
}

/** The tree as text, the same for the same tree; for comparing, not for a browser. */
export function print(node: Node): string {
  if (typeof node === 'string') return node
  let attributes = ''
  for (const [name, value] of node.attributes) attributes += ` ${name}="${value}"`
  return `<${node.tag}${attributes}>${node.children.map(print).join('')}</${node.tag}>`
}

/** All text in it, as it is. */
export function textIn(element: Element): string {
  return element.children.map(child => (typeof child === 'string' ? child : textIn(child))).join('')
}

/** The first element, in page order, that passes. */
export function find(under: Element, test: (element: Element) => boolean): Element | undefined {
  if (test(under)) return under
  for (const child of under.children) {
    const found = typeof child === 'string' ? undefined : find(child, test)
    if (found !== undefined) return found
  }
  return undefined
}

/** Every element below, in page order. */
export function* below(element: Element): Generator<Element> {
  for (const child of element.children) {
    if (typeof child === 'string') continue
    yield child
    yield* below(child)
  }
}
