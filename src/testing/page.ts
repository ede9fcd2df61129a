// A browser's page in miniature: it holds the page as a tree and applies patches as the client must.
// Invariant: after each patch the tree is what a fresh render gives; a patch that names nothing on the page, and a placeholder
// that stands for nothing, throw.
// Does not know who makes patches, nor what a person sees of the page.
import { Element, find, parse, print } from './element.ts'
import { holesOf } from './holes.ts'
import { morph } from './morph.ts'
import { typeOf } from './fields.ts'
import { Tab } from './tab.ts'

/** As the kernel makes them: new HTML of an instance (`3`) or of a keyed element in it (`3.0`), or with the target `@` where the page now is. */
export type Patch = readonly [target: string, html: string, at?: number, behind?: number]

export class Page {
  readonly root: Element
  readonly tab: Tab = new Tab()

  constructor(html: string) {
    this.root = new Element('', new Map(), parse(html))
    if (html.includes('radio')) settleRadios(this.root)
  }

  apply(patches: readonly Patch[]): void {
    for (const [target, html, at = 0, behind = 0] of patches) {
      if (target === '@') this.tab.place({ address: html, at, behind })
      else this.#patch(target, html)
    }
  }

  #patch(target: string, html: string): void {
    const [iid = '', ...path] = target.split('.')
    let [parent, old] = placeOf(this.root, each => each.get('rp-i') === iid) ?? []
    for (const at of path) {
      const hole = old && holesOf(old)[Number(at)]
      ;[parent, old] = (hole && old && placeOf(old, each => each === hole)) ?? []
    }
    if (parent === undefined || old === undefined)
      throw new Error(`a patch for ${target}, which is not on the page: ${this.html()}`)
    const [made, ...more] = parse(html)
    if (typeof made !== 'object' || more.length > 0) throw new Error(`a patch must be one element: ${html}`)
    if (path.length > 0 && made.get('rp-k') !== old.get('rp-k'))
      throw new Error(`a patch for ${target} has another key than ${print(old)}: ${html}`)
    parent.children[parent.children.indexOf(old)] = morph(old, made)
    if (html.includes('radio')) settleRadios(this.root)
  }

  /** The page as text; for comparing, not for a browser. */
  html(): string {
    return this.root.children.map(print).join('')
  }

  find(test: (element: Element) => boolean): Element | undefined {
    return find(this.root, test)
  }
}

/** The first element below `under` that is meant, and the one around it. */
function placeOf(
  under: Element,
  isMeant: (element: Element) => boolean,
): [parent: Element, child: Element] | undefined {
  for (const child of under.children) {
    if (typeof child === 'string') continue
    if (isMeant(child)) return [under, child]
    const found = placeOf(child, isMeant)
    if (found !== undefined) return found
  }
  return undefined
}

/** Of the radio buttons of a group one is on: where several would be, the last. */
function settleRadios(root: Element): void {
  const on = new Map<string, Element>()
  const visit = (element: Element, form: number): void => {
    let forms = form
    if (element.tag === 'form') forms = ++count
    if (element.tag === 'input' && typeOf(element) === 'radio' && (element.held ?? element.has('checked'))) {
      const group = `${forms} ${element.get('name')}`
      const before = on.get(group)
      if (before !== undefined) before.held = false
      on.set(group, element)
    }
    for (const child of element.children) if (typeof child === 'object') visit(child, forms)
  }
  let count = 0
  visit(root, 0)
}
