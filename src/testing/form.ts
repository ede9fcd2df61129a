// What a form sends, and why a browser would not send it.
// Invariant: as the browser's own FormData, in page order; of that only what the form's offer names.
// Does not know who is sent it.
import type { Attached, Element } from './element.ts'
import { kindOf, shown, typeOf } from './fields.ts'
import { isControl, isDisabled } from './look.ts'
import type { Look, Spot } from './look.ts'

const SILENT: ReadonlySet<string> = new Set(['button', 'reset', 'image'])

/** What travels for one value of a field. */
type Value = string | Attached
export type Sent = Value | readonly string[] | readonly Attached[]

/** The form that a control belongs to. */
export function formOf(look: Look, { element, around }: Spot): Spot | undefined {
  const id = element.get('form')
  return id === undefined
    ? look.spotOf(around.find(each => each.tag === 'form'))
    : look.spots.find(each => each.element.tag === 'form' && each.element.get('id') === id)
}

/** A form's controls, in page order. */
export const controlsOf = (look: Look, form: Element): Spot[] =>
  look.spots.filter(
    spot => /^(button|input|select|textarea)$/.test(spot.element.tag) && formOf(look, spot)?.element === form,
  )

/** The buttons that submit a form. */
export const submitters = (look: Look, form: Element): Spot[] =>
  controlsOf(look, form).filter(({ element }) => submits(element))

export function submits(element: Element): boolean {
  if (element.tag === 'button') return !/^(button|reset)$/.test(typeOf(element))
  return element.tag === 'input' && /^(submit|image)$/.test(typeOf(element))
}

/** Names and values as a browser sends them. */
function entriesOf(
  look: Look,
  form: Element,
  submitter: Element | undefined,
): [name: string, value: Value][] {
  const entries: [string, Value][] = []
  for (const spot of controlsOf(look, form)) {
    const { element } = spot
    const name = element.get('name') ?? ''
    if (name === '' || isDisabled(spot) || SILENT.has(typeOf(element))) continue
    if (element.tag === 'button' || submits(element)) {
      if (element === submitter) entries.push([name, element.get('value') ?? ''])
      continue
    }
    const value = kindOf(element) === 'file' ? (element.files ?? []) : shown(element)
    if (typeof value === 'string') entries.push([name, value])
    else if (typeof value === 'object') for (const each of value) entries.push([name, each])
    else if (value) entries.push([name, element.get('value') ?? 'on'])
  }
  return entries
}

/** Of a form those that an offer names, in the shape that its marks ask for: `name,age#,days+,photo@`. */
export function fieldsOf(
  look: Look,
  form: Element | undefined,
  names: string,
  submitter: Element | undefined,
): Record<string, Sent> {
  const entries = form === undefined ? [] : entriesOf(look, form, submitter)
  const sent: [string, Sent][] = []
  for (const field of names.split(',')) {
    const [, encoded = '', file = '', list = ''] = /^([^#?+@]*)[#?]?(@?)(\+?)/.exec(field) ?? []
    const name = decodeURIComponent(encoded)
    const values = entries
      .filter(([of, value]) => of === name && (typeof value === 'object') === (file !== ''))
      .map(([, value]) => value)
    // Of several values under a name that has one, the last counts.
    if (values.length > 0) sent.push([name, list === '' ? (values.at(-1) as Value) : (values as Sent)])
  }
  return Object.fromEntries(sent)
}

/** The first control that must be filled in and is not: the browser would not send the form. */
export function missing(look: Look, form: Element, submitter: Element | undefined): Spot | undefined {
  if (form.has('novalidate') || submitter?.has('formnovalidate') === true) return undefined
  const controls = controlsOf(look, form)
  return controls.find(spot => {
    const { element } = spot
    if (!element.has('required') || !isControl(element) || isDisabled(spot) || element.has('readonly'))
      return false
    const value = shown(element)
    if (typeOf(element) === 'radio')
      return !controls.some(
        ({ element: other }) =>
          typeOf(other) === 'radio' && other.get('name') === element.get('name') && shown(other) === true,
      )
    if (kindOf(element) === 'select') return (value as readonly string[]).every(each => each === '')
    return value === '' || value === false || (typeof value === 'object' && value.length === 0)
  })
}
