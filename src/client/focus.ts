// Where the visitor is. When a change takes that place away, the focus goes into what stands there now: back to the control it
// had if the part was here before, else to what asks for it, else to the first thing to act on. Where nothing came in its place,
// it goes to what stands beside.
// Invariant: it moves only if it was in what was replaced; it never scrolls, and a key held down does not act where it arrives.
// Does not know frames or dialogs.
import { ATTR } from '../wire/index.ts'

const INSTANCE = `[${ATTR.instance}]`
const AUTO = '[autofocus]'
/** What can be acted on. */
export const CONTROL = ':is(:enabled,a[href]):not([tabindex="-1"])'
/** What tells a control from others of its tag. */
const NAMES = 'id,name,href,aria-label,rp-click,rp-input,rp-change,rp-submit'.split(',')
/** As many parts are remembered with the control that had the focus in them. */
const MOST = 50

/** Gives the focus back to a control, which may be rendered anew or gone by now: then to what stands there (not if `exact`). */
type Return = (exact?: boolean) => boolean

export interface Focus {
  /** Before the changes of a frame. */
  note(): void
  /** Makes a change of `old`, which becomes instance `id`. */
  watch(old: Element, id: string | null, change: () => void): void
  /** After the changes of a frame. */
  settle(): void
  /** After everything was replaced by another conversation's. */
  swapped(): void
  /** What gives the focus back to where it is now, if it is nowhere by then. */
  keep(): () => void
  /** The visitor pressed this, which need not be able to have the focus. */
  pressed(element: Element | undefined): void
}

export function openFocus(document: Document): Focus {
  const traces = new Map<string, Return>()
  const seen = new WeakSet<Element>()
  let pressed: Element | undefined
  /** What had the focus and cannot have it now, or has nothing yet that could. */
  let waiting: Element | undefined
  let seat: Element | undefined
  let trace: Return | undefined
  let heir: Element | null | undefined
  let beside: (() => void) | undefined
  /** Whether the focus was moved since a key was pressed. */
  let moved = false

  const here = (): Element | undefined => {
    const { activeElement, body } = document
    return activeElement && activeElement !== body ? activeElement : undefined
  }
  const isIn = (part: Element): boolean => part.contains(document.activeElement)

  /** Whether one of these takes the focus: disabled, hidden and inert ones do not. */
  const first = (elements: Iterable<Element | undefined>): boolean => {
    for (const element of elements) {
      ;(element as HTMLElement | undefined)?.focus({ preventScroll: true })
      if (element && element === document.activeElement) return (moved = true)
    }
    return false
  }

  const returnTo = (control: Element): Return => {
    const owner = control.closest(INSTANCE)
    const id = owner && idOf(owner)
    const tag = CSS.escape(control.localName)
    const at = owner ? family(owner, tag).indexOf(control) : 0
    const name = nameOf(control)
    const { selectionStart: from, selectionEnd: to } = control as HTMLInputElement
    return exact => {
      const part = id && find(document, id)
      const peers = part ? family(part, tag) : []
      const there = peers[at] ?? peers.at(-1)
      const same = peers.filter(peer => nameOf(peer) === name)
      const found = first([same.includes(there!) ? there : same[0], exact ? undefined : there])
      const field = document.activeElement as HTMLInputElement
      if (found && typeof from === 'number' && field.selectionStart !== null)
        field.setSelectionRange(from, to)
      return found
    }
  }

  /** Takes the focus to what stands beside a control that was taken away, level by level: of a row, to the same control of the next. */
  const besideOf = (control: Element): (() => void) => {
    const levels: (readonly [Element, ...(Element | null)[]])[] = []
    for (let at: Element | null = control; at; at = at.parentElement)
      levels.push([at, at.nextElementSibling, at.previousElementSibling])
    return () => {
      for (const [at, ...siblings] of levels) {
        if (at.isConnected) return
        const index = family(at, CONTROL).indexOf(control)
        for (const sibling of siblings) {
          const controls = sibling?.isConnected ? family(sibling, CONTROL) : []
          if (first([controls[index], ...controls])) return
        }
      }
    }
  }

  /** Browsers heed `autofocus` once, when the page loads. */
  const focusNew = (heed: boolean): void => {
    const fresh = [...document.querySelectorAll<HTMLElement>(AUTO)].filter(element => !seen.has(element))
    for (const element of fresh) seen.add(element)
    if (heed) fresh[0]?.focus()
  }

  document.addEventListener('pointerdown', () => (waiting = pressed = undefined), true)
  document.addEventListener(
    'keydown',
    event => {
      if (!event.repeat) moved = false
      else if (moved && event.key === 'Enter') event.preventDefault()
    },
    true,
  )
  focusNew(false)

  return {
    note() {
      const active = here()
      if (active) waiting = pressed = undefined
      seat = active ?? waiting ?? pressed
      trace = seat && returnTo(seat)
      // who has a tree of its own looks after the focus in it
      beside = active && !active.shadowRoot ? besideOf(active) : undefined
      heir = undefined
    },
    watch(old, id, change) {
      const inside = seat && old.contains(seat)
      const before = inside ? family(old, INSTANCE) : []
      change()
      const made = old.isConnected || id === null ? undefined : find(document, id)
      if (!inside) {
        // nobody who is elsewhere is called away by what replaces something
        if (made && here()) for (const element of family(made, AUTO)) seen.add(element)
        return
      }
      const at = before.findIndex(part => !part.isConnected && part.contains(seat!))
      if (at < 0) return
      traces.set(idOf(before[at]!), trace!)
      if (traces.size > MOST) traces.delete(traces.keys().next().value!)
      if (at === 0) return void (heir = made)
      // in a view that goes on: what follows the same neighbour, if it is new
      const left = before.slice(0, at).findLast(part => part.isConnected)
      const now = family(old, INSTANCE)
      const next = now[now.indexOf(left!) + 1]
      if (next && !before.includes(next)) heir = next
    },
    settle() {
      const part = heir && (!here() || isIn(heir)) ? heir : undefined
      focusNew(!(part && (traces.get(idOf(part))?.() || (!isIn(part) && first(family(part, AUTO))))))
      const place = part ?? waiting
      if (place && !here()) first(family(place, CONTROL))
      if (!here()) beside?.()
      const active = here()
      waiting = active ? (active.matches(':disabled') ? active : undefined) : place
    },
    swapped() {
      traces.clear()
      focusNew(!(!here() && trace?.(true)))
    },
    keep() {
      const active = here() ?? pressed
      const back = active && returnTo(active)
      return () => void (here() || first([active]) || back?.())
    },
    pressed: element => void (pressed = element),
  }
}

/** The element of an instance. */
export const find = (document: Document, id: string): Element | null =>
  document.querySelector(`[${ATTR.instance}="${CSS.escape(id)}"]`)

const family = (part: Element, selector: string): Element[] =>
  [part, ...part.querySelectorAll(selector)].filter(element => element.matches(selector))

const idOf = (part: Element): string => part.getAttribute(ATTR.instance)!
const nameOf = (control: Element): string => NAMES.map(name => control.getAttribute(name)).join('\n')
