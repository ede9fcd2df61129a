// The kernel's one verb: (conversation, event) -> { conversation, patches, commands }.
// Invariant: pure. The same conversation and event give the same result; if a handler, a view or a listen throws, the result is
// the conversation as it was, but for the bookkeeping that keeps it going, and a trouble for operators under a reference.
// Does not know clocks, ids of conversations, or who carries commands out.
import type { Command, KernelEvent, Trouble, Turned, World } from './commands.ts'
import type { Definition } from './component.ts'
import { BLANK } from './conversation.ts'
import type { Conversation, Ended, Heard, Instance, Timer } from './conversation.ts'
import { abandon, handle, resume } from './handlers.ts'
import { accept } from './offers.ts'
import type { Accepted } from './offers.ts'
import { paint, paintWhole } from './paint.ts'
import { born } from './perform.ts'
import { relisten } from './relisten.ts'
import { settle } from './settle.ts'
import { Table } from './table.ts'
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
  const turn = new Turn(world, embryo(birth), birth.now)
  turn.root = born(turn, definition, props, { as: 'root' }).iid
  const sketches = settle(turn)
  const html = paintWhole(turn, sketches)
  listenAnew(turn)
  return { ...finish(turn, 'done'), html }
}

/** One event. An event for what is gone, an ended conversation or a count heard before is `stale`, and changes nothing. */
export function step(world: World, conversation: Conversation, event: KernelEvent): Turned {
  const unchanged = { conversation, patches: [], commands: [], troubles: [] }
  if (conversation.ended !== undefined) return { ...unchanged, outcome: 'stale' }

  let work: ((turn: Turn) => void) | undefined
  // What must hold even if the work fails: the count of an event, the next tick.
  let keep: (turn: Turn) => void = () => {}
  switch (event.kind) {
    case 'offer': {
      if (!Number.isSafeInteger(event.n) || event.n < 1) return { ...unchanged, outcome: 'refused' }
      if (event.n <= conversation.heard) return { ...unchanged, outcome: 'stale' }
      const taken = accept(conversation, world.key, event)
      if (taken === 'refused') return { ...unchanged, outcome: 'refused' }
      if (taken === 'stale')
        return { ...unchanged, conversation: { ...conversation, heard: event.n }, outcome: 'stale' }
      const { iid, event: name, payload }: Accepted = taken
      keep = turn => void (turn.heard = event.n)
      work = turn => handle(turn, iid, name, payload)
      break
    }
    case 'timer': {
      const instance = conversation.instances.get(event.iid)
      const timer = instance?.timers.find(each => each.id === event.timer)
      if (timer?.due === undefined) break
      keep = turn => fired(turn, event.iid, timer)
      work = turn => handle(turn, event.iid, timer.event, 'payload' in timer ? timer.payload : turn.now)
      break
    }
    case 'message':
      work = eachHeard(
        conversation,
        event.iid,
        heard => heard.kind === 'hear' && heard.name === event.topic,
        heard => [heard.event, event.message],
      )
      break
    case 'missed':
      work = eachHeard(
        conversation,
        event.iid,
        heard => heard.missed !== undefined && heard.name === event.topic,
        heard => [heard.missed?.event ?? '', heard.missed?.payload],
      )
      break
    case 'read':
      work = eachHeard(
        conversation,
        event.iid,
        heard => heard.key === event.key,
        heard => [heard.event, event.value],
      )
      break
    case 'result': {
      const frame = conversation.instances.get(event.iid)?.frames.find(each => each.id === event.frame)
      if (frame === undefined || frame.journal.length !== event.step) break
      const outcome = 'error' in event ? { error: event.error } : { value: event.value }
      work = turn => resume(turn, event.iid, event.frame, outcome)
      break
    }
    case 'end':
      work = turn => turn.end({ why: event.why })
  }
  if (work === undefined) return { ...unchanged, outcome: 'stale' }
  try {
    return attempt(world, conversation, event.now, 'done', [keep, work])
  } catch (error) {
    return recover(world, conversation, event, keep, error)
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
  return { conversation: { ...turn.result(), now: conversation.now }, html }
}

/** After a handler threw: as it was, but the event is not run again and what keeps time goes on. */
function recover(
  world: World,
  conversation: Conversation,
  event: KernelEvent,
  keep: (turn: Turn) => void,
  error: unknown,
): Turned {
  const { now } = event
  const iid = 'iid' in event ? event.iid : event.kind === 'offer' ? (event.offer.split('/', 1)[0] ?? '') : ''
  const told = (turn: Turn): void =>
    void turn.trouble(error, iid, conversation.instances.get(iid)?.definition.name ?? '')
  if (event.kind === 'result') {
    // Nobody can ask for this result again: whoever waited is told that it failed; if that fails too, whoever waited for them.
    for (
      let waiting: Waiting | undefined = event;
      waiting !== undefined;
      waiting = callerOf(conversation, waiting.iid)
    ) {
      const { iid: of, frame, callee } = waiting
      const drop = (turn: Turn): void => {
        if (callee !== undefined) turn.remove(callee)
        abandon(turn, of, frame, error)
      }
      try {
        return attempt(world, conversation, now, 'failed', [told, drop])
      } catch {
        // Further out.
      }
    }
  }
  return attempt(world, conversation, now, 'failed', [keep, told])
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

function attempt(
  world: World,
  conversation: Conversation,
  now: number,
  outcome: Turned['outcome'],
  works: readonly ((turn: Turn) => void)[],
): Turned {
  const turn = new Turn(world, conversation, now)
  for (const work of works) work(turn)
  paint(turn, settle(turn))
  listenAnew(turn)
  return finish(turn, outcome)
}

function listenAnew(turn: Turn): void {
  if (turn.ended === undefined) for (const iid of turn.relisten) relisten(turn, iid)
}

function finish(turn: Turn, outcome: Turned['outcome']): Turned {
  const { patches, commands, troubles } = turn
  return { conversation: turn.result(), patches, commands, troubles, outcome }
}

/** A timer that fired: one of a series is set anew, one that its wish still keeps stays as fired, another is gone. */
function fired(turn: Turn, iid: string, timer: Timer): void {
  const instance = turn.get(iid) as Instance
  const { due, ...rest } = timer
  let next: Timer | undefined
  if (timer.every !== undefined) {
    // Ticks that were missed meanwhile are skipped; the rhythm stays.
    const late = Math.max(0, turn.now - (due as number))
    next = { ...rest, due: (due as number) + timer.every * (Math.floor(late / timer.every) + 1) }
    turn.commands.push({ do: 'arm', iid, timer: timer.id, due: next.due as number })
  } else if (timer.wish !== undefined) {
    next = { ...rest, due: undefined }
  }
  const timers = instance.timers.flatMap(each =>
    each.id !== timer.id ? [each] : next === undefined ? [] : [next],
  )
  turn.put({ ...instance, timers })
}

function eachHeard(
  conversation: Conversation,
  iid: string,
  concerns: (heard: Heard) => boolean,
  event: (heard: Heard) => [string, unknown],
): ((turn: Turn) => void) | undefined {
  const heard = conversation.instances.get(iid)?.hears.filter(concerns)
  if (heard === undefined || heard.length === 0) return undefined
  return turn => {
    for (const each of heard) {
      // Who was listening when it came is told, unless an earlier handler of the same message ended the instance.
      handle(turn, iid, ...event(each))
    }
  }
}

function embryo(birth: Birth): Conversation {
  return {
    ...birth,
    root: '',
    seq: 1,
    heard: 0,
    instances: new Table(),
    overs: [],
    ended: undefined,
    screen: BLANK,
  }
}

export type { Command, Ended, Trouble }
