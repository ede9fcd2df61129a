// What stands in an element by itself, counted as the server counts: instances and keyed elements, without those inside each other
// and those in what a page keeps to itself.
// Does not know patches.
import type { Element } from './element.ts'

const SOLID: ReadonlySet<string> = new Set(['select', 'template', 'noscript', 'iframe'])

/** In the order of the page. */
export function holesOf(scope: Element): Element[] {
  const found: Element[] = []
  const look = (element: Element): void => {
    if (SOLID.has(element.tag) || element.has('rp-ignore')) return
    for (const child of element.children) {
      if (typeof child === 'string') continue
      if (child.has('rp-i') || child.has('rp-k')) found.push(child)
      else look(child)
    }
  }
  look(scope)
  return found
}

/** The elements that a placeholder's `rp-same` counts, e.g. `0-4 7`. One that is not there is undefined. */
export function sameOf(text: string, holes: readonly Element[]): (Element | undefined)[] {
  return text.split(' ').flatMap(run => {
    const [first = 0, last = first] = run.split('-').map(Number)
    const step = last < first ? -1 : 1
    return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => holes[first + i * step])
  })
}
