// A browser in miniature, for tests: it holds the page as a tree, applies patches as the client must, and prints it again.
// It reads only what our renderer writes, and is independent of it: if a patch names nothing, or a placeholder stands for
// nothing, it throws.

export interface Element {
  readonly tag: string
  readonly attributes: Map<string, string>
  children: (Element | string)[]
}

const VOID = new Set([
  'input',
  'br',
  'hr',
  'img',
  'meta',
  'link',
  'col',
  'area',
  'base',
  'embed',
  'source',
  'track',
  'wbr',
])

/** Parses a piece of HTML into its nodes. */
function parse(html: string): (Element | string)[] {
  const top: Element = { tag: '', attributes: new Map(), children: [] }
  const stack = [top]
  const token = /<\/([\w-]+)>|<([\w-]+)((?:\s+[^\s=>"']+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]*))?)*)\s*>|([^<]+)/gy
  let at = 0
  while (at < html.length) {
    token.lastIndex = at
    const match = token.exec(html)
    if (match === null) throw new Error(`not HTML at ${at}: ${html.slice(at, at + 60)}`)
    at = token.lastIndex
    const parent = stack.at(-1) as Element
    if (match[1] !== undefined) {
      const closed = stack.pop() as Element
      if (closed.tag !== match[1]) throw new Error(`</${match[1]}> closes <${closed.tag}> in ${html}`)
    } else if (match[2] !== undefined) {
      const element: Element = { tag: match[2], attributes: new Map(), children: [] }
      for (const [, name, quoted, single, bare] of (match[3] ?? '').matchAll(
        /([^\s=]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s]*)))?/g,
      ))
        element.attributes.set(name as string, unescape(quoted ?? single ?? bare ?? ''))
      parent.children.push(element)
      if (!VOID.has(element.tag)) stack.push(element)
    } else {
      parent.children.push(unescape(match[4] as string))
    }
  }
  if (stack.length !== 1) throw new Error(`<${stack.at(-1)?.tag}> is not closed in ${html}`)
  return top.children
}

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#10;', '\n')
    .replaceAll('&amp;', '&')

export class Shadow {
  readonly page: Element

  /** Where the page is in its history. */
  place: { readonly address: string; readonly at: number; readonly behind: number } = {
    address: '',
    at: 0,
    behind: 0,
  }

  constructor(html: string) {
    this.page = { tag: '', attributes: new Map(), children: parse(html) }
  }

  apply(patches: readonly (readonly [target: string, html: string, at?: number, behind?: number])[]): void {
    for (const [target, html, at, behind] of patches) {
      if (target === '@') this.place = { address: html, at: at ?? 0, behind: behind ?? 0 }
      else this.#patch(target, html)
    }
  }

  #patch(target: string, html: string): void {
    const parent = this.#parentOf(target, this.page)
    if (parent === undefined)
      throw new Error(`a patch for ${target}, which is not on the page: ${this.text()}`)
    const [element, ...more] = parse(html)
    if (typeof element !== 'object' || more.length > 0)
      throw new Error(`a patch must be one element: ${html}`)
    const at = parent.children.findIndex(
      each => typeof each === 'object' && each.attributes.get('rp-i') === target,
    )
    const old = parent.children[at] as Element
    parent.children[at] = this.#keep(element, old)
  }

  #keep(element: Element, old: Element): Element {
    const kept = element.attributes.get('rp-keep')
    if (kept !== undefined) {
      const found = find(old, each => each.attributes.get('rp-i') === kept)
      if (found === undefined) throw new Error(`nothing to keep for ${kept}`)
      return found
    }
    element.children = element.children.map(each => (typeof each === 'string' ? each : this.#keep(each, old)))
    return element
  }

  #parentOf(target: string, under: Element): Element | undefined {
    for (const child of under.children) {
      if (typeof child === 'string') continue
      if (child.attributes.get('rp-i') === target) return under
      const found = this.#parentOf(target, child)
      if (found !== undefined) return found
    }
    return undefined
  }

  html(): string {
    return this.page.children.map(print).join('')
  }

  /** What a person reads. */
  text(): string {
    return textOf(this.page).replaceAll(/\s+/g, ' ').trim()
  }

  /** The offers in page order: `<instance>/<text>` as the client would send them. */
  offers(trigger = 'click'): { offer: string; label: string }[] {
    const found: { offer: string; label: string }[] = []
    const visit = (element: Element, iid: string): void => {
      const here = element.attributes.get('rp-i') ?? iid
      const text = element.attributes.get(`rp-${trigger}`)
      if (text !== undefined)
        found.push({ offer: /^\d/.test(text) ? text : `${here}/${text}`, label: textOf(element).trim() })
      for (const child of element.children) if (typeof child === 'object') visit(child, here)
    }
    visit(this.page, '')
    return found
  }

  find(test: (element: Element) => boolean): Element | undefined {
    return find(this.page, test)
  }
}

function find(under: Element, test: (element: Element) => boolean): Element | undefined {
  if (test(under)) return under
  for (const child of under.children) {
    const found = typeof child === 'object' ? find(child, test) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function textOf(element: Element): string {
  return element.children.map(child => (typeof child === 'string' ? child : textOf(child))).join(' ')
}

function print(node: Element | string): string {
  if (typeof node === 'string') return node
  const attributes = [...node.attributes].map(([name, value]) => ` ${name}="${value}"`).join('')
  return `<${node.tag}${attributes}>${node.children.map(print).join('')}</${node.tag}>`
}
