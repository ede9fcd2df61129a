// The page on a few lines, for people: headings, text, [buttons], <fields = values>, and dialogs marked.
// Invariant: what a person does not see is not in it; what they cannot use says why.
// Does not know who asks.
import type { Element, Node } from './element.ts'
import { isField, kindOf, labelOf, optionsOf, shown, typeOf } from './fields.ts'
import { chosenIn, INLINE, isControl, isModal, isPressable, tidy } from './look.ts'
import type { Look, Spot } from './look.ts'

const LONGEST = 160
/** What can be used stands on lines of about this length. */
const WIDTH = 100

/** The lines of a page. */
export function outline(look: Look, root: Element): string[] {
  const spots = new Map(look.spots.map(spot => [spot.element, spot]))
  const lines: string[] = []
  let line = ''
  const flush = (): void => {
    if (tidy(line) !== '') lines.push(...wrapped(tidy(line)))
    line = ''
  }
  /** Lines of its own, marked. */
  const inset = (children: readonly Node[], mark: string, rest = ' '.repeat(mark.length)): void => {
    flush()
    const from = lines.length
    inside(children)
    flush()
    for (let at = from; at < lines.length; at++) lines[at] = `${at === from ? mark : rest}${lines[at]}`
  }
  const inside = (children: readonly Node[]): void => {
    for (const child of children) {
      if (typeof child === 'string') line += child
      else show(spots.get(child) as Spot)
    }
  }
  /** A label's words stand with its control. */
  const controls = (children: readonly Node[]): void => {
    for (const child of children) {
      if (typeof child === 'string') continue
      if (isControl(child)) show(spots.get(child) as Spot)
      else controls(child.children)
    }
  }
  const show = (spot: Spot): void => {
    const { element } = spot
    const { tag, children } = element
    if (look.hidden(spot) !== undefined) return
    const heading = /^h([1-6])$/.exec(tag)
    if (isButton(look, element)) line += ` ${button(look, spot)} `
    else if (isField(element)) line += ` ${field(look, spot)} `
    else if (look.isLabel(element)) controls(children)
    else if (tag === 'dialog') inset(children, isModal(element) ? '‖ ' : '| ', isModal(element) ? '‖ ' : '| ')
    else if (heading !== null) inset(children, `${'#'.repeat(Number(heading[1]))} `)
    else if (tag === 'li') inset(children, '- ')
    else if (INLINE.has(tag)) inside(children)
    else if (IN_ROW.has(tag)) {
      line += ' '
      inside(children)
      line += ' '
    } else inset(children, '', '')
  }
  inside(root.children)
  flush()
  return lines.map(each => (each.length > LONGEST ? `${each.slice(0, LONGEST - 1)}…` : each))
}

/** Broken between things that can be used. */
function wrapped(line: string): string[] {
  const lines: string[] = []
  let last = ''
  for (const piece of line.split(/(?<=[>\]]) (?=[<[])/)) {
    if (last !== '' && last.length + piece.length >= WIDTH) {
      lines.push(last)
      last = ''
    }
    last += last === '' ? piece : ` ${piece}`
  }
  return [...lines, last]
}

const IN_ROW: ReadonlySet<string> = new Set(['td', 'th', 'output', 'img', 'meter', 'progress'])

/** Something to press that holds nothing to press. */
function isButton(look: Look, element: Element): boolean {
  if (isField(element)) return kindOf(element) === 'button'
  return isPressable(element) && !look.holds(element, each => isControl(each) || isPressable(each))
}

function button(look: Look, spot: Spot): string {
  const { element } = spot
  const goes = element.tag === 'a' && element.has('href') ? ` → ${element.get('href')}` : ''
  return `[${look.namesOf(element)[0] ?? ''}${goes}${remark(look, spot)}]`
}

function field(look: Look, spot: Spot): string {
  return `<${look.titleOf(spot.element)} = ${valueIn(spot.element)}${remark(look, spot)}>`
}

function valueIn(element: Element): string {
  const value = shown(element)
  switch (kindOf(element)) {
    case 'tick':
      return value === true ? 'on' : 'off'
    case 'select':
      return `${chosenIn(element).join(', ')} of ${optionsOf(element).map(labelOf).join(', ')}`
    case 'file':
      return (value as readonly string[]).join(', ')
    case 'button':
    case 'text':
      return JSON.stringify(typeOf(element) === 'password' ? '•'.repeat(String(value).length) : value)
  }
}

function remark(look: Look, spot: Spot): string {
  const why = look.blocked(spot)
  // That all around a dialog is out of reach need not be said of each.
  return why === undefined || why.startsWith('is behind') ? '' : ` (${why.replace(/^is /, '')})`
}
