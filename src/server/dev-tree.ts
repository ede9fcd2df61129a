// A conversation as the overlay shows it: its instances with all that they know, listen to and wait for.
// Invariant: a value made from a value; looking changes nothing.
// Does not know events.
import { isAbsolute, relative } from 'node:path'
import type { Conversation, Definition } from '../kernel/index.ts'
import type { DevEntry, DevFrame, DevNode, DevTree, Plain } from '../wire/index.ts'
import { shown } from './dev-value.ts'

type Instance = Parameters<Parameters<Conversation['instances']['forEach']>[0]>[0]

/** What of an instance a value is. */
export type Part = 'state' | 'props' | 'payload' | 'journal' | 'principal'
/** How a value is shown; `within` what it stands: the handler, or what was asked for. */
export type Showing = (value: unknown, part: Part, definition?: Definition, within?: string) => Plain

export function treeOf(conversation: Conversation, show: Showing = value => shown(value)): DevTree {
  const { root, overs, instances, principal } = conversation
  return {
    root,
    overs,
    nodes: Array.from(instances.values(), instance => nodeOf(conversation, instance, show)),
    principal: show(principal, 'principal'),
  }
}

/** The history's entries, oldest first. */
export function entriesOf({ history: { at, address, back, forward } }: Conversation): readonly DevEntry[] {
  return [
    ...back.map((each, i) => ({ at: each.at, address: each.address, left: each.left, by: i - back.length })),
    { at, address, by: 0 },
    ...forward.map((each, i) => ({ at: each.at, address: each.address, left: each.left, by: i + 1 })),
  ]
}

/** Where a component is defined, from where the program runs. */
function placeOf(instance: Instance): string | undefined {
  const where = instance.definition.where()
  if (where === undefined || !isAbsolute(where)) return where
  const near = relative(process.cwd(), where)
  return near.startsWith('..') ? where : near
}

function nodeOf({ instances, overs }: Conversation, instance: Instance, show: Showing): DevNode {
  const { iid, definition, props, state, now, children, calls, frames, timers, hears, failed } = instance
  const where = placeOf(instance)
  return {
    iid,
    name: definition.name,
    kind: definition.kind,
    ...(where !== undefined && { where }),
    owner: ownerOf(instance),
    shows: shownIn(instances, instance),
    over: overs.includes(iid),
    props: show(props, 'props', definition),
    ...(definition.kind === 'component' && { state: show(state, 'state', definition) }),
    changed: now,
    parts: [...children.values()],
    calls,
    frames: frames.map(each => frameOf(each, definition, show)),
    timers: timers.map(({ id, event, due, every }) => ({
      id,
      event,
      ...(due !== undefined && { due }),
      ...(every !== undefined && { every }),
    })),
    hears: hears.map(({ kind, name, event }) => ({ kind, name, event })),
    ...(failed !== undefined && { failed }),
  }
}

function frameOf(
  { event, payload, now, journal, waits }: Instance['frames'][number],
  definition: Definition,
  show: Showing,
): DevFrame {
  return {
    event,
    payload: show(payload, 'payload', definition, event),
    began: now,
    steps: journal.map(({ ask, value, error }) => ({
      ask,
      ...(error === undefined
        ? { value: show(value, 'journal', definition, ask) }
        : { error: `${error.name}: ${error.message}` }),
    })),
    waits,
  }
}

function ownerOf({ owner, became }: Instance): string {
  const how = became === true ? ', in the place of another' : ''
  switch (owner.as) {
    case 'root':
      return `the page itself${how}`
    case 'child':
      return `embedded by ${owner.of}${how}`
    case 'callee':
      return `called by ${owner.of}${owner.over ? ', over it' : ', in its place'}${how}`
  }
}

function shownIn(instances: Conversation['instances'], instance: Instance): string {
  for (const iid of instance.calls.toReversed()) {
    const callee = instances.get(iid)
    if (callee?.owner.as === 'callee' && !callee.owner.over) return shownIn(instances, callee)
  }
  return instance.iid
}
