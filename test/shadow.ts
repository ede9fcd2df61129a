// The page in miniature, with what tests of the kernel ask of it: its offers as they would be sent, and all of its text.
import type { Element } from '../src/testing/element.ts'
import { Page } from '../src/testing/page.ts'
import type { Entry } from '../src/testing/tab.ts'

export type { Element }

export class Shadow extends Page {
  /** Where the page is in its history. */
  get place(): Entry {
    return this.tab.here
  }

  /** All text, hidden or not, with blanks between. */
  text(): string {
    return textOf(this.root).replaceAll(/\s+/g, ' ').trim()
  }

  /** The offers in page order: `<instance>/<text>` as the client would send them. */
  offers(trigger = 'click'): { offer: string; label: string }[] {
    const found: { offer: string; label: string }[] = []
    const visit = (element: Element, iid: string): void => {
      const here = element.attributes.get('rp-i') ?? iid
      const text = element.attributes.get(`rp-${trigger}`)
      if (text !== undefined)
        found.push({ offer: /^\d/.test(text) ? text : `${here}/${text}`, label: textOf(element).trim() })
      for (const child of element.children) if (typeof child === 'object') visit(child, here)
    }
    visit(this.root, '')
    return found
  }
}

function textOf(element: Element): string {
  return element.children.map(child => (typeof child === 'string' ? child : textOf(child))).join(' ')
}
