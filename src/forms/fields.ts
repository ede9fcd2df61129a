// A form's fields for its view: each with the name, id, value and errors that its control needs.
// Idea: made on demand, by name, because a schema does not list its keys to strangers; the compiler knows them.
import type { FieldValue } from '../jsx/index.ts'
import type { Form } from './form.ts'

/** One field, as `<Field of>` takes it. */
export interface FieldState {
  readonly name: string
  /** Of its control. Unique on the page, and the same in every render. */
  readonly id: string
  readonly label: string
  readonly value: FieldValue | undefined
  readonly errors: readonly string[]
  /** A control with another key is another control. */
  readonly key: string | undefined
}

/** Where the whole form is found among its fields; no field is named so. */
const WHOLE: unique symbol = Symbol('form')

/** A form, as `<Problems of>` takes it. */
export interface Whole {
  readonly [WHOLE]: { readonly form: Form; readonly field: (name: string) => FieldState }
}
export const wholeOf = (fields: Whole): Whole[typeof WHOLE] => fields[WHOLE]

export type FieldsOf<V> = { readonly [K in keyof V]-?: FieldState } & Whole

/**
 * The fields of a form by name. `here` keeps their ids apart from those of other components (two forms in one view: give each
 * another `instanceId`); `labels` says what they are called, else their names do.
 *
 * @example
 * const f = fieldsOf(s.form, here, { born: 'Date of birth' })
 * return <form onSubmit={on.save}><Problems of={f} /><Field of={f.born} type="date" /> … </form>
 */
export function fieldsOf<V>(
  form: Form<V>,
  here: { readonly instanceId: string },
  labels: { readonly [K in keyof V]?: string } = {},
): FieldsOf<V> {
  const { values, errors, round } = form
  const key = round === 0 ? undefined : String(round)
  const called: { readonly [name: string]: string | undefined } = labels
  const field = (name: string): FieldState => ({
    name,
    id: `rp-${here.instanceId}-${encodeURIComponent(name)}`,
    label: own(called, name) ?? spoken(name),
    value: own(values, name),
    errors: own(errors, name) ?? [],
    key,
  })
  return new Proxy({} as FieldsOf<V>, {
    get: (_, name) => (typeof name === 'string' ? field(name) : name === WHOLE ? { form, field } : undefined),
  })
}

function own<T>(record: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** `firstName` as `First name`. */
function spoken(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_.]+/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
