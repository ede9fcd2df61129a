// A page of the crash test as a tree, and what is to be read of it: its lines, its numbers, what it offers.
// Does not know who shows it.
import type { Element, Node } from '../../src/testing/element.ts'
import type { Op } from '../../src/wire/index.ts'
import { Shadow } from '../shadow.ts'

export class Shown {
  readonly #page: Shadow

  constructor(html: string) {
    this.#page = new Shadow(html)
  }

  /** @throws where a patch fits nothing that is there */
  apply(ops: readonly Op[]): void {
    this.#page.apply(ops)
  }

  html(): string {
    return this.#page.html()
  }

  get lines(): readonly string[] {
    return this.#textsOf('li')
  }

  /** The numbers that it shows, in order. */
  get numbers(): readonly number[] {
    return this.#textsOf('b').map(Number)
  }

  /** What a half of `halves` says of its round. */
  get round(): number {
    return Number(this.#textsOf('i')[0] ?? NaN)
  }

  /** The offer of the form for that handler. */
  offer(handler: string): string | undefined {
    return this.#page
      .offers('submit')
      .find(({ offer }) => offer.slice(offer.indexOf('/') + 1).startsWith(`${handler}{`))?.offer
  }

  #textsOf(tag: string): string[] {
    const found: string[] = []
    const visit = (node: Node): void => {
      if (typeof node === 'string') return
      if (node.tag === tag) found.push(textOf(node))
      else for (const child of node.children) visit(child)
    }
    visit(this.#page.root)
    return found
  }
}

function textOf(element: Element): string {
  return element.children.map(child => (typeof child === 'string' ? child : textOf(child))).join('')
}
