// View transitions: a change that brings an `rp-transition` which the page has not got is made in one, where there are any.
// Invariant: changes are made in their order, and none waits longer than for the next frame: one that comes meanwhile makes those
// before it at once. Whoever wants less motion sees none.
// Does not know what a change is.
import type { Op } from '../wire/index.ts'

const NAME = 'rp-transition'
/** Milliseconds: a page that nobody sees draws no frames. */
const LATEST = 100

/** How a change is made that these operations are the text of. */
export type Transitions = (ops: readonly Op[], change: () => void) => void

export function openTransitions(document: Document): Transitions {
  let waiting: (() => void) | undefined
  let cut: (() => void) | undefined

  const flush = (): void => {
    const change = waiting
    waiting = undefined
    change?.()
  }

  return (ops, change) => {
    if (waiting) cut?.()
    const isNew = ops.some(([, html]) => html.includes(NAME) && brings(document, html))
    if (!isNew || document.hidden || !('startViewTransition' in document) || isStill()) return change()
    waiting = change
    const transition = document.startViewTransition(flush)
    // that it was skipped is no error
    transition.ready.catch(() => {})
    cut = () => {
      transition.skipTransition()
      flush()
    }
    setTimeout(() => waiting === change && cut?.(), LATEST)
  }
}

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

function brings(document: Document, html: string): boolean {
  const box = document.createElement('template')
  box.innerHTML = html
  return [...box.content.querySelectorAll(`[${NAME}]`)].some(
    made => !document.querySelector(`[${NAME}="${CSS.escape(made.getAttribute(NAME)!)}"]`),
  )
}
