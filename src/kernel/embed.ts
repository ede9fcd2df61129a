// What a view says of a child that it embeds: whose it is, who hears its answer, and whether that is anything new.
// Does not know how children are born or renewed: see view.ts.
import { ReparteeError } from '../errors/index.ts'
import type { Event } from '../jsx/index.ts'
import { eventName } from './component.ts'
import type { Definition } from './component.ts'
import type { Instance, Owner } from './conversation.ts'

export type ChildOf = Extract<Owner, { as: 'child' }>

/** How a child hangs in the tree: in `of`, by what the view of `by` said of it. */
export function ownerOf(
  of: string,
  place: string,
  by: { readonly iid: string; readonly definition: Definition },
  tag: Definition,
  onAnswer: unknown,
): ChildOf {
  const owner = { as: 'child', of, place, tag: tag.name } as const
  if (onAnswer === undefined) return owner
  const name = eventName(onAnswer)
  if (name === undefined || !Object.hasOwn(by.definition.on, name))
    throw new ReparteeError('unknown-handler', {
      what: `${by.definition.name} embeds ${tag.name} with an onAnswer that is no handler of its own`,
      expected: `an entry of \`on\`: ${Object.keys(by.definition.on).join(', ') || '(none)'}`,
      got: name ?? typeof onAnswer,
      try: 'pass on.name itself, without calling it',
    })
  return by.iid === of ? { ...owner, onAnswer: name } : { ...owner, onAnswer: name, by: by.iid }
}

export function sameOwner(a: ChildOf, b: ChildOf): boolean {
  return a.onAnswer === b.onAnswer && a.by === b.by
}

export function regiven({ given: _, ...child }: Instance, isGiven: boolean): Instance {
  return isGiven ? { ...child, given: true } : child
}

/** Whether props are the same: shallowly; events, which a view makes anew each time, by what they say. */
export function sameProps(a: unknown, b: unknown): boolean {
  const one = a as Readonly<Record<string, unknown>>
  const two = b as Readonly<Record<string, unknown>>
  let more = 0
  for (const key in one) {
    const value = one[key]
    const other = two[key]
    if (!Object.is(value, other) && !sameEvent(value, other)) return false
    if (other === undefined && !(key in two)) return false
    more++
  }
  for (const _ in two) more--
  return more === 0
}

function sameEvent(a: unknown, b: unknown): boolean {
  return isEvent(a) && isEvent(b) && a.event === b.event && sameContent(a.payload, b.payload)
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
  const [one, two] = [a, b] as Readonly<Record<string, unknown>>[] as [Shape, Shape]
  return keys.every(key => Object.hasOwn(two, key) && sameContent(one[key], two[key]))
}

type Shape = Readonly<Record<string, unknown>>
