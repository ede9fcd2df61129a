// Running handlers: a handler's step is applied, its effects performed, its generator advanced until it waits or is done.
// Invariant: everything happens on the turn; what the outside must do is left as commands. An answer, a failure and a result
// resume whoever waited for it, after the present work is done and never inside it.
// Does not know views or listening.
import { ReparteeError } from '../errors/index.ts'
import { definitionOf } from './component.ts'
import type { Definition } from './component.ts'
import type { Entry, Frame, Instance } from './conversation.ts'
import type { Reply } from './commands.ts'
import { Request } from './effects.ts'
import { isGenerator, keepError, labelOf, replay, requestOf, start } from './frames.ts'
import type { Outcome, Running, Seed } from './frames.ts'
import { asEvent } from './listening.ts'
import type { Turn } from './turn.ts'

/** Runs the handler of an event. The instance may be gone: then nothing happens. */
export function handle(turn: Turn, iid: string, event: string, payload: unknown): void {
  const instance = turn.get(iid)
  if (instance === undefined || instance.failed !== undefined) return
  const { definition, props, state } = instance
  const handler = Object.hasOwn(definition.on, event) ? definition.on[event] : undefined
  if (handler === undefined)
    throw new ReparteeError('unknown-handler', {
      what: `${definition.name} has no handler for an event it was sent`,
      expected: `one of: ${Object.keys(definition.on).join(', ') || '(no handlers)'}`,
      got: event,
      try: 'name one of its handlers; `onAnswer` takes a handler of the embedding component',
    })
  const result = handler(state, payload, turn.here(instance, turn.now))
  if (!isGenerator(result)) return apply(turn, iid, result)
  const seed = { id: turn.seq++, event, payload, state, props, now: turn.now }
  advance(turn, iid, seed, [], result, result.next())
}

/** Starts the body of a flow. */
export function runBody(turn: Turn, iid: string): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  const seed = {
    id: turn.seq++,
    event: '',
    payload: undefined,
    state: undefined,
    props: instance.props,
    now: turn.now,
  }
  const generator = start(turn, instance, seed)
  advance(turn, iid, seed, [], generator, generator.next())
}

/** Gives a waiting frame what it waited for. */
export function resume(turn: Turn, iid: string, frameId: number, outcome: Outcome): void {
  const instance = turn.get(iid)
  const frame = instance?.frames.find(each => each.id === frameId)
  if (instance === undefined || frame === undefined) return
  const entry: Entry = { ask: frame.waits, ...outcome }
  if ('value' in outcome) turn.kept(outcome.value, `result of ${frame.waits}`)
  const journal = [...frame.journal, entry]
  const generator = start(turn, instance, frame)
  let result: IteratorResult<unknown>
  try {
    result = replay(instance.definition.name, frame.event, generator, journal)
  } catch (error) {
    // What was thrown at it and not caught goes on to its own caller; anything else is a bug of this event.
    if ('value' in outcome || error instanceof ReparteeError) throw error
    return abandon(turn, iid, frame.id, error)
  }
  advance(turn, iid, frame, journal, generator, result)
}

/** Drops a frame for an error that nobody inside it caught. */
export function abandon(turn: Turn, iid: string, frameId: number, error: unknown): void {
  const instance = turn.get(iid)
  const frame = instance?.frames.find(each => each.id === frameId)
  if (instance === undefined || frame === undefined) return
  dropFrame(turn, iid, frameId)
  if (frame.event === '') failInstance(turn, iid, error)
  else turn.trouble(error, iid, instance.definition.name)
}

function advance(
  turn: Turn,
  iid: string,
  seed: Seed,
  journal: Entry[],
  generator: Running,
  first: IteratorResult<unknown>,
): void {
  let result = first
  for (;;) {
    const instance = turn.get(iid)
    if (instance === undefined) return
    turn.budget.step(iid, instance.definition.name)
    if (result.done === true) {
      dropFrame(turn, iid, seed.id)
      if (seed.event === '') end(turn, iid, result.value)
      else apply(turn, iid, result.value)
      return
    }
    const request = requestOf(result.value)
    switch (request.ask.effect) {
      case 'after':
        perform(turn, iid, request)
        journal.push({ ask: labelOf(request) })
        result = generator.next()
        continue
      case 'call':
      case 'io':
      case 'publish':
        keepFrame(turn, iid, { ...seed, journal, waits: labelOf(request) })
        perform(turn, iid, request, { frame: seed.id, step: journal.length })
        return
      default:
        dropFrame(turn, iid, seed.id)
        perform(turn, iid, request)
        return
    }
  }
}

/** Applies what a handler returned. */
function apply(turn: Turn, iid: string, step: unknown): void {
  if (step === undefined || step === null) return
  if (step instanceof Request) return perform(turn, iid, step)
  if (!Array.isArray(step)) return update(turn, iid, step)
  if (step[0] !== undefined && !(step[0] instanceof Request)) update(turn, iid, step[0])
  for (const effect of step.slice(step[0] instanceof Request ? 0 : 1)) {
    if (turn.get(iid) === undefined || turn.ended !== undefined) return
    perform(turn, iid, requestOf(effect))
  }
}

function update(turn: Turn, iid: string, step: unknown): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  turn.setState(iid, typeof step === 'function' ? (step as (now: unknown) => unknown)(instance.state) : step)
}

function perform(turn: Turn, iid: string, request: Request, reply?: Reply): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  const { ask } = request
  switch (ask.effect) {
    case 'call': {
      const owner = { as: 'callee', of: iid, frame: reply?.frame, over: ask.over } as const
      const callee = born(turn, definitionOf(ask.component), ask.props, owner)
      const caller = turn.get(iid) as Instance
      turn.put({ ...caller, calls: [...caller.calls, callee.iid] })
      if (ask.over) turn.overs = [...turn.overs, callee.iid]
      return
    }
    case 'answer':
      return end(turn, iid, ask.value)
    case 'fail':
      return failInstance(turn, iid, ask.error)
    case 'become':
      return replace(turn, instance, definitionOf(ask.component), ask.props)
    case 'after': {
      const event = asEvent(ask.event)
      // A creator is given the time when it fires; an event keeps its own payload.
      const payload =
        typeof ask.event === 'function' ? {} : { payload: turn.kept(event.payload, 'payload of after()') }
      const timer = { id: turn.seq++, due: turn.now + delay(ask.ms), event: event.event, ...payload }
      turn.put({ ...instance, timers: [...instance.timers, timer] })
      turn.commands.push({ do: 'arm', iid, timer: timer.id, due: timer.due })
      return
    }
    case 'publish':
      turn.commands.push({
        do: 'publish',
        iid,
        topic: ask.topic,
        message: ask.message,
        ...(reply && { reply }),
      })
      return
    case 'io':
      turn.commands.push({ do: 'io', iid, work: ask.work, once: ask.once, ...(reply && { reply }) })
      return
    case 'redirect':
      turn.commands.push({ do: 'redirect', url: ask.url })
      return
    case 'end':
      return turn.end({ why: 'ended' })
  }
}

/** A new instance; a flow also begins to run, after the present work. */
export function born(turn: Turn, definition: Definition, props: unknown, owner: Instance['owner']): Instance {
  const instance = turn.spawn(definition, props, owner)
  if (definition.kind === 'flow') turn.later(() => runBody(turn, instance.iid))
  return instance
}

/** Ends an instance with its answer. */
function end(turn: Turn, iid: string, value: unknown): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  turn.kept(value, `answer of ${instance.definition.name}`)
  const { owner } = instance
  if (owner.as === 'root') return turn.end({ why: 'answered', answer: value })
  turn.remove(iid)
  if (owner.as === 'callee') {
    if (owner.frame !== undefined) turn.later(() => resume(turn, owner.of, owner.frame as number, { value }))
  } else if (owner.onAnswer !== undefined) {
    turn.later(() => handle(turn, owner.by ?? owner.of, owner.onAnswer as string, value))
  }
}

/** Ends an instance with an error: thrown at whoever waits for it, or shown in its place when nobody does. */
function failInstance(turn: Turn, iid: string, error: unknown): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  const { owner, definition } = instance
  if (owner.as === 'callee') {
    turn.remove(iid)
    const { frame } = owner
    if (frame === undefined) turn.trouble(error, iid, definition.name)
    else turn.later(() => resume(turn, owner.of, frame, { error: keepError(error) }))
    return
  }
  const { reference } = turn.trouble(error, iid, definition.name)
  if (owner.as === 'root') turn.end({ why: 'failed', reference })
  else turn.hollow(instance, reference)
}

/** Puts another instance in the place of one, with the same caller or embedding view. */
function replace(turn: Turn, instance: Instance, definition: Definition, props: unknown): void {
  const { owner, iid } = instance
  const next = born(turn, definition, props, owner)
  if (owner.as === 'root') {
    turn.remove(iid)
    turn.root = next.iid
    return
  }
  const over = turn.overs.indexOf(iid)
  const call = turn.get(owner.of)?.calls.indexOf(iid) ?? -1
  turn.remove(iid)
  const above = turn.get(owner.of)
  if (above === undefined) return
  if (owner.as === 'callee') {
    turn.put({ ...above, calls: above.calls.toSpliced(call, 0, next.iid) })
    if (over >= 0) turn.overs = turn.overs.toSpliced(over, 0, next.iid)
  } else {
    turn.put({ ...above, children: new Map(above.children).set(owner.place, next.iid) })
  }
}

function keepFrame(turn: Turn, iid: string, frame: Frame): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  if (frame.journal.length === 0) {
    const where = `${instance.definition.name}.${frame.event}`
    turn.kept(frame.payload, `payload of ${where}`)
  }
  const at = instance.frames.findIndex(each => each.id === frame.id)
  turn.put({ ...instance, frames: at < 0 ? [...instance.frames, frame] : instance.frames.with(at, frame) })
}

function dropFrame(turn: Turn, iid: string, id: number): void {
  const instance = turn.get(iid)
  if (instance === undefined || !instance.frames.some(each => each.id === id)) return
  turn.put({ ...instance, frames: instance.frames.filter(each => each.id !== id) })
}

function delay(ms: number): number {
  if (Number.isFinite(ms)) return Math.max(0, ms)
  throw new ReparteeError('bad-argument', {
    what: 'after() was given a delay that is no time',
    expected: 'milliseconds, finite',
    got: String(ms),
    try: 'check the arithmetic that made it',
  })
}
