// What a screen is: plain data taken from the sources for a place, and a view of it. A screen keeps nothing.
// Invariant: `pick` reads and changes nothing, takes time by what is shown and not by what there is, and gives plain data of a bounded
// size; `view` is a function of what it is given.
import type { Creator, Fields, Node } from 'repartee'
import type { Desk, Role } from './desk.ts'
import type { Place } from './place.ts'

export interface Look {
  readonly desk: Desk
  readonly place: Place
  /** Epoch ms: the time that is looked at. */
  readonly now: number
  /** What is taken is put together with what other nodes show: then of a list the rows of all pages until this one. */
  readonly isPart: boolean
  /** A section as it is, or as it was at the place's time. Undefined where there is none. */
  section<T>(name: string): T | undefined
}

/** What somebody wants done: the name of a verb (verbs.ts), and what it is done to. */
export interface Act {
  readonly do: string
  readonly target: string
  /** Where, of several nodes. Without it: where it is, or on all of them. */
  readonly node?: string
}

/** One node of several. */
export interface NodeRef {
  readonly id: string
  readonly name: string
}

/** A row of several nodes' says of which it is. */
export interface OfNode {
  readonly on?: NodeRef
}

/** What a screen took on several nodes; the first of them is this one. */
export type Parts<D> = readonly [Part<D>, ...Part<D>[]]

/** What a screen took on one node. */
export interface Part<D> {
  readonly node: NodeRef
  readonly data: D
}

/** The dashboard's events, for views to offer. */
export interface Verbs {
  readonly go: Creator<Place>
  readonly act: Creator<Act>
  /** The text of the search field; it goes into the address as `text`. */
  readonly typed: Creator<string>
  /** A form with the fields `do` and `target`, and those of that verb. */
  readonly sent: Creator<Fields>
}

export interface Shown<D> {
  readonly data: D
  readonly place: Place
  readonly on: Verbs
  readonly role: Role
  /** Where the dashboard is mounted; links begin with it. */
  readonly at: string
  readonly now: number
  /** It is of several nodes. */
  readonly merged: boolean
  /** What the last act on this place brought, for this visitor alone. */
  readonly result?: { readonly act: Act; readonly value: unknown } | undefined
}

export interface Screen<D> {
  readonly name: string
  readonly title: string
  /** A drawing of 24 by 24 units: the `d` of one path, stroked. */
  readonly sign: string
  /** Sections of which it shows something: when these change, it is looked at again. */
  readonly sections: readonly string[]
  pick(look: Look): D
  /** What several nodes took for this place, as one. */
  merge(parts: Parts<D>, place: Place, desk: Desk): D
  view(shown: Shown<D>): Node
}

/** Holds a screen to its own data, and forgets it for the list of all. */
export function screen<D>(of: Screen<D>): Screen<unknown> {
  return of
}
