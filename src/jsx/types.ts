// What attributes hold, and what every element offers: the words in which html.gen.ts is written.
// Types only; `data-…` has none, because JSX lets names with a dash pass unless they are listed. `Off` is nothing written at all, so `title={known && text}` needs no second thought.
import type { Creator, Event, Fields, Key, suits } from './node.ts'

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

/** A handler that asks for nothing takes whatever comes. */
type Heedless = Creator<void>

export interface Base {
  key?: Key | undefined
  /** Whatever a script of the page's own made of this element in the browser is left as it is. */
  'rp-ignore'?: Flag
  onClick?: Event | Creator<void> | Off
  /** Unapplied: the present value, at each keystroke. */
  onInput?: Event | Creator<string> | Heedless | Off
  /** Unapplied: the present value, when the visitor is done with it. */
  onChange?: Event | Creator<string> | Heedless | Off
  /** On a dialog: the visitor pressed Escape. Without it a dialog that was called over the page stays. */
  onCancel?: Event | Creator<void> | Off
  /** The name of a client hook, which looks after this element in the browser. */
  'rp-hook'?: Text
  /** Unapplied: the text that the element's client hook pushed. */
  onPush?: Event | Creator<string> | Heedless | Off
}

export interface Submits {
  /** Unapplied: the values of the form's fields by name. */
  onSubmit?: Event | FormCreator | Heedless | Off
}
