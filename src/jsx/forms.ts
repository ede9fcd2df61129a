// Forms: which values a view's controls will send, of which kind, and which options a select shows as chosen.
// Idea: a form's offer names its fields, so the renderer must know them as the browser will. A field's text is its name,
// percent-encoded, and a mark that no encoding produces: `a` text, `a#` number or null, `a?` true or false, `a+` texts,
// `a@` a file or null, `a@+` files; behind these, how many bytes a file may have and what is accepted: `a@+5000:image%2F*`.
// Knows single elements only; which form they stand in is the renderer's business.
import { carried } from './escape.ts'
import type { Node } from './node.ts'
import { describe, refuse } from './refuse.ts'
import { SELECT, type Tag, VOID } from './tags.ts'

type Props = Node['props']

/** What a control sends, by the mark of its field. */
export type FieldMark = '' | '#' | '?' | '+' | '@' | '@+'

/** Inputs that send something else than text; null: nothing of their own. */
const INPUTS: Readonly<Record<string, FieldMark | null>> = {
  button: null,
  reset: null,
  image: null,
  number: '#',
  range: '#',
  checkbox: '?',
  file: '@',
}

/**
 * The text of the field that this control will send with the form around it, if it will. A control with a `form` attribute
 * belongs to a form elsewhere and is not counted for any.
 */
export function fieldText(tag: Tag, props: Props): string | undefined {
  const { name, disabled, form } = props
  if ((typeof name !== 'string' && typeof name !== 'number') || name === '') return undefined
  if (present(disabled) || present(form)) return undefined
  const mark = markOf(tag, props)
  if (mark === null) return undefined
  return encodeURIComponent(carried(String(name))) + mark + (mark.startsWith('@') ? boundsOf(props) : '')
}

/** The text of the one nameless field that an input for files sends by itself; undefined of any other element. */
export function filesText(tag: Tag, props: Props): string | undefined {
  const isFile = markOf(tag, props)?.startsWith('@') === true
  return isFile ? `@+${boundsOf(props)}` : undefined
}

/** What an input for files demands of each, so that it travels, unforgeable, with the offer. */
function boundsOf({ maxsize, accept }: Props): string {
  const most = Number(maxsize)
  if (present(maxsize) && !(Number.isSafeInteger(most) && most > 0))
    refuse(
      'bad-attribute',
      'an input for files has a `maxsize` that no file can keep to',
      'a whole number of bytes, e.g. 5_000_000',
      describe(maxsize),
      'leave it out for 16 MiB',
    )
  const kinds = typeof accept === 'string' ? accept.replaceAll(/\s/g, '').toLowerCase() : ''
  return (
    (present(maxsize) ? String(most) : '') + (kinds === '' ? '' : `:${encodeURIComponent(carried(kinds))}`)
  )
}

function markOf({ kind }: Tag, { type, multiple, value }: Props): FieldMark | null {
  if (kind & SELECT) return present(multiple) ? '+' : ''
  const name = typeof type === 'string' ? type.toLowerCase() : ''
  // Buttons are no inputs, but as silent where they submit nothing.
  if (!(kind & VOID)) return name === 'button' || name === 'reset' ? null : ''
  if (!Object.hasOwn(INPUTS, name)) return ''
  // A box with a value of its own is one of several.
  if (name === 'checkbox' && present(value)) return '+'
  return name === 'file' && present(multiple) ? '@+' : INPUTS[name]!
}

/** A field by its text. */
export interface FieldOf {
  readonly name: string
  readonly mark: FieldMark
  /** Bytes that a file may have; undefined where the view does not say. */
  readonly maxSize: number | undefined
  /** As the attribute, in small letters and without blanks. */
  readonly accept: string
}

/** A field's text, taken apart again. */
export function fieldOf(text: string): FieldOf {
  const [, name = '', mark = '', most, kinds = ''] =
    /^([^#?+@]*)(@?\+?|[#?])(\d+)?(?::(.*))?$/.exec(text) ?? []
  return {
    name: decodeURIComponent(name),
    mark: mark as FieldMark,
    maxSize: most === undefined ? undefined : Number(most),
    accept: decodeURIComponent(kinds),
  }
}

export const unique = (texts: readonly string[]): readonly string[] =>
  texts.length < 2 ? texts : [...new Set(texts)]

/** Each field once. One name of two kinds is refused: nobody could say what the form sends under it. */
export function fieldsOnce(texts: readonly string[]): readonly string[] {
  const once = unique(texts)
  if (once.length < 2) return once
  const marks = new Map<string, FieldMark>()
  for (const text of once) {
    const { name, mark } = fieldOf(text)
    const other = marks.get(name)
    if (other !== undefined)
      refuse(
        'bad-view',
        'two controls of one form have the same name and send different things',
        `one kind of control named ${JSON.stringify(name)}: ${SENDS[other]}`,
        other === mark ? `${SENDS[mark]} with another maxsize or accept` : SENDS[mark],
        'give one of them another name; boxes that are ticked together each need a `value`',
      )
    marks.set(name, mark)
  }
  return once
}

const SENDS: Readonly<Record<FieldMark, string>> = {
  '': 'a text',
  '#': 'a number',
  '?': 'true or false (a checkbox without value)',
  '+': 'several texts (checkboxes with values, or a select with `multiple`)',
  '@': 'a file',
  '@+': 'files',
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
