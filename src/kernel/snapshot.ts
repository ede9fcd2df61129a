// Snapshots: a conversation as text, and back, and what must run for one that is back. What the browser was shown is derived, and
// made again by rendering; what listens is compared again, since the program may have changed meanwhile.
// Invariant: restore(snapshot(c)) goes on exactly as c would. A state of an older version goes through `migrate`.
// Does not know where snapshots are kept.
import { ReparteeError } from '../errors/index.ts'
import type { Command, World } from './commands.ts'
import { definedAs } from './component.ts'
import type { Definition } from './component.ts'
import type { Conversation, Frame, Instance } from './conversation.ts'
import { labelOf, mismatch, replay, requestOf, start } from './frames.ts'
import { packed, unpacked } from './kept.ts'
import { relisten, topicsOf, watchOf, wishesOf } from './relisten.ts'
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
  const kept = unpacked(text, named, lifted)
  const turn = new Turn(world, kept, kept.now)
  for (const instance of kept.instances.values()) turn.reborn(instance)
  const { conversation } = repaint(world, turn.result())
  // Views may have given birth, if the program changed.
  const again = new Turn(world, conversation, conversation.now)
  if (conversation.ended === undefined) for (const iid of conversation.instances.keys()) relisten(again, iid)
  return again.result()
}

/**
 * What must run for a conversation that was just attached or restored: its timers, subscriptions, watches, and whatever its frames
 * wait for. `again` says that it may have run before: work declared `once` then fails into the frame instead.
 */
export function commandsOf(world: World, conversation: Conversation, again: boolean): readonly Command[] {
  const commands: Command[] = []
  if (conversation.ended !== undefined) return commands
  for (const instance of conversation.instances.values()) {
    const { iid } = instance
    for (const { id, due } of instance.timers)
      if (due !== undefined) commands.push({ do: 'arm', iid, timer: id, due })
    for (const topic of topicsOf(instance.hears)) commands.push({ do: 'subscribe', iid, topic })
    if (instance.hears.some(heard => heard.kind === 'watch'))
      for (const wish of wishesOf(instance)) if (wish.kind === 'watch') commands.push(watchOf(iid, wish))
    for (const frame of instance.frames)
      if (!frame.waits.startsWith('call '))
        commands.push(awaited(world, conversation, instance, frame, again))
  }
  return commands
}

/** The io or publish that a frame waits for; its closure is made anew by replaying the frame. */
function awaited(
  world: World,
  conversation: Conversation,
  instance: Instance,
  frame: Frame,
  again: boolean,
): Command {
  const { iid, definition } = instance
  const reply = { frame: frame.id, step: frame.journal.length }
  try {
    const generator = start(new Turn(world, conversation, conversation.now), instance, frame)
    const result = replay(definition.name, frame.event, generator, frame.journal)
    const asks = result.done === true ? 'nothing more' : labelOf(result.value)
    if (asks !== frame.waits) mismatch(definition.name, frame.event, frame.journal.length, frame.waits, asks)
    const { ask } = requestOf(result.value)
    if (ask.effect === 'publish') return { do: 'publish', iid, topic: ask.topic, message: ask.message, reply }
    // What waits is a call, which is not asked for here, a publish, or io.
    const { work, once } = ask as Extract<typeof ask, { effect: 'io' }>
    return { do: 'io', iid, work: again && once ? interrupted : work, once, reply }
  } catch (error) {
    // The conversation goes on without this frame: told that its work failed, it will fail in the same way, and be dropped.
    const work = (): never => {
      throw error
    }
    return { do: 'io', iid, work, once: false, reply }
  }
}

function interrupted(): never {
  throw new Error('The work was interrupted, and it was declared to run at most once.')
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
