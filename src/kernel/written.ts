// What a view wrote for its keyed elements when it was last evaluated: what it writes again need not be rendered again.
// Invariant: only a shortcut; nothing that anybody can see depends on whether the nodes are still there. They are held weakly: those of
// a thousand rows take ten times the memory of what is kept of the rows, and the collector has them from whoever rests.
// Does not know which elements are pieces, nor what makes two nodes the same.
import type { Node } from '../jsx/index.ts'

/** The nodes of the keyed elements in a piece, in the order of its holes. */
export type Nodes = readonly (Node | undefined)[]
export type Written = WeakRef<Nodes>

/** The former one, if it says the same and is still there. */
export function noted(was: Written | undefined, nodes: Nodes | undefined): Written | undefined {
  if (nodes === undefined) return undefined
  const before = was?.deref()
  if (before === undefined || before.length !== nodes.length) return new WeakRef(nodes)
  for (let i = 0; i < nodes.length; i++) if (nodes[i] !== before[i]) return new WeakRef(nodes)
  return was
}
