// What the visitor can see of the connection: one attribute on <html>, and notices.
// Invariant: a notice is text, never HTML; at most three are shown, the newest last.
// For CSS: html[rp-state=connecting|live|reconnecting|offline|gone]; [rp-busy]; #rp-notices (a live region after #repartee; shown
// as a popover while a modal dialog is open, to be above it), in it .rp-notice with .rp-notice-text, .rp-notice-reference,
// .rp-notice-action (a button) and .rp-notice-close (a button).
import type { Notice } from '../wire/index.ts'

export type State = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'gone'

export interface Status {
  state(state: State): void
  /** Shows a notice; `action` is a button that stands in the place of the close button. */
  notice(notice: Notice, action?: readonly [label: string, run: () => void]): void
}

const MOST = 3

export function openStatus(document: Document): Status {
  const region = make('div', '')
  region.id = 'rp-notices'
  region.role = 'status'
  region.ariaLive = 'polite'
  const root = document.getElementById('repartee')
  if (root) root.after(region)
  else document.body.append(region)

  const remove = (notice: Element): void => {
    notice.remove()
    if (!region.firstChild) region.popover = null
  }

  return {
    state: state => document.documentElement.setAttribute('rp-state', state),
    notice({ text, reference }, action) {
      const notice = make('div', 'rp-notice')
      notice.append(make('span', 'rp-notice-text', text))
      if (reference) notice.append(make('span', 'rp-notice-reference', reference))
      const button = action
        ? make('button', 'rp-notice-action', action[0])
        : make('button', 'rp-notice-close', '×')
      if (!action) button.ariaLabel = 'Close'
      button.onclick = () => {
        remove(notice)
        action?.[1]()
      }
      notice.append(button)
      for (const same of region.children) if (same.textContent === notice.textContent) same.remove()
      region.append(notice)
      while (region.children.length > MOST) region.firstElementChild!.remove()
      if (document.querySelector(':modal')) {
        region.popover = null
        region.popover = 'manual'
        region.showPopover()
      }
      // the view is frozen then, and this is all that is left to press
      if (action) button.focus()
    },
  }
}

function make(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  if (tag === 'button') (element as HTMLButtonElement).type = 'button'
  return element
}
