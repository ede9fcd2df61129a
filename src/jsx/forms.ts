// Forms: which values a view's controls will send, and which options a select shows as chosen.
// Idea: a form's offer names its fields, so the renderer must know them as the browser will. Knows single elements only; which
// form they stand in is the renderer's business.
import type { Node } from './node.ts'

type Props = Node['props']

/** Kinds of input and button that send nothing of their own. */
const SILENT: ReadonlySet<unknown> = new Set(['button', 'reset', 'image'])

/**
 * The name under which this control's value will be sent with the form around it, if it will be. A control with a `form`
 * attribute belongs to a form elsewhere and is not counted for any.
 */
export function fieldName(props: Props): string | undefined {
  const { name, type, disabled, form } = props
  if ((typeof name !== 'string' && typeof name !== 'number') || name === '') return undefined
  if (present(disabled) || present(form)) return undefined
  if (typeof type === 'string' && SILENT.has(type.toLowerCase())) return undefined
  return String(name)
}

/** Whether an attribute with this value is written at all. */
export function present(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false
}

/** The values that a select shows as chosen; undefined if it does not say, so that its options may. */
export function chosen(value: unknown): ReadonlySet<string> | undefined {
  if (!present(value)) return undefined
  return new Set(Array.isArray(value) ? value.map(String) : [String(value)])
}

/** An option's value: the attribute, else its text as a browser reads it. */
export function optionValue(props: Props): string {
  const { value, children } = props
  return present(value)
    ? String(value)
    : textIn(children)
        .replace(/[\t\n\f\r ]+/g, ' ')
        .trim()
}

function textIn(child: unknown): string {
  if (typeof child === 'string' || typeof child === 'number') return String(child)
  return Array.isArray(child) ? child.map(textIn).join('') : ''
}
