// Functions as tags: views without state, called where they stand.
// Invariant: what is left after the calls is an element, a fragment, a mark or a component, under the outermost key
// that was written. Knows a component by its string property `component`, and nothing else of it.
import { Fragment, Raw, ViewNode, Within } from './make.ts'
import { refuse } from './refuse.ts'

/** Browsers stop nesting at 512 elements; a page that differs from its HTML cannot be patched. */
export const DEEPEST = 500

export function isComponent(tag: unknown): boolean {
  return typeof tag === 'function' && typeof (tag as { component?: unknown }).component === 'string'
}

/** Whether a tag is a view without state: neither a component nor one of the marks. */
export function isView(tag: unknown): boolean {
  return typeof tag === 'function' && tag !== Fragment && tag !== Raw && tag !== Within && !isComponent(tag)
}

/** Calls views until something else stands there. What is not a node becomes a fragment. */
export function called(given: ViewNode): ViewNode {
  let node = given
  let { key } = given
  for (let calls = 0; ; calls++) {
    const { tag } = node
    if (!isView(tag)) return node.key === key ? node : new ViewNode(tag, node.props, key)
    if (calls > DEEPEST) tooDeep()
    const shown = (tag as (props: unknown) => unknown)(node.props)
    if (!(shown instanceof ViewNode)) return new ViewNode(Fragment, { children: shown }, key)
    node = shown
    key ??= node.key
  }
}

export function tooDeep(): never {
  return refuse(
    'bad-view',
    'a view is nested too deeply',
    `at most ${DEEPEST} levels: browsers stop at 512`,
    'more',
    'look for a view that shows itself; show a deep tree as a flat list with indents',
  )
}
