// What a form field shows, what was rendered into it, and what becomes of typed text when the server renders it anew: three ways
// compared, as the client does.
// Invariant: what a visitor typed is given up only for something new: another value than was rendered last, and not merely the
// echo of one that this field sent.
// Does not know where a field stands, but for its options.
import { below, textIn } from './element.ts'
import type { Element, Held } from './element.ts'

/** As many echoes are awaited. */
const ECHOES = 20

export type Kind = 'text' | 'tick' | 'select' | 'file' | 'button'

export const isField = (element: Element): boolean => /^(input|textarea|select)$/.test(element.tag)
export const typeOf = (element: Element): string => (element.get('type') ?? '').toLowerCase()

export function kindOf(field: Element): Kind {
  if (field.tag === 'select') return 'select'
  if (field.tag === 'textarea') return 'text'
  const type = typeOf(field)
  if (type === 'checkbox' || type === 'radio') return 'tick'
  if (/^(submit|button|reset|image)$/.test(type)) return 'button'
  return type === 'file' ? 'file' : 'text'
}

/** What the field shows now. */
export function shown(field: Element): Held {
  return field.held ?? rendered(field)
}

/** What the field shows without anybody's doing. */
function rendered(field: Element): Held {
  switch (kindOf(field)) {
    case 'tick':
      return field.has('checked')
    case 'select':
      return renderedOptions(field)
    case 'file':
      return (field.files ?? []).map(({ name }) => name)
    case 'button':
    case 'text':
      return field.tag === 'textarea' ? textIn(field) : (field.get('value') ?? '')
  }
}

function renderedOptions(select: Element): readonly string[] {
  const options = optionsOf(select)
  const selected = options.filter(option => option.has('selected'))
  if (select.has('multiple')) return selected.map(valueOf)
  const one = selected.at(-1) ?? options.find(option => !option.has('disabled'))
  return one === undefined ? [] : [valueOf(one)]
}

export const optionsOf = (select: Element): Element[] =>
  [...below(select)].filter(each => each.tag === 'option')

export const labelOf = (option: Element): string =>
  option.get('label') ?? textIn(option).replaceAll(/\s+/g, ' ').trim()
export const valueOf = (option: Element): string => option.get('value') ?? labelOf(option)

/** A value as one text, for comparing. */
const flat = (held: Held): string => (typeof held === 'object' ? held.join('\n') : String(held))

/** Notes that the present value is on its way to the server, so that its echo is known as one. */
export function noteSent(field: Element): void {
  field.sent = [...(field.sent ?? []), flat(shown(field))].slice(-ECHOES)
}

/** Called before `field` is made like `to`; the function it returns is called after, and settles what the field shows. */
export function merge(field: Element, to: Element): () => void {
  if (kindOf(field) === 'file') return () => {}
  const was = written(field)
  const will = written(to)
  const had = shown(field)
  const isDirty = flat(had) !== flat(rendered(field))
  const follow = will === was ? !isDirty : !isEcho(field, will)
  return () => {
    field.held = follow ? undefined : typeof had === 'object' ? among(field, had) : had
  }
}

/** What the server wrote into a field, as text. A select that says nothing shows its first option, but nobody wrote that. */
function written(field: Element): string {
  if (field.tag !== 'select') return flat(rendered(field))
  return flat(
    optionsOf(field)
      .filter(option => option.has('selected'))
      .map(valueOf),
  )
}

/** Of chosen values those that there still are, in the options' order. */
function among(select: Element, chosen: readonly string[]): readonly string[] | undefined {
  const left = optionsOf(select)
    .map(valueOf)
    .filter(each => chosen.includes(each))
  return left.length === 0 && chosen.length > 0 ? undefined : left
}

/** An echo settles itself and all that was sent before it. Anything else settles everything. */
function isEcho(field: Element, value: string): boolean {
  const at = field.sent?.indexOf(value) ?? -1
  field.sent = at < 0 ? undefined : field.sent?.slice(at + 1)
  return at >= 0
}
