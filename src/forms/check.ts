// Checking: what a form sent, against a schema. The outcome carries the form's next state, whichever it is.
// Idea: a field that was left empty counts as missing where the schema lets it be missing, so an optional address need not be
// a valid one. That takes another look with the empty ones left out; only when the first look found fault with them.
// Does not know the visitor or the view.
import { ReparteeError } from '../errors/index.ts'
import type { Fields, FieldValue } from '../jsx/index.ts'
import { begun } from './form.ts'
import type { Form, Values } from './form.ts'
import { mustBeSchema } from './schema.ts'
import type { InputOf, Issue, OutputOf, Schema, Verdict } from './schema.ts'

/** `form` is the next state: begun anew if all was right, else with what was typed and what is wrong with it. */
export type Checked<V, T> =
  | { readonly ok: true; readonly value: T; readonly form: Form<V> }
  | { readonly ok: false; readonly value: undefined; readonly form: Form<V> }

/** A form that nobody has filled in. `values`: what its fields begin with. */
export function blank<S extends Schema>(schema: S, values?: Values<InputOf<S>>): Form<InputOf<S>> {
  mustBeSchema(schema)
  return begun({ ...values }, 0)
}

/**
 * What the visitor sent, checked at once.
 *
 * @throws ReparteeError `bad-argument` if the schema is asynchronous: see `checkLater`
 * @example
 * save: (s, sent: Fields) => {
 *   const { ok, value, form } = check(s.form, Person, sent)
 *   return ok ? { form, people: [...s.people, value] } : { ...s, form }
 * }
 */
export function check<S extends Schema>(
  form: Form<InputOf<S>>,
  schema: S,
  sent: Fields,
): Checked<InputOf<S>, OutputOf<S>> {
  mustBeSchema(schema)
  const { validate, vendor } = schema['~standard']
  const looks = look<OutputOf<S>>(sent)
  let next = looks.next()
  while (!next.done) {
    const verdict = validate(next.value)
    if (verdict instanceof Promise) {
      // Nobody waits for it, so nobody is to hear of its failure.
      verdict.catch(() => {})
      throw new ReparteeError('bad-argument', {
        what: 'A form was checked at once, but its schema takes time',
        expected: 'a schema that is synchronous throughout',
        got: `a promise from ${vendor}`,
        try: 'yield* io(() => checkLater(form, schema, sent)) in a generator handler',
      })
    }
    next = looks.next(verdict)
  }
  return outcome(form, sent, next.value)
}

/**
 * As `check`, for schemas that ask elsewhere.
 *
 * @example
 * *save(s, sent: Fields) {
 *   const { ok, value, form } = yield* io(() => checkLater(s.form, Account, sent))
 *   return ok ? answer(value) : { form }
 * }
 */
export async function checkLater<S extends Schema>(
  form: Form<InputOf<S>>,
  schema: S,
  sent: Fields,
): Promise<Checked<InputOf<S>, OutputOf<S>>> {
  mustBeSchema(schema)
  const looks = look<OutputOf<S>>(sent)
  let next = looks.next()
  while (!next.done) next = looks.next(await schema['~standard'].validate(next.value))
  return outcome(form, sent, next.value)
}

/** Yields what is to be validated, takes the verdicts, and returns the last one. */
function* look<T>(sent: Fields): Generator<Fields, Verdict<T>, Verdict<T>> {
  const first = yield sent
  if (first.issues === undefined) return first
  const empty = Object.keys(sorted(first.issues, sent).errors).filter(field => isEmpty(sent[field]))
  if (empty.length === 0) return first
  const second = yield without(sent, empty)
  if (second.issues === undefined) return second
  const { errors } = sorted(second.issues, sent)
  const missing = empty.filter(field => !Object.hasOwn(errors, field))
  // Those that must be there stay as they are: what the schema says of an empty text is better than what of a missing one.
  return missing.length === 0 ? first : yield without(sent, missing)
}

function outcome<V, T>(form: Form<V>, sent: Fields, verdict: Verdict<T>): Checked<V, T> {
  if (verdict.issues === undefined)
    return { ok: true, value: verdict.value, form: begun(form.initial, form.round + 1) }
  const refused = {
    ...form,
    values: sent,
    ...sorted(verdict.issues, sent),
    refusals: form.refusals + 1,
  }
  return { ok: false, value: undefined, form: refused }
}

/** Issues by field: the longest beginning of their path that names one. Each message once. */
function sorted(issues: readonly Issue[], sent: Fields): Pick<Form, 'errors' | 'others'> {
  const found = new Map<string, string[]>(Object.keys(sent).map(field => [field, []]))
  const others: string[] = []
  for (const { message, path = [] } of issues) {
    const names = path.map(key => String(typeof key === 'object' ? key.key : key))
    const at = names.findLastIndex((_, last) => found.has(names.slice(0, last + 1).join('.')))
    const whole = names.join('.')
    const text = at >= 0 || message.startsWith(whole) ? message : `${whole}: ${message}`
    const list = at < 0 ? others : found.get(names.slice(0, at + 1).join('.'))!
    if (!list.includes(text)) list.push(text)
  }
  return { errors: Object.fromEntries([...found].filter(([, list]) => list.length > 0)), others }
}

function without(sent: Fields, fields: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(sent).filter(([field]) => !fields.includes(field)))
}

function isEmpty(value: FieldValue | undefined): boolean {
  return value === '' || value === null || (Array.isArray(value) && value.length === 0)
}
