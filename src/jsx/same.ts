// Whether what a view writes is what it wrote before: then it need not be rendered again.
// Invariant: what is the same here has the same HTML, offers and fields; what cannot be told for certain is not the same.
// Values are taken for unchanged that are the same objects: state is never changed in place.
// Does not know where what was written before is kept.
import { Fragment, ViewNode } from './make.ts'
import type { Event, Node } from './node.ts'

type Props = Readonly<Record<string, unknown>>

/** Whether props are the same: shallowly; events, which a view makes anew each time, by what they say. */
export function sameProps(a: unknown, b: unknown): boolean {
  return sameEach(a as Props, b as Props, sameEvent)
}

/** Whether a keyed element is as it was: a view by its props, an element by all that stands in it. */
export function sameNode(a: Node, b: Node): boolean {
  return a.tag === b.tag && sameEach(a.props, b.props, typeof a.tag === 'string' ? sameInside : sameEvent)
}

/** `same` judges what is not the same object. */
function sameEach(a: Props, b: Props, same: (one: unknown, two: unknown) => boolean): boolean {
  let more = 0
  for (const key in a) {
    const value = a[key]
    const other = b[key]
    if (value !== other && !same(value, other)) return false
    if (other === undefined && !(key in b)) return false
    more++
  }
  for (const _ in b) more--
  return more === 0
}

/** What stands in an element. Views and components in it are not judged by what they are given. */
function sameInside(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (a instanceof ViewNode) {
    if (!(b instanceof ViewNode) || a.tag !== b.tag || a.key !== b.key) return false
    return (typeof a.tag === 'string' || a.tag === Fragment) && sameEach(a.props, b.props, sameInside)
  }
  return Array.isArray(a) ? Array.isArray(b) && sameList(a, b) : sameEvent(a, b)
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !sameInside(a[i], b[i])) return false
  return true
}
function sameEvent(a: unknown, b: unknown): boolean {
  return (
    Object.is(a, b) || (isEvent(a) && isEvent(b) && a.event === b.event && sameContent(a.payload, b.payload))
  )
}

function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null || !('event' in value && 'payload' in value)) return false
  let keys = 0
  for (const _ in value) keys++
  return keys === 2
}

/** Payloads are written anew with each event: `on.move({ from, to })`. Lists and plain records are compared by what is in them. */
function sameContent(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const kind: unknown = Object.getPrototypeOf(a)
  if (kind !== Object.getPrototypeOf(b) || (kind !== Object.prototype && kind !== Array.prototype))
    return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  const [one, two] = [a, b] as Props[] as [Props, Props]
  return keys.every(key => Object.hasOwn(two, key) && sameContent(one[key], two[key]))
}
