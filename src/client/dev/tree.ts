// The instances as a tree: a flat list of rows that knows its levels, as the keyboard goes through it.
// Invariant: one row can be reached by Tab, the one that is pinned or the first.
// Does not know what is shown of an instance: see details.ts.
import type { DevNode, DevTree } from '../../wire/index.ts'
import { el } from './dom.ts'
import { brief } from './value.ts'

export interface Row {
  readonly node: DevNode
  readonly level: number
  readonly parent: string | undefined
  readonly kids: readonly string[]
  /** The view around names it, or somebody called it. */
  readonly called: boolean
  readonly at: number
  readonly of: number
}

/** The rows in order, without what lies in a folded one. */
export function rowsOf(tree: DevTree, folded: ReadonlySet<string>): readonly Row[] {
  const nodes = new Map(tree.nodes.map(node => [node.iid, node]))
  const rows: Row[] = []
  const walk = (iid: string, place: Pick<Row, 'level' | 'parent' | 'called' | 'at' | 'of'>): void => {
    const node = nodes.get(iid)
    if (node === undefined) return
    const kids = [...node.parts, ...node.calls]
    rows.push({ node, kids, ...place })
    if (folded.has(iid)) return
    for (const [at, kid] of kids.entries())
      walk(kid, {
        level: place.level + 1,
        parent: iid,
        called: at >= node.parts.length,
        at: at + 1,
        of: kids.length,
      })
  }
  walk(tree.root, { level: 1, parent: undefined, called: false, at: 1, of: 1 })
  return rows
}

export function treeView(
  rows: readonly Row[],
  folded: ReadonlySet<string>,
  pinned: string | undefined,
): HTMLElement {
  const reached = rows.some(({ node }) => node.iid === pinned) ? pinned : rows[0]?.node.iid
  return el(
    'div',
    { class: 'tree', role: 'tree', 'aria-label': 'Instances', 'rp-k': 'tree' },
    rows.map(row =>
      rowView(row, folded.has(row.node.iid), row.node.iid === pinned, row.node.iid === reached),
    ),
  )
}

function rowView(row: Row, isFolded: boolean, isPinned: boolean, isReached: boolean): HTMLElement {
  const { node, level, kids, called, at, of } = row
  const waits = node.frames.map(frame => frame.waits).join(', ')
  const hears = node.timers.filter(({ due }) => due !== undefined).length + node.hears.length
  return el(
    'div',
    {
      class: 'row',
      role: 'treeitem',
      'rp-k': node.iid,
      'aria-level': level,
      'aria-setsize': of,
      'aria-posinset': at,
      'aria-expanded': kids.length > 0 && (isFolded ? 'false' : 'true'),
      'aria-selected': isPinned ? 'true' : 'false',
      tabindex: isReached ? 0 : -1,
      'data-do': 'pin',
      'data-of': node.iid,
      'data-node': node.iid,
      style: `--level:${level}`,
    },
    el('span', { class: 'twist', 'data-do': kids.length > 0 && 'fold', 'data-of': node.iid }),
    called && el('span', { class: 'chip', title: node.owner }, node.over ? 'over' : 'called'),
    el('span', { class: node.kind === 'flow' ? 'name flow' : 'name' }, node.name),
    el('span', { class: 'iid' }, node.iid),
    node.failed !== undefined && el('span', { class: 'chip bad' }, 'failed'),
    waits !== '' && el('span', { class: 'chip warm', title: `waits for ${waits}` }, `waits: ${waits}`),
    hears > 0 && el('span', { class: 'chip', title: `listens to ${hears}` }, `◔ ${hears}`),
    node.state !== undefined && el('span', { class: 'brief' }, brief(node.state, 48)),
  )
}

/** Where a key leads from a row, and what it folds or unfolds. */
export function keyInTree(
  key: string,
  rows: readonly Row[],
  at: number,
  folded: ReadonlySet<string>,
): { readonly to?: string | undefined; readonly fold?: string } | undefined {
  const row = rows[at]
  if (row === undefined) return undefined
  const { iid } = row.node
  const isOpen = row.kids.length > 0 && !folded.has(iid)
  switch (key) {
    case 'ArrowDown':
      return { to: rows[at + 1]?.node.iid }
    case 'ArrowUp':
      return { to: rows[at - 1]?.node.iid }
    case 'Home':
      return { to: rows[0]?.node.iid }
    case 'End':
      return { to: rows.at(-1)?.node.iid }
    case 'ArrowRight':
      return isOpen ? { to: row.kids[0] } : row.kids.length > 0 ? { fold: iid } : {}
    case 'ArrowLeft':
      return isOpen ? { fold: iid } : { to: row.parent }
    case 'Enter':
    case ' ':
      return { to: iid }
    default:
      return undefined
  }
}
