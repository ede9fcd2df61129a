// repartee/jsx - views as data and their HTML. For the kernel; authors write JSX, which comes in through runtime.ts.
// Idea: making a node runs nothing; `renderView` turns a tree of them into text and asks its host about everything that is
// not an element: what an offer looks like and what stands where a component is embedded.
// Read node.ts, host.ts, render.ts; then escape.ts, attributes.ts and address.ts, on which safety rests.
export { fieldOf } from './forms.ts'
export type { FieldMark } from './forms.ts'
export type {
  Child,
  Creator,
  Event,
  Fields,
  FieldValue,
  Key,
  Node,
  Offered,
  Trigger,
  Upload,
} from './node.ts'
export type { Host, Known, Pieces } from './host.ts'
export { createElement, Fragment, jsx, unsafeHtml, within } from './make.ts'
export { renderView } from './render.ts'
export { sameNode, sameProps } from './same.ts'
