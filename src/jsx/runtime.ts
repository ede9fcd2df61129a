// repartee/jsx-runtime and jsx-dev-runtime - what the compiler calls for JSX, and the types it checks it with.
// Authors never import this file: "jsx": "react-jsx" and "jsxImportSource": "repartee" in tsconfig.json do.
// Knows nothing of rendering: JSX makes data.
import type { Box, HtmlElements, SvgElements } from './html.gen.ts'
import type { Child, Key, Node } from './node.ts'

export { Fragment, jsx, jsx as jsxDEV, jsx as jsxs } from './make.ts'

export declare namespace JSX {
  type Element = Node
  /** Elements, components, and functions of props: views without state. */
  type ElementType = keyof IntrinsicElements | ((props: never) => Child)
  interface ElementChildrenAttribute {
    children: {}
  }
  interface IntrinsicAttributes {
    key?: Key | undefined
  }
  interface IntrinsicElements extends HtmlElements, SvgElements {
    /** Custom elements of the page's own. */
    [tag: `${string}-${string}`]: Box & { readonly [name: string]: unknown }
  }
}
