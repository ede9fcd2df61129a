// What the visitor can see and hear of the connection: one attribute on <html>, and notices.
// Invariant: a notice is text, never HTML; at most three are shown, the newest last. They stand where they can be pressed: in the
// topmost modal dialog while there is one, as all around it is inert; else after #repartee. A live region that comes with
// something in it may be read (again), so what is to be read goes into one of its own, empty whenever it moves.
// For CSS (docs/network.md): html[rp-state=connecting|live|reconnecting|offline|gone]; html[rp-waiting=<number>]; [rp-busy]; #rp-notices (a popover while in a dialog, to be
// clipped by nothing), in it .rp-notice with .rp-notice-text, .rp-notice-reference, .rp-notice-detail (<pre>), .rp-notice-action and
// .rp-notice-close (buttons).
import type { Notice } from '../wire/index.ts'
import type { Memory } from './fields.ts'
import { CONTROL } from './focus.ts'
import { move } from './morph.ts'

export type State = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'gone'

export interface Status {
  state(state: State): void
  /** So many events wait for an answer. */
  waiting(events: number): void
  /** Shows a notice; `action` is a button that stands in the place of the close button. */
  notice(notice: Notice, action?: readonly [label: string, run: () => void]): void
  /** Reads something out that is not to be seen. */
  say(text: string): void
  /** Dialogs may have come or gone. `above`: one was put above all that was there. */
  place(above?: boolean): void
}

const WAITING = 'rp-waiting'
const MOST = 3
/** Milliseconds: a live region is known to readers only after a while, and is empty again before anybody comes across it. */
const HEED = 100
const SAID = 5_000

export function openStatus(document: Document, memory: Memory): Status {
  const html = document.documentElement
  const modals = new Set<Element>()
  const region = (memory.own = make('div', ''))
  const voice = make('div', '')
  region.id = 'rp-notices'
  // around it may be something that offers clicks
  region.onclick = event => event.stopPropagation()
  voice.role = 'status'
  voice.ariaLive = 'polite'
  voice.style.cssText = 'position:absolute;clip-path:inset(50%)'
  region.append(voice)
  let from: HTMLElement | undefined
  region.addEventListener('focusin', ({ relatedTarget }) => {
    if (relatedTarget instanceof HTMLElement && !region.contains(relatedTarget)) from = relatedTarget
  })

  const place = (above?: boolean): void => {
    for (const dialog of [...modals, ...document.querySelectorAll('dialog:modal')])
      modals[dialog.matches(':modal') ? 'add' : 'delete'](dialog)
    const top = [...modals].at(-1)
    const root = document.getElementById('repartee')
    const parent = top ?? root?.parentNode ?? document.body
    if (parent === region.parentNode && !above) return
    region.popover = null
    if (parent !== region.parentNode) {
      voice.replaceChildren()
      move(parent, region, (!top && root?.nextSibling) || null)
    }
    if (!top || region.lastChild === voice) return
    region.popover = 'manual'
    region.showPopover()
  }

  /** The focus goes back to where it came from, or stays in the dialog. */
  const leave = (): void => {
    for (const element of [
      from,
      ...(region.closest('dialog')?.querySelectorAll<HTMLElement>(CONTROL) ?? []),
    ]) {
      element?.focus({ preventScroll: true })
      if (element && element === document.activeElement) return
    }
  }

  const say = (text: string): void => {
    const words = make('p', '', text)
    setTimeout(() => {
      if (!voice.textContent.includes(text)) voice.append(words)
    }, HEED)
    setTimeout(() => words.remove(), SAID)
  }

  place()
  // of dialogs that are not ours
  for (const change of ['toggle', 'close']) document.addEventListener(change, () => place(), true)

  return {
    state: state => html.setAttribute('rp-state', state),
    waiting: events => (events ? html.setAttribute(WAITING, `${events}`) : html.removeAttribute(WAITING)),
    notice({ text, reference = '', detail }, action) {
      const notice = make('div', 'rp-notice')
      notice.append(make('span', 'rp-notice-text', text))
      if (reference) notice.append(make('span', 'rp-notice-reference', reference))
      if (detail) notice.append(make('pre', 'rp-notice-detail', detail))
      const button = action
        ? make('button', 'rp-notice-action', action[0])
        : make('button', 'rp-notice-close', '×')
      if (!action) button.ariaLabel = 'Close'
      button.onclick = () => {
        const wasHere = document.activeElement === button
        notice.remove()
        place(true)
        action?.[1]()
        if (wasHere) leave()
      }
      notice.append(button)
      for (const same of region.children) if (same.textContent === notice.textContent) same.remove()
      region.append(notice)
      while (region.children.length > MOST + 1) voice.nextSibling!.remove()
      place(true)
      say(`${text} ${reference}`)
      // the view is frozen then, and this is all that is left to press
      if (action) button.focus()
    },
    say,
    place,
  }
}

function make(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  if (tag === 'button') (element as HTMLButtonElement).type = 'button'
  return element
}
