// Generators that wait: a handler or a flow's body is run from its start again and fed what it was told before (its journal).
// Invariant: only the journal is kept, never a live generator, so a frame can be stored, moved and resumed anywhere. Each entry
// carries what was asked beside what came of it; a replay that asks something else stops with `journal-mismatch`.
// Does not know what effects do to the tree: see handlers.ts.
import { ReparteeError } from '../errors/index.ts'
import type { Instance, Entry, Frame } from './conversation.ts'
import { definitionOf } from './component.ts'
import { Request } from './effects.ts'
import { asEvent } from './listening.ts'
import type { Turn } from './turn.ts'

export type Running = Generator<unknown, unknown, unknown>
export type Outcome = { readonly value: unknown } | { readonly error: NonNullable<Entry['error']> }

/** What a frame is before it first waits. */
export type Seed = Omit<Frame, 'waits' | 'journal'>

/** Starts a frame's generator, which runs nothing yet. */
export function start(turn: Turn, instance: Instance, seed: Seed): Running {
  const here = turn.hereOf(instance.iid, seed.props, seed.now, seed.principal)
  const { definition } = instance
  const made =
    seed.event === ''
      ? definition.body?.(seed.props, here)
      : definition.on[seed.event]?.(seed.state, seed.payload, here)
  if (isGenerator(made)) return made
  throw new ReparteeError('journal-mismatch', {
    what: `${name(definition.name, seed.event)} no longer is a generator, but a conversation waits in it`,
    expected: 'a generator function, as when the conversation began to wait',
    got: made === undefined ? 'nothing by that name' : 'an ordinary function',
    try: 'keep the handler until no conversation waits in it, or give the new one another name',
  })
}

/** Runs a generator through its journal and returns what it does next. `thrown` collects the errors that are thrown at it. */
export function replay(
  component: string,
  event: string,
  generator: Running,
  journal: readonly Entry[],
  thrown: unknown[] = [],
): IteratorResult<unknown> {
  let result = generator.next()
  for (let i = 0; i < journal.length; i++) {
    const entry = journal[i] as Entry
    const asks = result.done === true ? 'nothing more' : labelOf(result.value)
    if (asks !== entry.ask) mismatch(component, event, i, entry.ask, asks)
    if (entry.error === undefined) {
      result = generator.next(entry.value)
    } else {
      const error = revive(entry.error)
      thrown.push(error)
      result = generator.throw(error)
    }
  }
  return result
}

/** A frame asks something else than it did; `step` counts from 0. */
export function mismatch(component: string, event: string, step: number, asked: string, asks: string): never {
  throw new ReparteeError('journal-mismatch', {
    what: `${name(component, event)} asked something else at step ${step + 1} than when it was recorded`,
    expected: asked,
    got: asks,
    try: 'steps may be added at the end; to change earlier ones, give the flow a new name',
  })
}

/** What an effect asks for, in words that stay the same while the code does. */
export function labelOf(yielded: unknown): string {
  const { ask } = requestOf(yielded)
  switch (ask.effect) {
    case 'call':
    case 'become':
      return `${ask.effect} ${definitionOf(ask.component).name}`
    case 'publish':
      return `publish ${ask.topic}`
    case 'after':
      return `after ${asEvent(ask.event).event}`
    default:
      return ask.effect
  }
}

export function requestOf(
  yielded: unknown,
  what = 'A generator yielded something that is no effect',
): Request {
  if (yielded instanceof Request) return yielded
  throw new ReparteeError('misplaced-effect', {
    what,
    expected: 'yield* call(...), yield* io(...) and the like',
    got: yielded instanceof Promise ? 'a promise' : typeof yielded,
    try:
      yielded instanceof Promise
        ? 'wrap the work: yield* io(() => ...)'
        : 'yield* an effect, or return the value',
  })
}

export function isGenerator(value: unknown): value is Running {
  return Object.prototype.toString.call(value) === '[object Generator]'
}

/** An error as the journal keeps it. Its class is not kept: `catch` sees an Error with that name and message. */
export function keepError(error: unknown): NonNullable<Entry['error']> {
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: 'Error', message: String(error) }
}

function revive(kept: NonNullable<Entry['error']>): Error {
  const error = new Error(kept.message)
  error.name = kept.name
  return error
}

const name = (component: string, event: string): string =>
  event === '' ? `The flow ${component}` : `The handler ${event} of ${component}`
