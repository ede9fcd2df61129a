// One look at a page: what a person reads, what each thing is called, and what is within reach.
// Invariant: what is hidden is not read; what is hidden, disabled or behind a modal dialog cannot be used, and it can be said why.
// Does not know offers: a look does nothing.
import type { Element } from './element.ts'
import { labelOf, optionsOf, shown, typeOf, valueOf } from './fields.ts'

/** An element and those around it, nearest first. */
export interface Spot {
  readonly element: Element
  readonly around: readonly Element[]
}

/** Elements that stand within a line of text; all others stand apart. */
export const INLINE: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo cite code data del dfn em i ins kbd mark q rp-part s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
)
const UNSEEN: ReadonlySet<string> = new Set('head script style template title datalist noscript'.split(' '))

export class Look {
  readonly spots: readonly Spot[]
  /** Modal dialogs, the topmost last: only what is in that one is within reach. */
  readonly modals: readonly Spot[]
  readonly #labels = new Map<Element, string[]>()
  readonly #labelling = new Set<Element>()
  readonly #ids = new Map<string, Element>()

  constructor(root: Element) {
    const spots: Spot[] = []
    const visit = (element: Element, around: readonly Element[]): void => {
      spots.push({ element, around })
      const id = element.get('id')
      if (id !== undefined && !this.#ids.has(id)) this.#ids.set(id, element)
      const inner = [element, ...around]
      for (const child of element.children) if (typeof child === 'object') visit(child, inner)
    }
    for (const child of root.children) if (typeof child === 'object') visit(child, [])
    this.spots = spots
    this.modals = spots.filter(({ element }) => isModal(element))
    for (const { element } of spots) if (element.tag === 'label') this.#label(element)
  }

  #label(label: Element): void {
    const named = this.#ids.get(label.get('for') ?? '')
    const field = label.has('for') ? named : find(label, isControl)
    if (field === undefined) return
    this.#labelling.add(label)
    this.#labels.set(field, [...(this.#labels.get(field) ?? []), wordsOf(label, isControl)])
  }

  get modal(): Spot | undefined {
    return this.modals.at(-1)
  }

  spotOf(element: Element | undefined): Spot | undefined {
    return element === undefined ? undefined : this.spots.find(spot => spot.element === element)
  }

  /** The radio buttons or boxes of the groups that are called so: by a legend, a label around them, or their name. */
  boxes(name: string): readonly Element[] {
    return this.spots
      .filter(({ element, around }) => {
        if (element.tag !== 'input' || !/^(radio|checkbox)$/.test(typeOf(element))) return false
        const group = around.find(
          each => each.tag === 'fieldset' || /^(radio)?group$/.test(each.get('role') ?? ''),
        )
        return (
          element.get('name') === name || (group !== undefined && this.namesOf(group).includes(tidy(name)))
        )
      })
      .map(({ element }) => element)
  }

  /** Whether its words name a control. */
  isLabel(element: Element): boolean {
    return this.#labelling.has(element)
  }

  /** Whether something in it passes. */
  holds(element: Element, test: (element: Element) => boolean): boolean {
    return find(element, test) !== undefined
  }

  /** What a control is called by people: by its label or its text, before anything else. */
  namesOf(element: Element): readonly string[] {
    const names = [...(this.#labels.get(element) ?? [])]
    for (const id of element.get('aria-labelledby')?.split(/\s+/) ?? []) {
      const by = this.#ids.get(id)
      if (by !== undefined) names.push(wordsOf(by))
    }
    names.push(element.get('aria-label') ?? '')
    if (element.tag === 'input') {
      if (/^(submit|button|reset)$/.test(typeOf(element)))
        names.push(element.get('value') ?? SAYS[typeOf(element)] ?? '')
      names.push(element.get('alt') ?? '')
    } else if (element.tag === 'fieldset') {
      const legend = find(element, each => each.tag === 'legend')
      if (legend !== undefined) names.push(wordsOf(legend))
    } else if (!isControl(element) || element.tag === 'button') {
      names.push(wordsOf(element))
    }
    names.push(element.get('title') ?? '')
    return [...new Set(names.map(tidy))].filter(name => name !== '')
  }

  /** Why a person does not see it; undefined if they do. */
  hidden({ element, around }: Spot): string | undefined {
    let inner: Element | undefined
    for (const each of [element, ...around]) {
      const why = hides(each, inner)
      if (why !== undefined)
        return each === element ? why : `${why.replace(/^is/, 'stands in something that is')}`
      inner = each
    }
    return undefined
  }

  /** Why a person cannot use it; undefined if they can. */
  blocked(spot: Spot): string | undefined {
    const { element, around } = spot
    const hidden = this.hidden(spot)
    if (hidden !== undefined) return hidden
    const { modal } = this
    if (modal !== undefined && element !== modal.element && !around.includes(modal.element))
      return `is behind the dialog "${this.titleOf(modal.element)}"`
    if ([element, ...around].some(each => each.has('inert'))) return 'is inert'
    return isDisabled(spot) ? 'is disabled' : undefined
  }

  /** The first of its names, or what comes nearest to one. */
  titleOf(element: Element): string {
    const [name = element.get('placeholder') ?? element.get('name') ?? element.tag] = this.namesOf(element)
    return name.length <= 60 ? name : `${name.slice(0, 59)}…`
  }
}

/** What the browser writes on buttons that say nothing. */
const SAYS: Readonly<Record<string, string>> = { submit: 'Submit', reset: 'Reset' }

export const tidy = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
export const isModal = (element: Element): boolean => element.tag === 'dialog' && element.has('rp-modal')
export const isOpen = (element: Element): boolean => element.opened ?? element.has('open')
export const isControl = (element: Element): boolean =>
  /^(button|input|select|textarea)$/.test(element.tag) && typeOf(element) !== 'hidden'

/** Something that a click does something to. */
export function isPressable(element: Element): boolean {
  const { tag } = element
  if (tag === 'button' || tag === 'summary' || element.has('rp-click')) return true
  if (tag === 'a') return element.has('href')
  if (tag === 'input') return /^(submit|button|reset|image|checkbox|radio)$/.test(typeOf(element))
  return ROLES.has(element.get('role') ?? '')
}
const ROLES: ReadonlySet<string> = new Set(
  'button link tab menuitem option switch checkbox radio treeitem'.split(' '),
)

function hides(element: Element, inner: Element | undefined): string | undefined {
  if (element.has('hidden')) return 'is hidden'
  if (UNSEEN.has(element.tag) || (element.tag === 'input' && typeOf(element) === 'hidden'))
    return 'is never shown'
  if (/(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden)/.test(element.get('style') ?? ''))
    return 'is hidden'
  if (element.tag === 'dialog' && !isModal(element) && !isOpen(element)) return 'is a dialog that is closed'
  if (element.tag === 'details' && inner !== undefined && !isOpen(element) && inner !== summaryOf(element))
    return 'is folded away'
  return undefined
}

export const summaryOf = (details: Element): Element | undefined =>
  details.children.find((each): each is Element => typeof each === 'object' && each.tag === 'summary')

/** A fieldset disables what is in it, but for its legend. */
export function isDisabled({ element, around }: Spot): boolean {
  if (
    /^(button|input|select|textarea|option|optgroup|fieldset)$/.test(element.tag) &&
    element.has('disabled')
  )
    return true
  if (!/^(button|input|select|textarea)$/.test(element.tag)) return false
  let inner = element
  for (const each of around) {
    if (each.tag === 'fieldset' && each.has('disabled') && inner.tag !== 'legend') return true
    inner = each
  }
  return false
}

/** What a person reads, blanks made one. `without`: leaves these out. */
export function wordsOf(element: Element, without: (element: Element) => boolean = never): string {
  return tidy(pieces(element, undefined, without))
}

const never = (): boolean => false

function pieces(
  element: Element,
  above: Element | undefined,
  without: (element: Element) => boolean,
): string {
  if (hides(element, undefined) !== undefined || (above !== undefined && hides(above, element) !== undefined))
    return ' '
  if (above !== undefined && without(element)) return ' '
  if (element.tag === 'select') return ` ${chosenIn(element).join(', ')} `
  if (element.tag === 'textarea') return ' '
  let text = ''
  for (const child of element.children)
    text += typeof child === 'string' ? child : pieces(child, element, without)
  return INLINE.has(element.tag) || element.tag === '' ? text : ` ${text} `
}

/** The labels of the options that a select shows. */
export function chosenIn(select: Element): readonly string[] {
  const values = shown(select) as readonly string[]
  return optionsOf(select)
    .filter(option => values.includes(valueOf(option)))
    .map(labelOf)
}

function find(under: Element, test: (element: Element) => boolean): Element | undefined {
  for (const child of under.children) {
    if (typeof child === 'string') continue
    const found = test(child) ? child : find(child, test)
    if (found !== undefined) return found
  }
  return undefined
}
