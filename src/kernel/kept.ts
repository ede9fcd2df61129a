// A conversation as it is written down, with its history.
// Invariant: `unpacked(packed(c))` equals c but for its screen, which is derived.
// Does not know where a component's definition comes from.
import { ReparteeError } from '../errors/index.ts'
import { addressedIn, BLANK, OUTSET } from './conversation.ts'
import type { Conversation, Instance } from './conversation.ts'
import { packedHistory, unpackedHistory } from './kept-history.ts'
import type { KeptHistory } from './kept-history.ts'
import { packedInstance, placesIn, unpackedInstance } from './kept-instance.ts'
import type { KeptInstance, Lifting } from './kept-instance.ts'
import { Table } from './table.ts'
import { textOf, valueOf } from './text.ts'

const FORMAT = 2
const NONE: readonly never[] = []

type Kept = Omit<Conversation, 'screen' | 'instances' | 'overs' | 'addressed' | 'ended' | 'history'> &
  Partial<Pick<Conversation, 'overs' | 'ended'>> & {
    readonly format: number
    readonly instances: readonly KeptInstance[]
    readonly history?: KeptHistory
  }

/** Throws `bad-state` with the path if something in it cannot be kept. */
export function packed(conversation: Conversation): string {
  const { cid, principal, root, seq, now, heard, overs, ended, history } = conversation
  const instances: KeptInstance[] = []
  for (const instance of conversation.instances.values()) instances.push(packedInstance(instance, principal))
  const kept: Kept = {
    format: FORMAT,
    cid,
    principal,
    root,
    seq,
    now,
    heard,
    ...(overs.length > 0 && { overs }),
    ...(ended !== undefined && { ended }),
    ...(history !== OUTSET && { history: packedHistory(history, conversation.instances, principal) }),
    instances,
  }
  return textOf(kept, 'A conversation', path => {
    const at = /^\.instances\[(\d+)\]/.exec(path)
    const instance = at === null ? undefined : kept.instances[Number(at[1])]
    return instance === undefined ? ` at ${path}` : ` at ${path.slice(at?.[0].length)} of ${instance.name}`
  })
}

export function unpacked(text: string, program: Omit<Lifting, 'principal'>): Conversation {
  const kept = valueOf(text) as Kept
  const { format, overs = NONE, ended, instances: written, history, ...rest } = kept
  if (format !== FORMAT)
    throw new ReparteeError('bad-state', {
      what: 'A kept conversation is written in a format that this version does not read',
      expected: `format ${FORMAT}`,
      got: `format ${String(format)}`,
      try: 'end the conversations that were kept before, or go back to the version that wrote them',
    })
  const lifting = { ...program, principal: kept.principal }
  const placeOf = placesIn(written)
  let instances = new Table<Instance>()
  for (const each of written) instances = instances.with(each.iid, unpackedInstance(each, placeOf, lifting))
  return {
    ...rest,
    overs,
    addressed: addressedIn(instances),
    ended,
    instances,
    history: history === undefined ? OUTSET : unpackedHistory(history, instances, lifting),
    screen: BLANK,
  }
}
