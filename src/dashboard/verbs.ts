// What operators may do, by name: each verb says what it is called, whether to ask first, how it is done, and what to write down.
// Invariant: no verb is done by a viewer, and whatever was done, or tried in vain, stands in the audit log with what was before and after.
// Does not know screens. Each area has its own file of verbs.
import type { Desk } from './desk.ts'
import type { Act } from './screen.ts'
import { conversationVerbs } from './verbs/conversations.ts'
import { cronVerbs } from './verbs/crons.ts'
import { endpointVerbs } from './verbs/endpoints.ts'
import { errorVerbs } from './verbs/errors.ts'
import { limitVerbs } from './verbs/limits.ts'
import { resourceVerbs } from './verbs/resources.ts'
import { workerVerbs } from './verbs/workers.ts'

export type Did =
  | {
      readonly done: true
      readonly say?: string
      readonly go?: string
      /** Plain data for the screen that it was done on, and for nobody else. */
      readonly result?: unknown
      /** Written down as what was after, where `state` cannot tell. */
      readonly note?: unknown
    }
  | { readonly done: false; readonly why: string }

export interface Verb {
  /** What it says it did, e.g. `Paused digest`; and what the palette calls it, e.g. `Pause digest`. */
  readonly did: string
  readonly title: string
  /** Asked before it is done. */
  readonly ask?: string | ((fields: Readonly<Record<string, string>>) => string | undefined)
  readonly details?: string
  /**
   * On which of several nodes, where none is said. `all`: on each of them; `holder`: where the target is; `here`: where it is asked for, as
   * what the nodes tell each other anyhow. Default: `all`.
   */
  readonly where?: Where | ((desk: Desk, target: string) => Where)
  /** It is enough that it was done on one of all: on others there may be nothing to be done. */
  readonly some?: true
  run(
    desk: Desk,
    target: string,
    fields: Readonly<Record<string, string>>,
    by: { readonly cid: string },
  ): Did | Promise<Did>
  /** What is written down before and after. */
  state?(desk: Desk, target: string, fields: Readonly<Record<string, string>>): unknown
}
export type Where = 'all' | 'holder' | 'here'
export type VerbTable = Readonly<Record<string, Verb>>

export const VERBS: VerbTable = {
  ...workerVerbs,
  ...limitVerbs,
  ...resourceVerbs,
  ...endpointVerbs,
  ...errorVerbs,
  ...cronVerbs,
  ...conversationVerbs,
}

export const verbOf = (name: string): Verb | undefined =>
  Object.hasOwn(VERBS, name) ? VERBS[name] : undefined

/** Does it on this node if they may, and writes it down. Never rejects. */
export async function perform(
  desk: Desk,
  act: Act,
  fields: Readonly<Record<string, string>>,
  by: { readonly cid: string; readonly principal: unknown },
): Promise<Did> {
  if (verbOf(act.do) === undefined) return { done: false, why: 'there is no such act' }
  const who = desk.who(by.principal)
  if (desk.role(by.principal) === 'operator') return performAs(desk, act, fields, { who, cid: by.cid })
  const why = 'only operators may do that'
  desk.ops.audit.record({ who, what: act.do, target: act.target, why })
  return { done: false, why }
}

/** The same for somebody who may: that was checked where he acts. */
export async function performAs(
  desk: Desk,
  act: Act,
  fields: Readonly<Record<string, string>>,
  by: { readonly cid: string; readonly who: string },
): Promise<Did> {
  const verb = verbOf(act.do)
  if (verb === undefined) return { done: false, why: 'there is no such act' }
  const note = (did: Did, before?: unknown): Did => {
    const after = did.done ? (did.note ?? verb.state?.(desk, act.target, fields)) : undefined
    desk.ops.audit.record({
      who: by.who,
      what: act.do,
      target: act.target,
      before,
      after,
      ...(!did.done && { why: did.why }),
    })
    return did
  }
  const before = verb.state?.(desk, act.target, fields)
  try {
    return note(await verb.run(desk, act.target, fields, by), before)
  } catch (error) {
    return note(
      { done: false, why: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) },
      before,
    )
  }
}
