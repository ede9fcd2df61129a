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

/** A creator as a view is given it. Of a record it has a word for the compiler, never there: whether a form can supply it. */
export type Offered<P> = unknown extends P
  ? Creator<P>
  : [P] extends [object]
    ? Creator<P> & { readonly [suits]: SuitsForm<P> }
    : Creator<P>
export declare const suits: unique symbol

/** A form's values by field name. */
export type Fields = { readonly [name: string]: FieldValue }

/**
 * What a field sends, by its control: text in general; `type=number` and `range` a number, null when empty; a checkbox without
 * `value` true or false; checkboxes with values and `<select multiple>` a list; a file an `Upload`, null when none was
 * chosen, and several with `multiple`.
 */
export type FieldValue = string | number | boolean | null | readonly string[] | Upload | readonly Upload[]

/**
 * A file that the visitor chose, and that has arrived. Plain data; what is in it is read in `io`.
 *
 * @example
 * *keep(s, { photo }: { photo: Upload | null }) {
 *   if (photo) yield* io(({ open }) => open(photo).moveTo(`photos/${photo.id}`))
 * }
 */
export type Upload = {
  /** Nobody can guess it. It opens the contents, as long as the conversation lasts and remembers it. */
  readonly id: string
  /** As the visitor calls it: a name without folders, and nothing to be trusted. */
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** As the visitor's browser guesses it from the name, e.g. `image/png`; may be empty. */
  readonly type: string
}

/** `true` where a form can supply P; else a sentence to complain with. Interfaces may be payloads, too. */
type SuitsForm<P> = P extends readonly unknown[]
  ? Unsuited
  : false extends { [K in keyof P]-?: SuitsField<Exclude<P[K], undefined>> }[keyof P]
    ? Unsuited
    : true
type SuitsField<T> = unknown extends T
  ? true
  : [T] extends [FieldValue]
    ? Extract<T, number | Upload> extends never
      ? true
      : null extends T
        ? true
        : false
    : false
type Unsuited =
  'no form sends this: a field is string, boolean, string[], Upload[], and number or Upload with | null'

/** What the visitor does to be offered an event. */
export type Trigger =
  | 'click'
  | 'input'
  | 'change'
  | 'submit'
  | 'cancel'
  | 'push'
  | 'upload'
  | 'focus'
  | 'blur'
  | 'seen'
  | 'keydown'
  | 'shortcut'
