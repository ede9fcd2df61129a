// Does again what a log says, from the beginning, in a conversation of its own.
// Invariant: the same program and the same log give the same pages, whatever clocks, sources and topics say meanwhile.
// Does not know how a step is done.
import { definitionOf } from '../kernel/index.ts'
import type { Component } from '../kernel/index.ts'
import { Failure } from './failure.ts'
import { wordsFor } from './log.ts'
import type { Step } from './log.ts'
import { Talk } from './talk.ts'
import { Tape } from './tape.ts'
import type { TalkOptions } from './talk.ts'

export interface ReplayOptions extends TalkOptions {
  /** Opens the second visitor of the log, the third, and so on: `ada => talk(Chat, { room: 'tea' }, { with: ada })`. */
  readonly others?: readonly ((first: Talk<unknown>) => Talk<unknown>)[]
  /** Told after each step, with the number of steps done. */
  readonly after?: (talk: Talk<unknown>, done: number) => void
}

/**
 * Begins afresh and does what a log says. A step that cannot be done fails, and says which one it is.
 *
 * @example
 * const again = replay(Booking, { guest: 'Ada' }, JSON.parse(kept))
 */
export function replay<P, A>(
  component: Component<P, A>,
  props: P,
  log: readonly Step[],
  options: ReplayOptions = {},
): Talk<A> {
  const { others = [], after, ...rest } = options
  const tape = new Tape(log)
  const first = new Talk<A>(definitionOf(component), props, rest, tape)
  const talks: Talk<unknown>[] = [first]
  for (const [at, step] of log.entries()) {
    tape.at = step.do === 'read' && step.first === true ? undefined : at
    if (step.do === 'join') {
      const open = others[talks.length - 1]
      if (open === undefined)
        astray(
          first,
          `visitor ${talks.length} of the log is opened by nobody`,
          'others: [first => talk(…, { with: first })]',
        )
      talks.push(open(first))
    } else if (tape.at !== undefined) {
      const talk = talks[step.who ?? 0]
      if (talk === undefined)
        astray(first, `step ${at + 1} is of visitor ${step.who}, who has not come`, 'a log as .log gave it')
      redo(talk, step, `step ${at + 1} of ${log.length}, ${wordsFor(step)}`)
    }
    tape.at = undefined
    after?.(first, at + 1)
  }
  return first
}

function redo(talk: Talk<unknown>, step: Step, which: string): void {
  try {
    perform(talk, step)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure({ ...error.account, what: `${which}: ${error.account.what}`, cause: error }, error.page)
  }
}

/** Does one step. */
export function perform(talk: Talk<unknown>, step: Step): void {
  switch (step.do) {
    case 'click':
      return void talk.click(step.what, step.which)
    case 'fill':
      return void talk.fill(step.field, step.text, step.which)
    case 'type':
      return void talk.type(step.field, step.text, step.which)
    case 'choose':
      return void talk.choose(step.field, step.options, step.which)
    case 'check':
      return void talk.check(step.field, step.on, step.which)
    case 'attach':
      return void talk.attach(step.field, step.files, step.which)
    case 'press':
      return void talk.press(step.key, step.name, step.which)
    case 'scrollTo':
      return void talk.scrollTo(step.what, step.which)
    case 'push':
      return void talk.push(step.hook, step.text, step.which)
    case 'submit':
      return void talk.submit(step.which)
    case 'pass':
      return void talk.pass(step.ms)
    case 'finish':
      return void talk.finish(step.value, step.nth)
    case 'reject':
      return void talk.reject(step.error, step.nth)
    case 'publish':
      return void talk.publish(step.topic, step.message)
    case 'read':
      return void talk.read(step.watch, step.value)
    case 'join':
      return
    default:
      return void talk[step.do]()
  }
}

function astray(talk: Talk<unknown>, what: string, hint: string): never {
  throw new Failure(
    { what, expected: 'a log with all its visitors', got: 'the page of the first', try: hint },
    talk.outline,
  )
}
