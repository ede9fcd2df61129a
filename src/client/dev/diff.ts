// What an event made of the tree: who came, who left, and what changed in whom.
// Does not know how it is shown.
import type { DevNode, DevTree, Plain, PlainBranch } from '../../wire/index.ts'

export interface Change {
  readonly iid: string
  readonly name: string
  readonly what: 'came' | 'left' | 'changed'
  /** The paths that changed; of one that came or left, none. */
  readonly paths: readonly PathChange[]
}

export interface PathChange {
  readonly path: string
  /** Undefined: it was not there. */
  readonly was: Plain | undefined
  readonly is: Plain | undefined
}

/** Of one instance so many paths are told. */
const MOST = 30

export function changesBetween(before: DevTree, after: DevTree): readonly Change[] {
  const then = new Map(before.nodes.map(node => [node.iid, node]))
  const now = new Map(after.nodes.map(node => [node.iid, node]))
  const found: Change[] = []
  for (const [iid, node] of then)
    if (!now.has(iid)) found.push({ iid, name: node.name, what: 'left', paths: [] })
  for (const [iid, node] of now) {
    const was = then.get(iid)
    if (was === undefined) found.push({ iid, name: node.name, what: 'came', paths: [] })
    else {
      const paths = pathsBetween(partsOf(was), partsOf(node))
      if (paths.length > 0) found.push({ iid, name: node.name, what: 'changed', paths })
    }
  }
  return found
}

/** What of an instance may change, as one value. */
function partsOf({ state, props, frames, timers, hears, calls, failed }: DevNode): Plain {
  const of: [string, Plain][] = [
    ['state', state ?? NOTHING],
    ['props', props],
    ['waits for', words(frames.map(frame => `${frame.waits}, step ${frame.steps.length + 1}`))],
    ['timers', words(timers.map(({ event, every }) => (every ? `${event} every ${every} ms` : event)))],
    ['listens to', words(hears.map(({ name, event }) => `${name} by ${event}`))],
    ['called', words(calls)],
    ['failed', words(failed === undefined ? [] : [failed.reference])],
  ]
  return { is: 'object', of }
}

const words = (items: readonly string[]): Plain =>
  items.length === 0 ? NOTHING : { is: 'other', text: items.join('; ') }
const NOTHING: Plain = { is: 'other', text: 'nothing' }

/** The innermost places where two values differ. */
export function pathsBetween(was: Plain, is: Plain): readonly PathChange[] {
  const found: PathChange[] = []
  compare(was, is, '', found)
  return found
}

function compare(was: Plain | undefined, is: Plain | undefined, path: string, found: PathChange[]): void {
  if (found.length >= MOST || JSON.stringify(was) === JSON.stringify(is)) return
  if (!isBranch(was) || !isBranch(is) || was.is !== is.is) {
    found.push({ path, was, is })
    return
  }
  const then = new Map(was.of)
  const now = new Map(is.of)
  for (const key of new Set([...then.keys(), ...now.keys()]))
    compare(then.get(key), now.get(key), path === '' ? key : `${path}.${key}`, found)
}

const isBranch = (value: Plain | undefined): value is PlainBranch =>
  typeof value === 'object' && value !== null && 'of' in value
