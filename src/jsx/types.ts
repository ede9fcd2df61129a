// What attributes hold, and what every element offers: the words in which html.gen.ts is written.
// Types only; `data-…` has none, because JSX lets names with a dash pass unless they are listed. `Off` is nothing written at all, so `title={known && text}` needs no second thought.
import type { Creator, Event, Fields, Key, suits, Upload } from './node.ts'

export type Off = false | null | undefined
export type Text = string | Off
export type Numeric = string | number | Off
/** Present or not. */
export type Flag = boolean | null | undefined
/** Text of an aria attribute; `false` would be the text `false`, so it is not nothing. */
export type Aria = string | number | null | undefined
/** What a select shows as chosen; several with `multiple`. Left out, its options say so by `selected`. */
export type Chosen = string | number | readonly (string | number)[] | Off

/** A form supplies whatever fields its inputs are named. Bivariant on purpose; a handler's own creator knows better. */
type FormCreator =
  | ({ bivariant(fields: Fields): Event }['bivariant'] & { readonly [suits]?: true })
  | ({ (fields: never): Event } & { readonly [suits]: true })

/** What an input for files offers by itself. */
export type Uploads = Creator<readonly Upload[]> | Heedless | Off

/** A handler that asks for nothing takes whatever comes. */
type Heedless = Creator<void>

export interface Base {
  key?: Key | undefined
  /** Whatever a script of the page's own made of this element in the browser is left as it is. */
  'rp-ignore'?: Flag
  /** The client lists here what was chosen in the form around it: name, size, progress, what is wrong, and a button to remove it. */
  'rp-files'?: Flag
  onClick?: Event | Creator<void> | Off
  /** Unapplied: the present value, at each keystroke. */
  onInput?: Event | Creator<string> | Heedless | Off
  /** Unapplied: the present value, when the visitor is done with it. */
  onChange?: Event | Creator<string> | Heedless | Off
  /** On a dialog: the visitor pressed Escape. Without it a dialog that was called over the page stays. */
  onCancel?: Event | Creator<void> | Off
  /** The focus came into the element, or left it. Unapplied: the field's present value. */
  onFocus?: Event | Creator<string> | Heedless | Off
  onBlur?: Event | Creator<string> | Heedless | Off
  /**
   * A key was pressed while the focus is in the element: one of `keys`, or any. Unapplied: that key, as `keys` writes it. Said once
   * for a key that is held down, or with `throttle` again and again; never while a word is being composed.
   */
  onKeyDown?: Event | Creator<string> | Heedless | Off
  /** As `onKeyDown`, wherever the focus is; a key without Ctrl, Alt or Meta not while somebody types. Needs `keys`. */
  onShortcut?: Event | Creator<string> | Heedless | Off
  /**
   * Which keys, several with blanks between: `Enter`, `Escape`, `ArrowDown`, `Space`, `k`, `ctrl+shift+k`. `mod` is Ctrl or Meta. What the browser
   * itself does with such a key is left undone.
   */
  keys?: Text
  /** The element came into sight. Said once for each coming, and again when the offer is another one: `onSeen={on.more(page + 1)}`. */
  onSeen?: Event | Creator<void> | Off
  /** Milliseconds for which nothing more must come before it is said. What came last is said at once when anything else is said or left. */
  debounce?: number | Off
  /** Milliseconds between two that are said; the first at once, and the last surely. */
  throttle?: number | Off
  /** What changes in the browser at a click, submit, change or key, before the server has answered, and until it has. */
  optimistic?: Optimistic | Off
  /** Read out to those who listen to the page, politely, whenever it becomes another text. Not seen. */
  announce?: Text
  /** A view transition is made of the change that brings one which the page did not have, where browser and visitor like that. */
  transition?: Numeric
  /** The name of a client hook, which looks after this element in the browser. */
  'rp-hook'?: Text
  /** Unapplied: the text that the element's client hook pushed. */
  onPush?: Event | Creator<string> | Heedless | Off
}

/**
 * Attributes by name: a text, true (there) or false (gone). Afterwards the element is as the server rendered it.
 *
 * @example
 * <button onClick={on.like} aria-pressed={s.liked} optimistic={{ 'aria-pressed': !s.liked, class: 'on' }}>
 */
export interface Optimistic {
  /** A selector: the nearest element around (or itself) that fits is changed. Default: the element itself. */
  readonly at?: string
  /** Class names to be there, and with a minus before them to be gone: `'done -open'`. */
  readonly class?: string
  readonly [attribute: string]: string | number | boolean | undefined
}

export interface Submits {
  /** Unapplied: the values of the form's fields by name. */
  onSubmit?: Event | FormCreator | Heedless | Off
}
