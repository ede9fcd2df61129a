// Effects: requests to the runtime as values. A handler returns them, or `yield*`s one for its result.
// Invariant: making one does nothing; the kernel and the shell carry it out after the event was committed.
// Does not know how any of them is carried out.
import type { Creator, Event, Upload } from '../jsx/index.ts'
import { ReparteeError } from '../errors/index.ts'
import type { Component } from './component.ts'
import { skipsOf } from './late.ts'
import type { Late, Skips } from './late.ts'
import type { Listening, Topic } from './listening.ts'

/** A request to the runtime, as a value. Return it from a handler, or `yield*` it for its result. */
export interface Effect<Result = unknown> {
  readonly effect: string
  [Symbol.iterator](): Generator<Effect, Result, any>
}
declare const answered: unique symbol
export interface Answer<A> extends Effect<never> {
  readonly effect: 'answer'
  readonly value: A
  readonly [answered]?: A
}

/** Where a called component shows: in the caller's place (default), or over it as a modal dialog. */
export interface Place {
  readonly place?: 'here' | 'over'
}

/** What work outside the conversation is given. The signal aborts when the instance that asked leaves. */
export interface IoRun {
  readonly signal: AbortSignal
  /**
   * A file that a visitor of this conversation sent. Throws `upload-gone` if it is not there: the conversation did not remember
   * it, it was moved, or another process had it.
   */
  readonly open: (upload: Upload) => Contents
}

/** What is in a file that was sent. It lies on the disk; `text` and `bytes` bring it into memory as a whole. */
export interface Contents {
  /** As UTF-8. */
  text(): Promise<string>
  bytes(): Promise<Uint8Array>
  /** Piece by piece, e.g. for `pipeline` or `for await`. */
  stream(): ReadableStream<Uint8Array>
  /**
   * The file becomes the program's own, at this path, in place of what is there. Folders on the way are made. Let the path not
   * contain `upload.name`, which a stranger has chosen; `upload.id` is good for one.
   */
  moveTo(path: string): Promise<void>
}

type Asked =
  | {
      readonly effect: 'call'
      readonly component: Component<never, unknown>
      readonly props: unknown
      readonly over: boolean
    }
  | { readonly effect: 'answer'; readonly value: unknown }
  | { readonly effect: 'fail'; readonly error: Error }
  | { readonly effect: 'become'; readonly component: Component<never, unknown>; readonly props: unknown }
  | { readonly effect: 'publish'; readonly topic: string; readonly message: unknown }
  | { readonly effect: 'io'; readonly work: (run: IoRun) => unknown; readonly once: boolean }
  | {
      readonly effect: 'after'
      /** 0 or more. */
      readonly ms: number
      readonly event: Event | Creator<number> | Creator<void>
      readonly listen: 'after'
      readonly skips: Skips
    }
  | { readonly effect: 'redirect'; readonly url: string }
  | { readonly effect: 'back' }
  | { readonly effect: 'identify'; readonly principal: unknown }
  | { readonly effect: 'end' }

/** An effect as the kernel reads it. A class, so that a state with a field `effect` is never taken for one. */
export class Request {
  readonly ask: Asked
  constructor(ask: Asked) {
    this.ask = ask
  }
  // What the public types say of it. Not copied: a journal of a thousand steps makes a thousand of these at each replay.
  get effect(): string {
    return this.ask.effect
  }
  get value(): unknown {
    return this.ask.effect === 'answer' ? this.ask.value : undefined
  }
  get listen(): string | undefined {
    return this.ask.effect === 'after' ? this.ask.listen : undefined
  }
  *[Symbol.iterator](): Generator<unknown, unknown, unknown> {
    return yield this
  }
}

const request = <E>(ask: Asked): E => new Request(ask) as unknown as E

/**
 * Shows a component until it answers; its answer is the result. Any instance may call, embedded ones too.
 *
 * @example
 * const yes = yield* call(Confirm, { question: 'Sure?' }, { place: 'over' })
 */
export function call<P, A>(
  component: Component<P, A>,
  ...props: {} extends P ? [props?: P, place?: Place] : [props: P, place?: Place]
): Effect<A> {
  return request({
    effect: 'call',
    component,
    props: props[0] ?? {},
    over: props[1]?.place === 'over',
  })
}

/** Ends this instance with a value for its caller (or for `onAnswer` where it is embedded). */
export function answer<A>(value: A): Answer<A>
export function answer(): Answer<void>
export function answer(value?: unknown): Answer<unknown> {
  return request({ effect: 'answer', value })
}

/** Ends this instance with an error, thrown at the caller's `yield*`. */
export function fail(error: Error): Effect<never> {
  return request({ effect: 'fail', error })
}

/** Ends this instance and puts another in its place, with the same caller. */
export function become<P>(component: Component<P, any>, props: P): Effect<never> {
  return request({ effect: 'become', component: component as Component<never, unknown>, props })
}

/** Sends a message to every subscriber of the topic. The result is the number targeted. */
export function publish<M>(topic: Topic<M>, message: M): Effect<number> {
  return request({ effect: 'publish', topic: topic.topic, message })
}

/**
 * Runs asynchronous work outside the conversation, which stays responsive; the result comes back here. Yielded, it is
 * recorded, and runs again after a crash unless `once`; returned from a plain handler it is fire-and-forget.
 */
export function io<T>(work: (run: IoRun) => Promise<T> | T, rule?: { readonly once?: boolean }): Effect<T> {
  return request({ effect: 'io', work, once: rule?.once === true })
}

/**
 * Sends this instance one event `ms` milliseconds later (a creator is given the time then). Gone with the instance. It outlives the
 * process where the conversation does: what came due meanwhile fires once, late. With `{ late: 'skip' }` it is gone without having
 * fired where nobody could run it within a second of its time; as listening its wish then stands as one that has fired.
 */
export function after(
  ms: number,
  event: Event | Creator<number> | Creator<void>,
  late?: Late,
): Effect<void> & Listening {
  if (!Number.isFinite(ms))
    throw new ReparteeError('bad-argument', {
      what: 'after() was given a delay that is no time',
      expected: 'milliseconds, finite',
      got: String(ms),
      try: 'check the arithmetic that made it',
    })
  const skips = skipsOf(late, 'after')
  return request({ effect: 'after', ms: Math.max(0, ms), event, listen: 'after', skips })
}

/** Leaves for another page. The conversation stays, and a generator goes on: coming back finds what came after. */
export function redirect(url: string): Effect<void> {
  return request({ effect: 'redirect', url })
}

/**
 * Goes back to the checkpoint before the latest call or answer, as the browser's Back does. Where there is none, nothing
 * happens: a page that was opened just now has nothing behind it.
 */
export function back(): Effect<never> {
  return request({ effect: 'back' })
}

/**
 * Signs the visitor in, or out (null): from now on `here.principal` is this, in this conversation and in whatever the session
 * opens. Plain data, and little of it: it travels in the session's signed cookie, which the response to this event renews.
 */
export function identify(principal: unknown): Effect<void> {
  return request({ effect: 'identify', principal })
}

/** Ends the conversation. */
export function end(): Effect<never> {
  return request({ effect: 'end' })
}
