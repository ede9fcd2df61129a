// A conversation's instances as plain data, for looking at: who is embedded where, who asked whom, and what each remembers.
import type { Conversation } from '../kernel/index.ts'

export interface Tree {
  readonly component: string
  readonly iid: string
  /** Absent for a flow. */
  readonly state?: unknown
  readonly props: unknown
  /** Embedded in its view. */
  readonly parts: readonly Tree[]
  /** Called by it, and not answered yet. */
  readonly asks: readonly Tree[]
}

/** The tree below an instance; undefined once it is gone. */
export function treeOf(conversation: Conversation, iid: string): Tree | undefined {
  const instance = conversation.instances.get(iid)
  if (instance === undefined) return undefined
  const { definition, state, props, children, calls } = instance
  const all = (iids: Iterable<string>): Tree[] => [...iids].flatMap(each => treeOf(conversation, each) ?? [])
  return {
    component: definition.name,
    iid,
    ...(definition.kind === 'component' && { state }),
    props,
    parts: all(children.values()),
    asks: all(calls),
  }
}
