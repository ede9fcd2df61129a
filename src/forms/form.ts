// A form's state: what its fields show, what is wrong with them, and how often it was begun anew. Plain data, kept with the
// component's own.
// Does not know schemas, nor how fields look.
import type { Fields, FieldValue } from '../jsx/index.ts'

/** A form for values V. Plain data. */
export interface Form<V = unknown> {
  /** As the visitor typed them. */
  readonly values: Fields
  /** What is wrong, by field, in the order of the form. */
  readonly errors: { readonly [field: string]: readonly string[] }
  /** What is wrong with no field that is on the form. */
  readonly others: readonly string[]
  /** How it begins, and begins again. */
  readonly initial: Fields
  /** How often it was taken: with a new number come new, empty controls. */
  readonly round: number
  /** How often it was refused in a row: the same words are announced again. */
  readonly refusals: number
  readonly _v?: V
}

/** What a form may begin with. */
export type Values<V> = { readonly [K in keyof V]?: FieldValue }

export const begun = <V>(initial: Fields, round: number): Form<V> => ({
  values: initial,
  errors: {},
  others: [],
  initial,
  round,
  refusals: 0,
})
