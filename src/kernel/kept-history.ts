// A history as it is written down: each checkpoint as a text of its own that says only what differs from its neighbour, the
// one next to it on the way to the present.
// Invariant: unpacking gives the same checkpoints, sharing what they shared. One that cannot be read (a component that is gone, a
// state that nobody lifts) is forgotten with all behind it: the present matters more than the past.
// Does not know the rest of a conversation.
import type { Checkpoint, History, Instance } from './conversation.ts'
import { packedInstance, unpackedInstance } from './kept-instance.ts'
import type { KeptInstance, Lifting } from './kept-instance.ts'
import type { Table } from './table.ts'
import { textOf, valueOf } from './text.ts'

export interface KeptHistory extends Omit<History, 'back' | 'forward'> {
  readonly back?: readonly string[]
  readonly forward?: readonly string[]
}

interface KeptCheckpoint extends Omit<Checkpoint, 'instances'> {
  readonly instances: readonly KeptInstance[]
  /** The neighbour has these, it has not. */
  readonly without: readonly string[]
}

type Instances = Table<Instance>

export function packedHistory(
  { back, forward, ...history }: History,
  present: Instances,
  principal: unknown,
): KeptHistory {
  const texts = (checkpoints: readonly Checkpoint[]): string[] => {
    let beside = present
    return checkpoints.map(checkpoint => {
      const text = textOf(packed(checkpoint, beside, principal), 'A checkpoint')
      beside = checkpoint.instances
      return text
    })
  }
  return {
    ...history,
    ...(back.length > 0 && { back: texts(back.toReversed()) }),
    ...(forward.length > 0 && { forward: texts(forward) }),
  }
}

function packed(
  { instances, ...checkpoint }: Checkpoint,
  beside: Instances,
  principal: unknown,
): KeptCheckpoint {
  const written: KeptInstance[] = []
  const without: string[] = []
  for (const iid of instances.differing(beside)) {
    const instance = instances.get(iid)
    if (instance === undefined) without.push(iid)
    else written.push(packedInstance(instance, principal, beside.get(iid)))
  }
  return { ...checkpoint, instances: written, without }
}

export function unpackedHistory(
  { back = [], forward = [], ...history }: KeptHistory,
  present: Instances,
  lifting: Lifting,
): History {
  const behind = checkpoints(back, present, lifting)
  return {
    ...history,
    forgotten: history.forgotten + back.length - behind.length,
    back: behind.reverse(),
    forward: checkpoints(forward, present, lifting),
  }
}

function checkpoints(texts: readonly string[], present: Instances, lifting: Lifting): Checkpoint[] {
  const found: Checkpoint[] = []
  let beside = present
  for (const text of texts) {
    try {
      found.push(unpacked(valueOf(text) as KeptCheckpoint, beside, lifting))
    } catch {
      return found
    }
    beside = (found.at(-1) as Checkpoint).instances
  }
  return found
}

function unpacked(
  { instances: written, without, ...checkpoint }: KeptCheckpoint,
  beside: Instances,
  lifting: Lifting,
): Checkpoint {
  const owners = new Map(written.map(({ iid, owner }) => [iid, owner]))
  const placeOf = (iid: string): string =>
    ((owners.get(iid) ?? (beside.get(iid) as Instance).owner) as { place: string }).place
  let instances = beside
  for (const iid of without) instances = instances.without(iid)
  for (const each of written)
    instances = instances.with(each.iid, unpackedInstance(each, placeOf, lifting, beside.get(each.iid)))
  return { ...checkpoint, instances }
}
