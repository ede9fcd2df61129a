// Events on their way, as the page shows them: the elements of each are busy until it was answered and the page shows what came of it.
// Here the page is also given what only some views ask for (feel.ts), loaded when one does.
// Invariant: nothing stays busy; a page without such wishes loads nothing.
// Does not know what an event is.
import type { Op } from '../wire/index.ts'
import type { Feel, Given } from './feel.ts'
import type { Page } from './patch.ts'

const BUSY = 'rp-busy'
const WISH = /\brp-(keydown|shortcut|focus|blur|seen|announce|debounce|throttle|optimistic|transition)\b/

/** `seen`: the number of the patch that has what came of it; absent: nothing will come. */
export type Settle = (seen?: number) => void

/** The page, as those see it who change it. */
export interface Shown extends Page {
  /** It shows patch `n` now; Infinity: it will show no more. */
  at(n: number): void
  /** Makes a change that these operations are the text of, now or with the next frame. */
  change(ops: readonly Op[], change: () => void): void
}

export interface Pending {
  /** An event of these elements is on its way; `pressed`: what it shows in advance, that element says. */
  begin(busy: readonly (Element | null | undefined)[], pressed?: Element): Settle
  over(page: Page): Shown
  /** As `Feel.say`. */
  readonly say: Feel['say']
  /** The page was changed. */
  settle(): void
}

export function openPending(document: Document, given: Given): Pending {
  /** The elements of each event that is under way. */
  const busy = new Set<readonly Element[]>()
  const waiting = new Map<() => void, number>()
  let at = 0
  let feel: Feel | undefined
  let isAsked = false

  const look = (html: string): void => {
    if (isAsked || !WISH.test(html)) return
    isAsked = true
    import('./feel.ts').then(({ openFeel }) => void (feel = openFeel(document, given)), console.warn)
  }
  look(document.body.innerHTML)

  return {
    begin(elements, pressed) {
      const marked = elements.filter(element => element instanceof Element)
      busy.add(marked)
      for (const element of marked) element.setAttribute(BUSY, '')
      const undo = pressed && feel?.begin(pressed)
      const end = (): void => {
        waiting.delete(end)
        busy.delete(marked)
        for (const element of marked) if (![...busy].flat().includes(element)) element.removeAttribute(BUSY)
        undo?.()
      }
      return (seen = 0) => {
        if (seen > at) waiting.set(end, seen)
        else end()
      }
    },
    over: page => ({
      ...page,
      apply(ops) {
        for (const [, html] of ops) look(html)
        return feel ? feel.around(() => page.apply(ops)) : page.apply(ops)
      },
      at(n) {
        at = n
        for (const [end, seen] of waiting) if (seen <= n) end()
      },
      change: (ops, change) => (feel ? feel.change(ops, change) : change()),
    }),
    say: (element, source, trigger, now) => (feel ? feel.say(element, source, trigger, now) : now()),
    settle: () => feel?.settle(),
  }
}
