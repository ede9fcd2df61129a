// The instances of a conversation in the order of its tree, with what is shown of each, bounded; and what differs between two trees.
// Invariant: plain data made from plain data; what is left out is counted.
// Does not know views.
import type { InstanceLook, Plain, Tree } from 'repartee/server'
import { cut, same, type Room } from '../values.tsx'

/** Instances that are shown, and characters of all their values together. */
const MOST = 100
const ROOM = 120_000
const MOST_STEPS = 20

type Node = Tree['nodes'][number] & Partial<Pick<InstanceLook, 'key' | 'offers'>>

export interface InstanceShown extends Omit<Node, 'parts' | 'calls'> {
  readonly depth: number
  /** Steps of journals that are left out, the oldest. */
  readonly steps: number
}

export interface Instances {
  readonly rows: readonly InstanceShown[]
  readonly total: number
}

export function instancesOf(tree: Tree): Instances {
  const room: Room = { left: ROOM }
  const rows = walk(tree)
    .slice(0, MOST)
    .map(([node, depth]) => shownOf(node, depth, room))
  return { rows, total: tree.nodes.length }
}

/** Embedded ones, then those that were called, each below its own; whoever hangs nowhere comes last. */
function walk({ root, nodes }: Tree): readonly (readonly [Node, number])[] {
  const left = new Map<string, Node>(nodes.map(node => [node.iid, node]))
  const found: (readonly [Node, number])[] = []
  const visit = (iid: string, depth: number): void => {
    const node = left.get(iid)
    if (node === undefined) return
    left.delete(iid)
    found.push([node, depth])
    for (const each of [...node.parts, ...node.calls]) visit(each, depth + 1)
  }
  visit(root, 0)
  for (const iid of left.keys()) visit(iid, 1)
  return found
}

function shownOf({ parts: _, calls: __, ...node }: Node, depth: number, room: Room): InstanceShown {
  const steps = node.frames.reduce((sum, frame) => sum + Math.max(0, frame.steps.length - MOST_STEPS), 0)
  return {
    ...node,
    depth,
    steps,
    ...(node.state !== undefined && { state: cut(node.state, room) }),
    props: cut(node.props, room),
    frames: node.frames.map(frame => ({
      ...frame,
      payload: cut(frame.payload, room),
      steps: frame.steps.slice(-MOST_STEPS).map(step => ({
        ...step,
        ...(step.value !== undefined && { value: cut(step.value, room) }),
      })),
    })),
  }
}

/** An instance before and after; undefined where it was not. */
export interface Change {
  readonly iid: string
  readonly name: string
  readonly before: Plain | undefined
  readonly after: Plain | undefined
}

export interface Changes {
  readonly rows: readonly Change[]
  readonly same: number
  /** That changed, and are not shown. */
  readonly more: number
}

export function changesOf(before: Tree, after: Tree): Changes {
  const room: Room = { left: ROOM }
  const was = new Map(before.nodes.map(node => [node.iid, node]))
  const is = new Map(after.nodes.map(node => [node.iid, node]))
  const order = [...walk(after).map(([node]) => node), ...before.nodes.filter(({ iid }) => !is.has(iid))]
  const changed = order.flatMap(({ iid, name }): readonly Change[] => {
    const [one, two] = [was.get(iid), is.get(iid)].map(node => node && summary(node))
    return same(one, two) ? [] : [{ iid, name, before: one, after: two }]
  })
  const rows = changed.slice(0, MOST).map(change => ({
    ...change,
    before: change.before && cut(change.before, room),
    after: change.after && cut(change.after, room),
  }))
  return { rows, same: order.length - changed.length, more: changed.length - rows.length }
}

/** All that an event can change of an instance, as one value. */
function summary({ state, props, frames, timers, hears, failed }: Node): Plain {
  const list = (of: readonly Plain[]): Plain => ({ is: 'list', of: of.map((each, i) => [String(i), each]) })
  const object = (of: Readonly<Record<string, Plain | undefined>>): Plain => ({
    is: 'object',
    of: Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  })
  return object({
    state,
    props,
    waits:
      frames.length === 0
        ? undefined
        : list(
            frames.map(({ event, waits, steps }) =>
              object({ handler: event, for: waits, after: list(steps.map(({ ask }) => ask)) }),
            ),
          ),
    timers:
      timers.length === 0
        ? undefined
        : list(
            timers.map(({ event, due, every }) =>
              object({ event, due: due === undefined ? null : new Date(due).toISOString(), every }),
            ),
          ),
    listens: hears.length === 0 ? undefined : list(hears.map(({ kind, name }) => `${kind} ${name}`)),
    failed: failed?.reference,
  })
}
