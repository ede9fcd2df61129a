// The kernel's one verb: (conversation, event) -> { conversation, patches, commands }.
// Invariant: pure. The same conversation and event give the same result; if a handler, a view or a listen throws, the result is
// the conversation as it was, but for the bookkeeping that keeps it going, and a trouble for operators under a reference.
// Does not know clocks, ids of conversations, or who carries commands out.
import type { KernelEvent, Turned, World } from './commands.ts'
import type { Definition } from './component.ts'
import { BLANK, embryo } from './conversation.ts'
import type { Conversation, Timer } from './conversation.ts'
import { abandon } from './handlers.ts'
import { note } from './history.ts'
import { paint, paintWhole } from './paint.ts'
import { born } from './perform.ts'
import { relisten } from './relisten.ts'
import { revert } from './revert.ts'
import { settle } from './settle.ts'
import { tasksOf } from './tasks.ts'
import type { Task } from './tasks.ts'
import { Turn } from './turn.ts'

/** What a conversation is born with; random ids and the time come from outside. */
export interface Birth {
  readonly cid: string
  readonly now: number
  readonly principal: unknown
}

/** A new conversation and its whole page. Throws what the component throws: there is nothing yet to go back to. */
export function boot(
  world: World,
  definition: Definition,
  props: unknown,
  birth: Birth,
): Turned & { readonly html: string } {
  const nobody = embryo(birth.cid, birth.now, birth.principal)
  const turn = new Turn(world, nobody, birth.now)
  turn.root = born(turn, definition, props, { as: 'root' }).iid
  const html = paintWhole(turn, settle(turn))
  const { patches: _, ...turned } = finish(turn, nobody, 'done')
  return { ...turned, patches: [], html }
}

/** One event. An event for what is gone, an ended conversation or a count heard before is `stale`, and changes nothing. */
export function step(world: World, conversation: Conversation, event: KernelEvent): Turned {
  const tasks = conversation.ended === undefined ? tasksOf(world, conversation, event) : 'stale'
  if (typeof tasks === 'string') {
    const isCounted = tasks === 'stale' && event.kind === 'offer' && event.n > conversation.heard
    return {
      conversation:
        isCounted && conversation.ended === undefined ? { ...conversation, heard: event.n } : conversation,
      patches: [],
      commands: [],
      troubles: [],
      outcome: tasks,
    }
  }
  try {
    const turn = new Turn(world, conversation, event.now)
    begin(turn, event)
    keep(turn, event)
    if (event.kind === 'end') turn.end({ why: event.why })
    for (const task of tasks) turn.later(task)
    return complete(turn, conversation, 'done')
  } catch (error) {
    return recover(world, conversation, event, tasks, error)
  }
}

/** The whole page of a conversation, rendered afresh; what the browser is shown from then on is this. */
export function repaint(
  world: World,
  conversation: Conversation,
): { readonly conversation: Conversation; readonly html: string } {
  const screen = { ...BLANK, withdrawn: conversation.screen.withdrawn }
  const turn = new Turn(world, { ...conversation, screen }, conversation.now)
  const html = paintWhole(turn, settle(turn))
  return { conversation: turn.result(), html }
}

/**
 * The conversation as it was at an earlier time, `past`, whatever happened since: for looking into the past while developing.
 * Only ids, counts and the clock do not go back; what is to run again has as much time before it as then.
 */
export function rewind(world: World, conversation: Conversation, past: Conversation): Turned {
  const turn = new Turn(world, conversation, conversation.now)
  const { root, instances, overs, history } = past
  const { at, address } = history
  revert(turn, { at, address, left: past.now, root, instances, overs }, true)
  turn.principal = past.principal
  turn.history = { ...history, made: Math.max(history.made, turn.history.made) }
  turn.hasGone = true
  return complete(turn, conversation, 'done')
}

/**
 * Whether it is the visitor's doing: an event of theirs, or the end of work that a handler of theirs waited for. A flow that
 * goes on by itself is not: what the visitor did last made its entry already.
 */
function begin(turn: Turn, event: KernelEvent): void {
  turn.isVisitor = event.kind === 'offer'
  if (event.kind !== 'result') return
  const { iid, frame } = event
  const handler = turn.get(iid)?.frames.find(each => each.id === frame)
  if (handler?.visitor !== true || handler.event === '') return
  turn.isVisitor = true
  turn.resumed = { iid, frame }
}

/** What holds even if the work fails: the count of an event, the next tick. */
function keep(turn: Turn, event: KernelEvent): void {
  if (event.kind === 'offer') turn.heard = event.n
  else if (event.kind === 'timer') fired(turn, event.iid, event.timer)
}

/** A timer that fired, or came too late to: one of a series is set anew, one that its wish still keeps stays as fired, another is gone. */
function fired(turn: Turn, iid: string, id: number): void {
  const instance = turn.get(iid)
  const at = instance?.timers.findIndex(each => each.id === id) ?? -1
  const timer = instance?.timers[at]
  if (instance === undefined || timer?.due === undefined) return
  const { due, ...rest } = timer
  const next: Timer[] = []
  if (timer.every !== undefined) {
    // Ticks that were missed meanwhile are skipped; the rhythm stays.
    const late = Math.max(0, turn.now - due)
    const again = due + timer.every * (Math.floor(late / timer.every) + 1)
    next.push({ ...rest, due: again })
    turn.commands.push({ do: 'arm', iid, timer: id, due: again })
  } else if (timer.wish !== undefined) {
    next.push({ ...rest, due: undefined })
  }
  turn.put({ ...instance, timers: instance.timers.toSpliced(at, 1, ...next) })
}

/** After a handler threw: as it was, but the event is not run again and what keeps time goes on. */
function recover(
  world: World,
  conversation: Conversation,
  event: KernelEvent,
  tasks: readonly Task[],
  error: unknown,
): Turned {
  const iid = tasks[0]?.iid ?? conversation.root
  const name = conversation.instances.get(iid)?.definition.name ?? ''
  if (event.kind === 'result') {
    // Nobody can ask for this result again: whoever waited is told that it failed; if that fails too, whoever waited for them.
    for (
      let waiting: Waiting | undefined = event;
      waiting !== undefined;
      waiting = callerOf(conversation, waiting.iid)
    ) {
      const turn = new Turn(world, conversation, event.now)
      turn.trouble(error, iid, name)
      if (waiting.callee !== undefined) turn.remove(waiting.callee)
      try {
        abandon(turn, waiting.iid, waiting.frame, error)
        return complete(turn, conversation, 'failed')
      } catch {
        // Further out.
      }
    }
  }
  const turn = new Turn(world, conversation, event.now)
  keep(turn, event)
  turn.trouble(error, iid, name)
  // The browser is where the visitor went, and must learn that the page is not.
  turn.hasGone = tasks[0]?.do === 'go'
  return complete(turn, conversation, 'failed')
}

interface Waiting {
  readonly iid: string
  readonly frame: number
  readonly callee?: string
}

function callerOf({ instances }: Conversation, callee: string): Waiting | undefined {
  const owner = instances.get(callee)?.owner
  if (owner?.as !== 'callee' || owner.frame === undefined) return undefined
  return { iid: owner.of, frame: owner.frame, callee }
}

function complete(turn: Turn, base: Conversation, outcome: Turned['outcome']): Turned {
  paint(turn, settle(turn))
  return finish(turn, base, outcome)
}

function finish(turn: Turn, base: Conversation, outcome: Turned['outcome']): Turned {
  if (turn.ended === undefined) for (const iid of turn.relisten) relisten(turn, iid)
  note(turn, base)
  const { patches, commands, troubles } = turn
  return { conversation: turn.result(), patches, commands, troubles, outcome }
}
