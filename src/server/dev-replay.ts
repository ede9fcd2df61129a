// Recorded events, done again from the value that they began with: what comes of them must be what came of them then.
// Invariant: pure; nothing is published, asked for or armed on the way, as what came of that is among the events. The first
// event that goes otherwise ends it: its handler or view reads something that it was not given.
// Does not know who asks.
import { snapshot, step } from '../kernel/index.ts'
import type { Conversation, Turned, World } from '../kernel/index.ts'
import type { DevDiffers } from '../wire/index.ts'
import type { Recorded } from './dev-ring.ts'
import { difference, shown } from './dev-value.ts'

export interface Replayed {
  /** As the last one left it. */
  readonly conversation: Conversation
  readonly head: number
  readonly ran: number
  readonly differs?: DevDiffers
}

/** Undefined if there is nothing to do. */
export function replay(world: World, events: readonly Recorded[]): Replayed | undefined {
  let done: Replayed | undefined
  for (const [at, recorded] of events.entries()) {
    const { event, number } = recorded
    const former = events[at - 1]
    // After going back the same state goes on under another value; its instances have ids of their own.
    const isSame = former !== undefined && done !== undefined && former.after === recorded.before
    const turned = step(world, isSame ? done!.conversation : recorded.before, event)
    const differs = differing(recorded, turned)
    done = { conversation: turned.conversation, head: number, ran: at + 1, ...(differs && { differs }) }
    if (differs !== undefined) break
  }
  return done
}

/** How an event went otherwise than was recorded. */
function differing({ number, outcome, patches, after }: Recorded, turned: Turned): DevDiffers | undefined {
  const told = (what: string, was: unknown, is: unknown): DevDiffers => ({
    number,
    what,
    was: shown(was),
    is: shown(is),
  })
  if (outcome !== turned.outcome) return told('outcome', outcome, turned.outcome)
  const state = stateDiffering(after, turned.conversation)
  if (state !== undefined) return { number, ...state }
  for (let i = 0; i < Math.max(patches.length, turned.patches.length); i++) {
    const was = patches[i]
    const is = turned.patches[i]
    if (JSON.stringify(was) !== JSON.stringify(is)) return told('page', was?.[1], is?.[1])
  }
  return textOf(after) === textOf(turned.conversation)
    ? undefined
    : told('conversation', textOf(after), textOf(turned.conversation))
}

function stateDiffering(was: Conversation, is: Conversation): Omit<DevDiffers, 'number'> | undefined {
  for (const [iid, instance] of was.instances) {
    const again = is.instances.get(iid)
    if (again === instance) continue
    const found = difference(shown(instance.state), shown(again?.state))
    if (found === undefined) continue
    const path = found.path === '' ? '' : `.${found.path}`
    return { what: `state of ${instance.definition.name} ${iid}${path}`, was: found.was, is: found.is }
  }
  return undefined
}

/** What a conversation is, as text; one that cannot be kept was refused before. */
function textOf(conversation: Conversation): string {
  try {
    return snapshot(conversation)
  } catch (error) {
    return String(error)
  }
}
