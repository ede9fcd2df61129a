// Views as data: a tree of plain nodes, and the events they offer.
// Invariant: making a node runs nothing; rendering is the renderer's work, and what an event does is the kernel's.
// Does not know what a component is, only that a tag may be a function.

/** A view as data. `tag` is an element's name, `Fragment`, a function or a component. */
export interface Node {
  readonly tag: unknown
  readonly props: Readonly<Record<string, unknown>>
  readonly key: Key | undefined
}

/** Tells siblings apart. `1` and `'1'` are the same key. */
export type Key = string | number

/** What may stand between tags. `true`, `false`, `null` and `undefined` show nothing but keep their position. */
export type Child = Node | string | number | boolean | null | undefined | readonly Child[]

/** One thing that the view offers the visitor: a handler's name and its payload. Plain data. */
export interface Event {
  readonly event: string
  readonly payload: unknown
}

/** Makes an event for one handler. Unapplied in JSX, the browser supplies the payload (a form: its fields). */
export interface Creator<P> {
  (payload: P): Event
}

/** A form's values by field name. */
export type Fields = { readonly [name: string]: string }

/** What the visitor does to be offered an event. */
export type Trigger = 'click' | 'input' | 'change' | 'submit' | 'cancel' | 'push'
