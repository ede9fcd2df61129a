// What a view says of a child that it embeds: whose it is, and who hears its answer.
// Does not know how children are born or renewed: see view.ts.
import { ReparteeError } from '../errors/index.ts'
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
