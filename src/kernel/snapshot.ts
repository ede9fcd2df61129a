// Snapshots: a conversation as text, and back. What the browser was shown is derived, and
// made again by rendering; what listens is compared again, since the program may have changed meanwhile.
// Invariant: restore(snapshot(c)) goes on exactly as c would. A state of an older version goes through `migrate`.
// Does not know where snapshots are kept.
import { ReparteeError } from '../errors/index.ts'
import { addressOf } from './address.ts'
import type { World } from './commands.ts'
import { definedAs } from './component.ts'
import type { Definition } from './component.ts'
import type { Conversation } from './conversation.ts'
import { packed, unpacked } from './kept.ts'
import { relisten } from './relisten.ts'
import { repaint } from './step.ts'
import { Turn } from './turn.ts'

/** The conversation as text. Throws `bad-state` with the path if something in it cannot be kept. */
export function snapshot(conversation: Conversation): string {
  return packed(conversation)
}

/**
 * The conversation that a snapshot holds. Throws `unknown-component` for a name that no component of the program has, and
 * `bad-state` for an older version without `migrate`.
 */
export function restore(world: World, text: string): Conversation {
  const named = (name: string): Definition =>
    world.program.get(name) ?? definedAs(name) ?? unknown(world, name)
  const kept = unpacked(text, { definition: named, lifted })
  const turn = new Turn(world, kept, kept.now)
  const { back, forward } = kept.history
  for (const { instances } of [kept, ...back, ...forward])
    for (const instance of instances.values()) turn.reborn(instance)
  const { conversation } = repaint(world, turn.result())
  // Views may have given birth, if the program changed.
  const again = new Turn(world, conversation, conversation.now)
  if (conversation.ended !== undefined) return conversation
  for (const iid of conversation.instances.keys()) relisten(again, iid)
  const address = addressOf(again)
  if (address !== again.history.address) again.history = { ...again.history, address }
  return again.result()
}

function lifted(definition: Definition, version: number, state: unknown): unknown {
  if (definition.migrate !== undefined) return definition.migrate(state, version)
  throw new ReparteeError('bad-state', {
    what: `A kept state of ${definition.name} has another version than the program`,
    expected: `version ${definition.version}`,
    got: `version ${version}, and no migrate()`,
    try: `give ${definition.name} a migrate(state, fromVersion)`,
  })
}

function unknown(world: World, name: string): never {
  throw new ReparteeError('unknown-component', {
    what: 'A kept conversation shows a component that this program does not have',
    expected: `one of: ${[...world.program.keys()].join(', ')}`,
    got: name,
    try: 'keep the component until no conversation shows it, and its name when you move it; import its file at the start',
  })
}
