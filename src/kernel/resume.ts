// What must run for a conversation that somebody takes up: timers, subscriptions, watches, and what its frames wait for.
// Invariant: closures are not kept; a frame that waits is run up to where it waits, and asks for its work again.
// Does not carry anything out.
import type { Command, World } from './commands.ts'
import type { Conversation, Frame, Instance } from './conversation.ts'
import { labelOf, mismatch, replay, requestOf, start } from './frames.ts'
import { topicsOf, watchOf, wishesOf } from './relisten.ts'
import { Turn } from './turn.ts'

/**
 * What must run for a conversation that was just attached or restored: its timers, subscriptions, watches, and whatever its frames
 * wait for. `again` says that it may have run before: work declared `once` then fails into the frame instead.
 */
export function commandsOf(world: World, conversation: Conversation, again: boolean): readonly Command[] {
  const commands: Command[] = []
  if (conversation.ended !== undefined) return commands
  const turn = new Turn(world, conversation, conversation.now)
  for (const instance of conversation.instances.values()) {
    const { iid } = instance
    for (const { id, due } of instance.timers)
      if (due !== undefined) commands.push({ do: 'arm', iid, timer: id, due })
    for (const topic of topicsOf(instance.hears)) commands.push({ do: 'subscribe', iid, topic })
    if (instance.hears.some(heard => heard.kind === 'watch'))
      for (const wish of wishesOf(instance)) if (wish.kind === 'watch') commands.push(watchOf(iid, wish))
    for (const frame of instance.frames)
      if (isWork(frame)) commands.push(awaited(turn, instance, frame, again))
  }
  return commands
}

/** When the conversation must be there for a timer next, ms since 1970; undefined if for none. Those that skip what is late do not count. */
export function wakeOf({ instances }: Conversation): number | undefined {
  let wake = Infinity
  for (const { timers } of instances.values())
    for (const { due = Infinity, late } of timers) if (due < wake && late === undefined) wake = due
  return wake === Infinity ? undefined : wake
}

/**
 * Timers that are due by now, the earliest first; of those due together the one that was set first. Also those that skip what is
 * late: they are told like others, which sets them anew.
 */
export function dueOf(
  { instances }: Conversation,
  now: number,
): readonly { readonly iid: string; readonly timer: number }[] {
  const found: { readonly iid: string; readonly timer: number; readonly due: number }[] = []
  for (const { iid, timers } of instances.values())
    for (const { id, due } of timers) if (due !== undefined && due <= now) found.push({ iid, timer: id, due })
  return found.sort((a, b) => a.due - b.due || a.timer - b.timer).map(({ iid, timer }) => ({ iid, timer }))
}

/** Whether a frame waits for work, which somebody has to do, and not for an answer. */
export const isWork = (frame: Frame): boolean => !frame.waits.startsWith('call ')

/** The io or publish that a frame waits for; its closure is made anew by replaying the frame. */
export function awaited(turn: Turn, instance: Instance, frame: Frame, again: boolean): Command {
  const { iid, definition } = instance
  const reply = { frame: frame.id, step: frame.journal.length }
  try {
    const generator = start(turn, instance, frame)
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
