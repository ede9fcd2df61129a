// Draws a frame around what an instance shows on the page.
// Invariant: nothing of the page is touched; the frame is ours, and lets every click through.
import { ATTR } from '../../wire/index.ts'
import type { DevNode } from '../../wire/index.ts'

const elementOf = (iid: string): Element | null =>
  document.querySelector(`[${ATTR.instance}="${CSS.escape(iid)}"]`)

/** The rectangle of an instance, or of whoever shows in its place. */
function placeOf({ shows }: DevNode): DOMRect | undefined {
  const element = elementOf(shows)
  if (!element) return undefined
  const own = element.getBoundingClientRect()
  if (own.width > 0 || own.height > 0) return own
  // a part without a box of its own
  const range = document.createRange()
  range.selectNodeContents(element)
  const inner = range.getBoundingClientRect()
  return inner.width > 0 || inner.height > 0 ? inner : undefined
}

export function drawOutline(frame: HTMLElement, node: DevNode | undefined): void {
  const rect = node && placeOf(node)
  frame.hidden = !rect
  if (!rect || !node) return
  frame.style.translate = `${rect.left}px ${rect.top}px`
  frame.style.width = `${rect.width}px`
  frame.style.height = `${rect.height}px`
  frame.dataset['name'] = `${node.name} ${node.iid}`
  // its name stands inside where there is no room above
  frame.toggleAttribute('data-inside', rect.top < 24)
}
