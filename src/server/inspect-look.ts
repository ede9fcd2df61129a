// One conversation in full, as an operator sees it.
// Invariant: a value made from a value, with redaction; looking changes nothing.
// Does not know where it is held.
import type { Conversation } from '../kernel/index.ts'
import type { DevNode } from '../wire/index.ts'
import { entriesOf, treeOf } from './dev-tree.ts'
import type { Showing } from './dev-tree.ts'
import type { ConversationLook, InstanceLook } from './inspect-types.ts'

type Slot = Conversation['screen']['slots'] extends ReadonlyMap<string, infer S> ? S : never

export function lookAt(
  conversation: Conversation,
  show: Showing,
): Pick<ConversationLook, 'tree' | 'checkpoints' | 'offers'> {
  const offers = new Map<string, number>()
  for (const slot of conversation.screen.slots.values())
    offers.set(slot.iid, (offers.get(slot.iid) ?? 0) + offersIn(slot))
  const tree = treeOf(conversation, show)
  const nodes = tree.nodes.map((node): InstanceLook => {
    const key = keyOf(conversation, node)
    return { ...node, ...(key !== undefined && { key }), offers: offers.get(node.iid) ?? 0 }
  })
  let all = 0
  for (const count of offers.values()) all += count
  return { tree: { ...tree, nodes }, checkpoints: entriesOf(conversation), offers: all }
}

function offersIn({ offers, holes }: Pick<Slot, 'offers' | 'holes'>): number {
  let count = offers.length
  for (const hole of holes) if (typeof hole !== 'string') count += offersIn(hole)
  return count
}

/** The last step of its place in the view, where that is a key. */
function keyOf({ instances }: Conversation, { iid }: DevNode): string | undefined {
  const owner = instances.get(iid)?.owner
  if (owner?.as !== 'child') return undefined
  const key = /(?:^|[/(])k:([^/()]*)\)?$/.exec(owner.place)?.[1]
  return key?.replaceAll(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
}
