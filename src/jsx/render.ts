// The renderer: a view as HTML text, in one pass, without knowing what a component is.
// Idea: recursive descent that returns strings. Beside the text it follows three things: the place (a path of positions and
// keys), the keys taken among the siblings of one parent, and the fields for the form around them.
// Invariant: output depends on the view and the host's answers alone, and parses to the elements and texts of the view.
// Longer than most files: what it follows is passed along on the way down, so the descent stands in one place.
import { attributesOf } from './attributes.ts'
import { called, DEEPEST, isComponent, isView, tooDeep } from './calls.ts'
import { checkStyle, checkVoid, keptLineFeed } from './contents.ts'
import { text, valued } from './escape.ts'
import { chosen, fieldsOnce, fieldText, optionValue, present, unique } from './forms.ts'
import type { Host, Pieces } from './host.ts'
import { keyText, siblings, type Siblings, take, takeNext } from './keys.ts'
import { Fragment, Raw, ViewNode, Within } from './make.ts'
import type { Child, Key, Node } from './node.ts'
import { placeOf, type Step } from './place.ts'
import { describe, insteadOf, refuse } from './refuse.ts'
import {
  FIELD,
  FIELDSET,
  findTag,
  FORM,
  OPTION,
  PRE,
  SELECT,
  SOLID,
  SPECIAL,
  STYLE,
  type Tag,
  TEXTAREA,
  VOID,
} from './tags.ts'

/** A rendered view. */
export interface View {
  /** One element. */
  readonly html: string
  /** Fields that stand in no form of this view's own, each once, as texts (forms.ts). A form around the view may offer them. */
  readonly fields: readonly string[]
}

/** The attribute that marks a key on its element. */
const marked = (name: string): string => valued(' rp-k=', " rp-k='", name)

/** The element around a view that is not one element by itself. */
const PART = 'rp-part'

/**
 * Renders one view. `root` is attribute text, escaped and with a blank before it (` rp-i=3`), for the view's one root
 * element; a function is told that element's name first. A view that is not one element (text, a fragment, nothing, an
 * embedded component) is wrapped in `<rp-part>`. A key on the root element is without effect: it has no siblings.
 *
 * @throws ReparteeError `bad-view`, `bad-attribute`, `duplicate-key`
 */
export function renderView(view: Child, host: Host, root: string | ((tag: string) => string)): View {
  return new Renderer(host).view(view, root)
}

const NO_FIELDS: readonly string[] = []

interface Passed {
  readonly host: Host
  readonly child: Child
  readonly prefix: string
}

class Renderer {
  // Never used. Compiled code dies with the last object of its shapes, and between two views there would be none.
  static readonly kept: readonly unknown[] = [new Renderer({ offer: String, embed: String }), siblings()]

  private host: Host
  /** Whose view it is; children may be another's. */
  private readonly own: Host
  private readonly pieces: Pieces | undefined
  /** `path[0]` to `path[depth - 1]` lead to what is being rendered. */
  private path: Step[] = [0]
  private depth = 1
  /** How deep the element is whose children are rendered. */
  private parent = 0
  private prefix = ''
  private siblings: Siblings | undefined = undefined
  private fields: string[] = []
  /** Forms around what is being rendered, in this view. */
  private forms = 0
  /** Elements around, in this view, in which nothing is a piece by itself. */
  private solids = 0
  /** What the select around shows as chosen. */
  private chosen: ReadonlySet<string> | undefined = undefined

  constructor(host: Host) {
    this.host = host
    this.own = host
    this.pieces = host.pieces
  }

  view(view: Child, root: string | ((tag: string) => string)): View {
    const child: unknown = view instanceof ViewNode ? called(view) : view
    const tag = child instanceof ViewNode && typeof child.tag === 'string' ? child.tag : undefined
    const attributes = typeof root === 'string' ? root : root(tag ?? PART)
    const html =
      tag === undefined
        ? `<${PART}${attributes}>${this.child(child, 0)}</${PART}>`
        : this.element(tag, (child as Node).props, attributes)
    return { html, fields: unique(this.fields) }
  }

  private child(child: unknown, at: number): string {
    if (typeof child === 'string') return text(child)
    if (child instanceof ViewNode) return this.node(child, at)
    if (typeof child === 'number') return String(child)
    if (child === null || child === undefined || typeof child === 'boolean') return ''
    if (Array.isArray(child)) return this.group(child, undefined, at)
    return refuse(
      'bad-view',
      'a view contains something that cannot be shown',
      'an element, text, a number, an array of these, or nothing (null, undefined, true, false)',
      `${describe(child)} at ${this.place()}`,
      insteadOf(child),
    )
  }

  private node(given: ViewNode, at: number): string {
    let node = given
    if (isView(given.tag)) {
      const { pieces } = this
      // What another view wrote is not this one's to know.
      if (given.key !== undefined && pieces !== undefined && this.solids === 0 && this.host === this.own) {
        const key = this.step(given.key) as string
        const around = (this.siblings ??= siblings())
        const known = this.known(pieces, this.around(around), around.prefix + key, key, given)
        if (known !== undefined) return known
      }
      node = called(given)
    }
    const { tag, props } = node
    const key = this.step(node.key)
    if (typeof tag === 'string') return this.sibling(tag, props, key, at, given)
    if (tag === Fragment) return this.group(props['children'], key, at)
    if (tag === Raw || tag === Within) {
      if (key !== undefined) return this.group(new ViewNode(tag, props, undefined), key, at)
      return tag === Raw ? (props['html'] as string) : this.other(props as unknown as Passed, at)
    }
    if (!isComponent(tag)) {
      return refuse(
        'bad-view',
        'a tag is neither an element nor a view',
        'the name of an element, a function or a component',
        `${describe(tag)} at ${this.place()}`,
        'check what the module exports under that name',
      )
    }
    if (key !== undefined) this.take(key, key)
    const field = (name: string): void => void this.fields.push(name)
    return this.host.embed(node, this.place(), field, this.solids === 0)
  }

  /** What stands for a keyed element that need not be rendered again. */
  private known(
    pieces: Pieces,
    group: string,
    name: string,
    own: string,
    written: ViewNode,
  ): string | undefined {
    const isNext = pieces.isNext(group, name)
    const known = pieces.known(group, name, written)
    if (known === undefined) return undefined
    if (!isNext || !takeNext(this.siblings as Siblings, name)) this.take(own, own)
    const { html, fields } = known
    for (let i = 0; i < fields.length; i++) this.fields.push(fields[i] as string)
    return html
  }

  /** An element among its siblings: with a key it may be a piece by itself. */
  private sibling(
    tag: string,
    props: Node['props'],
    key: string | undefined,
    at: number,
    given: ViewNode,
  ): string {
    if (key === undefined && this.siblings?.all !== true) return this.element(tag, props, '')
    const own = key ?? `.${at}`
    const { pieces } = this
    if (pieces === undefined || this.solids > 0) return this.element(tag, props, marked(this.take(own, own)))
    const around = (this.siblings ??= siblings())
    const group = this.around(around)
    const name = around.prefix + own
    const isOwn = this.host === this.own
    if (isOwn && given.tag === tag) {
      const known = this.known(pieces, group, name, own, given)
      if (known !== undefined) return known
    }
    if (!pieces.isNext(group, name) || !takeNext(around, name)) this.take(own, own)
    const from = this.fields.length
    pieces.open(group, name)
    const html = this.element(tag, props, marked(name))
    const fields = this.fields.length > from ? this.fields.slice(from) : NO_FIELDS
    return pieces.close(html, fields, isOwn ? given : undefined)
  }

  private element(name: string, props: Node['props'], more: string): string {
    const tag = findTag(name)
    const outer = this.siblings
    const { parent } = this
    const isSolid = (tag.kind & SOLID) !== 0 || present(props['rp-ignore'])
    this.siblings = undefined
    this.parent = this.depth
    if (isSolid) this.solids++
    let html: string
    if (tag.kind & SPECIAL) {
      html = this.special(tag, props, more)
    } else {
      // Put together from the inside: short strings are copied, long ones become ropes that cost more to send.
      html = tag.open + (more + (attributesOf(tag, props, this.host) + '>'))
      html += this.content(props['children']) + tag.close
    }
    if (isSolid) this.solids--
    this.parent = parent
    this.siblings = outer
    return html
  }

  private special(tag: Tag, props: Node['props'], more: string): string {
    const { kind } = tag
    const { fields, chosen: outer } = this
    const { children } = props
    let written = props
    let content = ''
    if (kind & FIELD) {
      // In a form a button submits unless it says otherwise, and the first one is pressed by Enter in any field.
      if (this.forms > 0 && tag.open === '<button' && present(props['onClick']) && !present(props['type']))
        written = { ...props, type: 'button' }
      const field = fieldText(tag, written)
      if (field !== undefined) fields.push(field)
    }
    if (kind & VOID) {
      checkVoid(tag, children)
    } else if (kind & FORM) {
      this.fields = []
      this.forms++
      content = this.content(children)
      this.forms--
    } else if (kind & FIELDSET) {
      const before = fields.length
      content = this.content(children)
      if (present(props['disabled'])) fields.length = before
    } else if (kind & SELECT) {
      this.chosen = chosen(props['value'])
      written = { ...props, value: undefined }
      content = this.content(children)
    } else if (kind & OPTION) {
      if (outer !== undefined) written = { ...props, selected: outer.has(optionValue(props)) }
      content = this.content(children)
    } else if (kind & TEXTAREA) {
      written = { ...props, value: undefined }
      content = keptLineFeed(this.content(props['value'] ?? children))
    } else if (kind & PRE) {
      content = keptLineFeed(this.content(children))
    } else {
      if (kind & STYLE) checkStyle(children)
      content = this.content(children)
    }
    const own = kind & FORM ? fieldsOnce(this.fields) : undefined
    this.fields = fields
    this.chosen = outer
    const open = tag.open + more + attributesOf(tag, written, this.host, own) + '>'
    return kind & VOID ? open : open + content + tag.close
  }

  /** What stands inside an element, a fragment or an array: one step deeper. */
  private content(children: unknown): string {
    if (typeof children === 'string') return text(children)
    const { depth, path } = this
    if (depth > DEEPEST) tooDeep()
    this.depth = depth + 1
    let html = ''
    if (Array.isArray(children)) {
      for (let i = 0; i < children.length; i++) {
        path[depth] = i
        html += this.child(children[i], i)
      }
    } else {
      path[depth] = 0
      html = this.child(children, 0)
    }
    this.depth = depth
    return html
  }

  /** Children without an element around them. */
  private group(children: unknown, key: string | undefined, at: number): string {
    const taken = key === undefined ? undefined : this.take(`${key}/`, key)
    const outer = this.siblings
    if (taken !== undefined) this.siblings = { ...this.siblings!, prefix: taken, all: true }
    else if (outer?.all === true) this.siblings = { ...outer, prefix: `${outer.prefix}${at}/` }
    const html = this.content(children)
    // Not where nothing was put in: keys first met in there are taken for what follows too.
    if (outer !== undefined) this.siblings = outer
    return html
  }

  /** Children that belong to another view. */
  private other(passed: Passed, at: number): string {
    const { host, path, depth, prefix, parent } = this
    this.prefix = `${passed.prefix}(${this.place()})`
    this.host = passed.host
    this.path = [0]
    this.depth = 1
    this.parent = 0
    const outer = this.siblings ?? siblings()
    this.siblings = { ...outer, prefix: `${outer.prefix}^${at}/` }
    const html = this.child(passed.child, 0)
    this.host = host
    this.path = path
    this.depth = depth
    this.parent = parent
    this.prefix = prefix
    this.siblings = outer
    return html
  }

  place(): string {
    return placeOf(this.path, this.depth, this.prefix)
  }

  /** A key as the present step of the path. */
  private step(key: Key | undefined): string | undefined {
    if (key === undefined) return undefined
    return (this.path[this.depth - 1] = keyText(key, this))
  }

  private take(name: string, key: string): string {
    return take((this.siblings ??= siblings()), name, key, this)
  }

  /** The element around, for telling its keyed children from those of others; and whether a form is around it. */
  private around(siblings: Siblings): string {
    return (siblings.group ??= placeOf(this.path, this.parent, this.prefix) + (this.forms > 0 ? '!' : ''))
  }
}
