// Making nodes: what JSX compiles to, and the three tags that are not elements.
// Invariant: only what was made here is a node. Data that merely looks like one (a parsed message, say) is refused by
// the renderer, so nobody can send an element as text. Making runs nothing and copies nothing.
import { carried } from './escape.ts'
import type { Host } from './host.ts'
import type { Child, Key, Node } from './node.ts'

type Props = Node['props']

/** The brand. Kept inside src/jsx: the way to a node is `jsx`, `unsafeHtml` or `within`. */
export class ViewNode implements Node {
  // Never used: keeps the code alive that was compiled for nodes while there are none.
  static readonly kept: ViewNode = new ViewNode('', {}, undefined)

  // Declared, not defined: definitions would write every field twice.
  declare readonly tag: unknown
  declare readonly props: Props
  declare readonly key: Key | undefined

  constructor(tag: unknown, props: Props, key: Key | undefined) {
    this.tag = tag
    this.props = props
    this.key = key
  }
}

/** What `<tag {...props} key={key}/>` means. Runs nothing: functions are called when the view is rendered. */
export function jsx(tag: unknown, props: Props, key?: Key): Node {
  return new ViewNode(tag, props, key)
}

/** What the compiler writes instead where a key follows a spread: `<li {...props} key={id}>`. Not for authors. */
export function createElement(tag: unknown, props: Props | null, ...children: Child[]): Node {
  // In development, compilers add the latter two.
  const { key, __self: _self, __source: _source, ...rest } = props ?? {}
  const all =
    children.length === 0 ? rest : { ...rest, children: children.length === 1 ? children[0] : children }
  return new ViewNode(tag, all, key as Key | undefined)
}

/** `<>…</>`: children without an element around them. With a key, all of them follow it. */
export function Fragment(props: { readonly children?: Child }): Node {
  return new ViewNode(Fragment, props, undefined)
}

/** Tag of `unsafeHtml`. */
export function Raw(): never {
  throw new TypeError('not to be called: a mark')
}

/**
 * HTML that is shown as it is. Whoever writes it answers for it: it must be well formed (what it opens it closes) and must
 * not contain anything a visitor typed. Only NUL and lone surrogates, which no page can carry, become U+FFFD.
 */
export function unsafeHtml(html: string): Node {
  return new ViewNode(Raw, { html: carried(String(html)) }, undefined)
}

/** Tag of `within`. */
export function Within(): never {
  throw new TypeError('not to be called: a mark')
}

/**
 * A child that belongs to another view: children handed to an embedded component are rendered in its view, but their
 * offers and components are those of the view that wrote them.
 * Their places are `prefix(shown)path`: `prefix` by custom the place of the component they were handed to, `shown` where it
 * shows them. No place of that view's own has brackets, and children shown twice have two places.
 */
export function within(host: Host, child: Child, prefix = ''): Node {
  return new ViewNode(Within, { host, child, prefix }, undefined)
}
