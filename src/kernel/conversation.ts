// The conversation as a value: instances by id, what each waits for and listens to, and what the browser was last shown.
// Invariant: readonly all the way down; an event makes a new one that shares what did not change. Everything but `screen`
// (derived by rendering) is plain data once definitions are written as their names: see snapshot.ts.
// Does not know how events change it.
import type { Definition } from './component.ts'
import { Table } from './table.ts'
import type { Written } from './written.ts'

export interface Conversation {
  readonly cid: string
  readonly principal: unknown
  /** The instance at the bottom of the page. */
  readonly root: string
  /** Next number for an instance, frame or timer; never goes back. */
  readonly seq: number
  /** When the latest event arrived, ms since 1970. */
  readonly now: number
  /** The last visitor event that was heard (its `n`). */
  readonly heard: number
  readonly instances: Table<Instance>
  /** Instances called `over` and still there, oldest first. */
  readonly overs: readonly string[]
  /** Instances that have an address. Derived from the instances. */
  readonly addressed: readonly string[]
  readonly ended: Ended | undefined
  readonly history: History
  readonly screen: Screen
}

/** Where the page is, as the browser's history knows it. */
export interface History {
  /** The number of the present entry. */
  readonly at: number
  /** The number of the entry that was made last; numbers are not given twice. */
  readonly made: number
  /** The address that shows the present state, below the base path; '' where no component says one. */
  readonly address: string
  /** Entries that were forgotten because there were too many, all of them before `back`. */
  readonly forgotten: number
  /** Oldest first. */
  readonly back: readonly Checkpoint[]
  /** Nearest first. */
  readonly forward: readonly Checkpoint[]
}

/** An entry of the history that the page is not at: the conversation as it was left there. */
export interface Checkpoint {
  readonly at: number
  readonly address: string
  /** When it was left, ms since 1970. */
  readonly left: number
  readonly root: string
  readonly instances: Table<Instance>
  readonly overs: readonly string[]
}

export interface Ended {
  readonly why: 'answered' | 'ended' | 'expired' | 'failed'
  readonly answer?: unknown
  readonly reference?: string
}

export interface Instance {
  readonly iid: string
  readonly definition: Definition
  readonly props: unknown
  /** Undefined for a flow. */
  readonly state: unknown
  /** When state or props last changed. */
  readonly now: number
  readonly owner: Owner
  /** Embedded children by their place in the view. */
  readonly children: ReadonlyMap<string, string>
  /** Those it called and that have not answered, oldest first. */
  readonly calls: readonly string[]
  /** Handlers (or the flow's body) that wait for a result. */
  readonly frames: readonly Frame[]
  readonly timers: readonly Timer[]
  /** Topics and sources listened to, by wish. */
  readonly hears: readonly Heard[]
  /** `become` put it here: its props are its own, whatever the view around says. */
  readonly became?: true
  /** The view around gives it children: its own view cannot be evaluated without that one. */
  readonly given?: true
  /** The latest entry of the history whose making changed its calls, frames or children: going back takes that back. */
  readonly entry?: number
  /** The latest entry whose making changed its state. */
  readonly stated?: number
  /** Set when it could not go on: its place shows its fallback, or a notice, with this. */
  readonly failed?: Problem
}

/** What the visitor is told of a part that could not go on. */
export interface Problem {
  /** The operator's log has the same. */
  readonly reference: string
  /** What was thrown; in development only. */
  readonly detail?: string
}

/** How an instance hangs in the tree. */
export type Owner =
  | { readonly as: 'root' }
  | {
      readonly as: 'child'
      readonly of: string
      readonly place: string
      /** The component that the view named here; `become` may have put another in its place. */
      readonly tag: string
      readonly onAnswer?: string
      /** Who hears the answer, if not `of`: the instance whose view wrote this child and handed it on. */
      readonly by?: string
    }
  /** `frame`: the handler that waits for its answer, if one does. */
  | { readonly as: 'callee'; readonly of: string; readonly frame?: number; readonly over: boolean }

/** A generator that waits: what it was started with, what it has been told since, and what it waits for. */
export interface Frame {
  readonly id: number
  /** The handler's name; '' for a flow's body. */
  readonly event: string
  readonly payload: unknown
  readonly state: unknown
  readonly props: unknown
  readonly now: number
  /** Who the visitor was when it began: a replay must not see that somebody signed in since. */
  readonly principal: unknown
  /** It was begun by what the visitor did: where it leads to is a place to come back from. */
  readonly visitor?: true
  readonly journal: readonly Entry[]
  readonly waits: string
}

/** One step of a frame: what was asked, and what came of it. */
export interface Entry {
  readonly ask: string
  readonly value?: unknown
  readonly error?: { readonly name: string; readonly message: string }
}

export interface Timer {
  readonly id: number
  /** When it fires, ms since 1970; undefined once it has fired and its wish still stands. */
  readonly due: number | undefined
  readonly event: string
  readonly payload?: unknown
  readonly every?: number
  /** The wish that keeps it; without one it was an effect. */
  readonly wish?: string
  /** More than a second late it does not fire, and it wakes nobody. Otherwise it fires once, however late. */
  readonly late?: 'skip'
}

export interface Heard {
  readonly kind: 'hear' | 'watch'
  readonly key: string
  /** The topic's or the source's name. */
  readonly name: string
  readonly event: string
  readonly missed?: { readonly event: string; readonly payload: unknown }
}

/** What the browser was last shown, by slot. Derived: rendering makes it again. */
export interface Screen {
  readonly slots: Table<Shown>
  /** Hashes of offers that were withdrawn lately: a click on one is late, not forged. */
  readonly withdrawn: readonly number[]
}

/** What the browser was last shown of a view, or of a keyed element in it. */
export interface Piece {
  /** Hash of its own HTML: without that of what stands in it by itself. */
  readonly hash: number
  readonly offers: readonly number[]
  readonly fields: readonly string[]
  /** What stands in it by itself, in the order of the page: slots, and keyed elements. */
  readonly holes: readonly Hole[]
  /** What the view wrote there. */
  readonly written: Written | undefined
}

export type Hole = string | Keyed

/** An element with a key, known by the element around it (`group`) and the key (`name`). */
export interface Keyed extends Piece {
  readonly group: string
  readonly name: string
}

/** A slot is the place of an instance; what is shown there is the instance itself or whoever it called, and they called. */
export interface Shown extends Piece {
  readonly iid: string
  /** All slots in it, those in keyed elements too. */
  readonly kids: readonly string[]
}

/** The page's own slot, which holds the root's slot and the dialogs. */
export const PAGE = '0'
export const BLANK: Screen = { slots: new Table(), withdrawn: [] }
export const OUTSET: History = { at: 0, made: 0, address: '', forgotten: 0, back: [], forward: [] }

/** A conversation before anybody is born. */
export function embryo(cid: string, now: number, principal: unknown): Conversation {
  const instances = new Table<Instance>()
  return {
    cid,
    principal,
    root: '',
    seq: 1,
    now,
    heard: 0,
    instances,
    overs: [],
    addressed: [],
    ended: undefined,
    history: OUTSET,
    screen: BLANK,
  }
}

/** Those of these that have an address. */
export function addressedIn(instances: ReadonlyMap<string, Instance>): readonly string[] {
  const found: string[] = []
  for (const { iid, definition } of instances.values()) if (definition.url !== undefined) found.push(iid)
  return found
}

/** The slot that an instance shows in: its own, or that of whoever called it in place. */
export function slotOf(instances: ReadonlyMap<string, Instance>, iid: string): string {
  let at = iid
  for (;;) {
    const owner = instances.get(at)?.owner
    if (owner?.as !== 'callee' || owner.over) return at
    at = owner.of
  }
}

/** The instance that shows in a slot. */
export function shownIn(instances: ReadonlyMap<string, Instance>, slot: string): Instance | undefined {
  let at = instances.get(slot)
  for (;;) {
    if (at === undefined || at.calls.length === 0) return at
    let next: Instance | undefined
    for (let i = at.calls.length - 1; i >= 0 && next === undefined; i--) {
      const callee = instances.get(at.calls[i] as string)
      if (callee?.owner.as === 'callee' && !callee.owner.over) next = callee
    }
    if (next === undefined) return at
    at = next
  }
}
