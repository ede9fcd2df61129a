// What effects do to the tree: instances are called, answered for, replaced, ended; the rest is left as commands.
// Invariant: whoever waits for an outcome is told after the present work is done and never inside it (turn.later).
// Does not run handlers; see handlers.ts.
import type { Reply } from './commands.ts'
import { definitionOf, mustHandle } from './component.ts'
import type { Definition } from './component.ts'
import type { Instance, Owner } from './conversation.ts'
import type { Request } from './effects.ts'
import { keepError } from './frames.ts'
import { forget, goBack } from './history.ts'
import { asEvent } from './listening.ts'
import type { Turn } from './turn.ts'

/** Whether an instance goes on: an answer, a failure or the end of the conversation may have come before. */
export function isRunning(turn: Turn, iid: string): boolean {
  const instance = turn.get(iid)
  return instance !== undefined && instance.failed === undefined && turn.ended === undefined
}

/** Does what an instance asked. `reply`: the frame that waits for the result, and its step. */
export function perform(turn: Turn, iid: string, { ask }: Request, reply?: Reply): void {
  const instance = turn.get(iid) as Instance
  switch (ask.effect) {
    case 'call':
      return call(turn, instance, ask, reply?.frame)
    case 'answer':
      return end(turn, iid, ask.value)
    case 'fail':
      return failInstance(turn, iid, ask.error)
    case 'become':
      return become(turn, instance, definitionOf(ask.component), ask.props)
    case 'after': {
      const event = asEvent(ask.event)
      mustHandle(instance.definition, event.event, `after() in ${instance.definition.name}`)
      // A creator is given the time when it fires; an event keeps its own payload.
      const payload =
        typeof ask.event === 'function' ? {} : { payload: turn.kept(event.payload, 'payload of after()') }
      const { ms, skips } = ask
      const timer = { id: turn.seq++, due: turn.now + ms, event: event.event, ...payload, ...skips }
      turn.put({ ...instance, timers: [...instance.timers, timer] })
      turn.commands.push({ do: 'arm', iid, timer: timer.id, due: timer.due })
      return
    }
    case 'publish': {
      const { topic } = ask
      const message = turn.kept(ask.message, `message to ${topic}`)
      turn.commands.push({ do: 'publish', iid, topic, message, ...(reply && { reply }) })
      return
    }
    case 'io':
      turn.commands.push({ do: 'io', iid, work: ask.work, once: ask.once, ...(reply && { reply }) })
      return
    case 'redirect':
      turn.commands.push({ do: 'redirect', url: ask.url })
      return
    case 'back':
      // Whatever else this event would have done is not done: it is no longer the present.
      turn.drop()
      return goBack(turn)
    case 'identify': {
      turn.principal = turn.kept(ask.principal, 'principal')
      turn.commands.push({ do: 'identify', principal: turn.principal })
      forget(turn)
      for (const each of turn.instances.keys()) turn.restale(each)
      return
    }
    case 'end':
      return turn.end({ why: 'ended' })
  }
}

/** A new instance; a flow also begins to run, after the present work. */
export function born(turn: Turn, definition: Definition, props: unknown, owner: Owner): Instance {
  const instance = turn.spawn(definition, props, owner)
  if (definition.kind === 'flow') turn.later({ do: 'begin', iid: instance.iid })
  return instance
}

function call(
  turn: Turn,
  { iid }: Instance,
  ask: { component: unknown; props: unknown; over: boolean },
  frame: number | undefined,
): void {
  turn.hasMoved = true
  const owner: Owner = { as: 'callee', of: iid, over: ask.over, ...(frame !== undefined && { frame }) }
  const callee = born(turn, definitionOf(ask.component), ask.props, owner).iid
  const caller = turn.get(iid) as Instance
  turn.put({ ...caller, calls: [...caller.calls, callee] })
  if (ask.over) turn.overs = [...turn.overs, callee]
}

/** Ends an instance with its answer. */
export function end(turn: Turn, iid: string, value: unknown): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  turn.hasMoved = true
  turn.kept(value, `answer of ${instance.definition.name}`)
  const { owner } = instance
  if (owner.as === 'root') return turn.end({ why: 'answered', answer: value })
  turn.remove(iid)
  if (owner.as === 'callee') {
    const { of, frame } = owner
    if (frame !== undefined) turn.later({ do: 'resume', iid: of, frame, outcome: { value } })
  } else if (owner.onAnswer !== undefined) {
    turn.later({ do: 'handle', iid: owner.by ?? owner.of, event: owner.onAnswer, payload: value })
  }
}

/** Ends an instance with an error: thrown at whoever waits for it, or shown in its place when nobody does. */
export function failInstance(turn: Turn, iid: string, error: unknown): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  turn.hasMoved = true
  const { owner, definition } = instance
  if (owner.as === 'callee') {
    turn.remove(iid)
    const { of, frame } = owner
    if (frame === undefined) turn.trouble(error, iid, definition.name)
    else turn.later({ do: 'resume', iid: of, frame, outcome: { error: keepError(error) } })
    return
  }
  const { reference } = turn.trouble(error, iid, definition.name)
  if (owner.as === 'root' && definition.fallback === undefined) turn.end({ why: 'failed', reference })
  else turn.hollow(instance, error, reference)
}

/** Puts another instance in the place of one, with the same caller or embedding view. */
function become(turn: Turn, instance: Instance, definition: Definition, props: unknown): void {
  turn.hasMoved = true
  const { owner, iid } = instance
  const next = born(turn, definition, props, owner).iid
  if (owner.as === 'root') {
    turn.remove(iid)
    turn.root = next
    return
  }
  const over = turn.overs.indexOf(iid)
  const called = turn.get(owner.of)?.calls.indexOf(iid) ?? -1
  turn.remove(iid)
  const above = turn.get(owner.of)
  if (above === undefined) return
  if (owner.as === 'callee') {
    turn.put({ ...above, calls: above.calls.toSpliced(called, 0, next) })
    if (over >= 0) turn.overs = turn.overs.toSpliced(over, 0, next)
  } else {
    turn.put({ ...above, children: new Map(above.children).set(owner.place, next) })
    turn.put({ ...(turn.get(next) as Instance), became: true })
  }
}
