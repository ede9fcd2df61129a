// Running handlers: a handler's step is applied, its effects performed, its generator advanced until it waits or is done.
// Invariant: everything happens on the turn. A handler that throws takes the whole event with it; an error that was thrown at a
// generator from outside, by `fail` or io, and that it lets pass, ends the generator alone.
// Does not know views or listening.
import { ReparteeError } from '../errors/index.ts'
import { AGAIN, mustHandle } from './component.ts'
import type { Entry, Frame, Instance } from './conversation.ts'
import { Request } from './effects.ts'
import { isGenerator, labelOf, replay, requestOf, start } from './frames.ts'
import type { Outcome, Running, Seed } from './frames.ts'
import { go } from './history.ts'
import { end, failInstance, isRunning, perform } from './perform.ts'
import type { Turn } from './turn.ts'

/** Does what is left to do, in order, until nothing is or the conversation has ended. */
export function drain(turn: Turn): void {
  for (let task = turn.next(); task !== undefined && turn.ended === undefined; task = turn.next()) {
    if (task.do === 'begin') begin(turn, task.iid)
    else if (task.do === 'go') go(turn, task.entry)
    else if (task.do === 'resume') resume(turn, task.iid, task.frame, task.outcome)
    else handle(turn, task.iid, task.event, task.payload)
  }
}

/** Runs the handler of an event. The instance may be gone: then nothing happens. */
function handle(turn: Turn, iid: string, event: string, payload: unknown): void {
  if (event === AGAIN) return again(turn, iid)
  if (!isRunning(turn, iid)) return
  const instance = turn.get(iid) as Instance
  const { definition, props, state } = instance
  turn.budget.step(iid, definition.name)
  mustHandle(definition, event, `What ${definition.name} was sent`)
  const result = definition.on[event]?.(state, payload, turn.hereOf(iid, props, turn.now))
  if (!isGenerator(result)) return apply(turn, instance, result)
  const { now, principal } = turn
  const visitor = turn.isVisitor && ({ visitor: true } as const)
  const seed = { id: turn.seq++, event, payload, state, props, now, principal, ...visitor }
  advance(turn, iid, seed, [], result, result.next())
}

/** The visitor asked for another try at what had failed. */
function again(turn: Turn, iid: string): void {
  const instance = turn.get(iid)
  if (instance?.failed !== undefined) turn.renew(instance)
}

/** Starts the body of a flow. */
function begin(turn: Turn, iid: string): void {
  const instance = turn.get(iid)
  if (instance === undefined) return
  const { props } = instance
  const { now, principal } = turn
  const seed = { id: turn.seq++, event: '', payload: undefined, state: undefined, props, now, principal }
  const generator = start(turn, instance, seed)
  advance(turn, iid, seed, [], generator, generator.next())
}

/** Gives a waiting frame what it waited for. */
function resume(turn: Turn, iid: string, frameId: number, outcome: Outcome): void {
  const instance = turn.get(iid)
  const frame = instance?.frames.find(each => each.id === frameId)
  if (instance === undefined || frame === undefined) return
  if ('value' in outcome) turn.kept(outcome.value, `result of ${frame.waits}`)
  const journal = [...frame.journal, { ask: frame.waits, ...outcome }]
  const generator = start(turn, instance, frame)
  const thrown: unknown[] = []
  const go: Go = run => {
    try {
      return run()
    } catch (error) {
      // What was thrown at it and not caught goes on to its own caller, also from behind a `finally` that waited, and so does
      // what it makes of an error that it was just told; anything else is a bug of this event.
      const isPassedOn = thrown.includes(error) || ('error' in outcome && !(error instanceof ReparteeError))
      if (!isPassedOn) throw error
      abandon(turn, iid, frame.id, error)
      return undefined
    }
  }
  const first = go(() => replay(instance.definition.name, frame.event, generator, journal, thrown))
  if (first !== undefined) advance(turn, iid, frame, journal, generator, first, go)
}

/** Lets a generator run. Undefined if it ended with an error that was dealt with. */
type Go = (run: () => IteratorResult<unknown>) => IteratorResult<unknown> | undefined
const freely: Go = run => run()

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
  go: Go = freely,
): void {
  for (let result: typeof first | undefined = first; result !== undefined;) {
    const instance = turn.get(iid) as Instance
    turn.budget.step(iid, instance.definition.name)
    if (result.done === true) {
      dropFrame(turn, iid, seed.id)
      if (seed.event !== '') apply(turn, instance, result.value)
      else if (result.value instanceof Request) perform(turn, iid, ending(instance, result.value))
      else end(turn, iid, result.value)
      return
    }
    const request = requestOf(result.value)
    switch (request.ask.effect) {
      case 'after':
      case 'identify':
      case 'redirect':
        perform(turn, iid, request)
        journal.push({ ask: labelOf(request) })
        result = go(() => generator.next())
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
function apply(turn: Turn, instance: Instance, step: unknown): void {
  const { iid, definition } = instance
  if (step === undefined || step === null) return
  if (step instanceof Request) return perform(turn, iid, step)
  if (!Array.isArray(step)) return update(turn, iid, mustBeSync(definition.name, step))
  const [first] = step as unknown[]
  if (first !== undefined && !(first instanceof Request)) update(turn, iid, first)
  for (const effect of step.slice(first instanceof Request ? 0 : 1) as unknown[]) {
    const request = requestOf(
      effect,
      `A handler of ${definition.name} returned a list with something in it that is no effect`,
    )
    if (!isRunning(turn, iid) || turn.hasGone) late(definition.name, labelOf(request))
    perform(turn, iid, request)
  }
}

function update(turn: Turn, iid: string, step: unknown): void {
  const { state } = turn.get(iid) as Instance
  turn.setState(iid, typeof step === 'function' ? (step as (now: unknown) => unknown)(state) : step)
}

function keepFrame(turn: Turn, iid: string, frame: Frame): void {
  const instance = turn.get(iid) as Instance
  if (frame.journal.length === 0)
    turn.kept(frame.payload, `payload of ${instance.definition.name}.${frame.event}`)
  const at = instance.frames.findIndex(each => each.id === frame.id)
  turn.put({ ...instance, frames: at < 0 ? [...instance.frames, frame] : instance.frames.with(at, frame) })
}

function dropFrame(turn: Turn, iid: string, id: number): void {
  const instance = turn.get(iid) as Instance
  if (!instance.frames.some(each => each.id === id)) return
  turn.put({ ...instance, frames: instance.frames.filter(each => each.id !== id) })
}

/** An effect that a flow returned: one that ends it says how, any other would be lost. */
function ending(instance: Instance, request: Request): Request {
  const { effect } = request.ask
  if (effect === 'answer' || effect === 'fail' || effect === 'become' || effect === 'end') return request
  throw new ReparteeError('misplaced-effect', {
    what: `The flow ${instance.definition.name} returned an effect as its answer`,
    expected: 'a value; or answer(), fail(), become(), end()',
    got: labelOf(request),
    try: `yield* it: yield* ${effect}(...)`,
  })
}

function late(component: string, label: string): never {
  throw new ReparteeError('misplaced-effect', {
    what: `A handler of ${component} asked for something after it had ended its instance`,
    expected: 'the effect that ends it last: [state, publish(...), answer(...)]',
    got: label,
    try: 'put it before',
  })
}

function mustBeSync(component: string, step: unknown): unknown {
  if (typeof step !== 'object' || step === null) return step
  const isPromise = 'then' in step && typeof step.then === 'function'
  if (!isPromise && !(Symbol.asyncIterator in step)) return step
  throw new ReparteeError('misplaced-effect', {
    what: `A handler of ${component} is async`,
    expected: 'a function, or a generator function that does its waiting with yield* io(...)',
    got: isPromise ? 'a promise' : 'an async generator',
    try: '*load() { const rows = yield* io(() => fetchRows()); return { rows } }',
  })
}
