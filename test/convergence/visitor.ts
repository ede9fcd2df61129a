// Somebody in front of a tab: presses, types, unfolds and looks, where a person could, and remembers what was done.
// Invariant: what was typed and unfolded stays, a row that goes on is the same element, and the focus is where it was put, for as long as
// these elements live; `wrong` says what of that does not hold. What was pressed and said is counted for the end.
import type { Tab } from './tab.ts'

/** Pressed or said. `cid`: to whom; `sure`: unless the document was left before it was seen to have arrived. */
interface Deed {
  readonly what: string
  readonly cid: string
  sure: boolean
}

export class Visitor {
  readonly tab: Tab
  readonly name: string
  readonly hits: Deed[] = []
  readonly words: Deed[] = []
  #typed = new Map<HTMLInputElement | HTMLTextAreaElement, string | boolean>()
  #unfolded = new Map<HTMLDetailsElement, boolean>()
  #known = new Map<string, Element>()
  #focus: Element | undefined
  #modals = 0
  #count = 0
  #life: Tab['life']
  #root: Element | null = null

  constructor(tab: Tab, name: string) {
    this.tab = tab
    this.name = name
  }

  /** What can be reached: the dialog on top, or the page. */
  get #reach(): Element | undefined {
    const { document } = this.tab
    const root = document.getElementById('repartee')
    if (root === null || root.inert) return undefined
    return [...document.querySelectorAll('dialog:modal')].at(-1) ?? root
  }

  #all<E extends Element>(selector: string): E[] {
    return [...(this.#reach?.querySelectorAll<E>(selector) ?? [])].filter(
      each => each.closest('#rp-notices') === null,
    )
  }

  press(which: number): void {
    const buttons = this.#all<HTMLButtonElement>('button:enabled').filter(
      each => each.form === null || each.type === 'button',
    )
    const button = buttons[which % buttons.length]
    if (button) this.#click(button, which % 3 === 0)
  }

  /** To another address. */
  move(which: number): void {
    const buttons = this.#all<HTMLButtonElement>('[data-go]')
    const button = buttons[which % buttons.length]
    if (button) this.#click(button, false)
  }

  hit(key: string): void {
    const [button] = this.#all<HTMLButtonElement>(`[data-hit=${key}]`)
    if (button) this.#click(button, false)
  }

  /** With a mouse, which moves the focus, or as some browsers and devices do it, which do not. */
  #click(button: HTMLButtonElement, focuses: boolean): void {
    const { hit } = button.dataset
    if (hit !== undefined) this.hits.push({ what: hit, cid: this.tab.cid, sure: true })
    if (focuses) this.focus(button)
    button.click()
  }

  say(): void {
    const [field] = this.#all<HTMLInputElement>('#book [name=word]')
    if (!field) return
    const word = `${this.name}${++this.#count}ü`
    this.focus(field)
    this.#type(field, word)
    this.words.push({ what: word, cid: this.tab.cid, sure: true })
    field.form?.requestSubmit()
  }

  type(which: number): void {
    const fields = this.#all<HTMLInputElement | HTMLTextAreaElement>('input:not([type]),textarea')
    const field = fields[which % fields.length]
    if (!field) return
    this.focus(field)
    this.#type(field, `${field.value.slice(-4)}${this.name}${++this.#count}é`)
  }

  #type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
    field.value = text
    this.#typed.set(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }

  tick(which: number): void {
    const boxes = this.#all<HTMLInputElement>('[type=checkbox]')
    const box = boxes[which % boxes.length]
    if (!box) return
    box.click()
    this.#typed.set(box, box.checked)
  }

  unfold(which: number): void {
    const all = this.#all<HTMLDetailsElement>('details')
    const details = all[which % all.length]
    if (!details) return
    details.open = !details.open
    this.#unfolded.set(details, details.open)
  }

  look(which: number): void {
    const fields = this.#all<HTMLElement>('input,textarea,button:enabled')
    const field = fields[which % fields.length]
    if (field) this.focus(field)
  }

  focus(element: HTMLElement): void {
    element.focus({ preventScroll: true })
    this.#focus = this.tab.document.activeElement === element ? element : undefined
  }

  /** The document is being left: what is not seen to have arrived may never. */
  leave(): void {
    const shown = shownBook(this.tab.document)
    for (const deed of this.words) deed.sure &&= shown?.words.includes(deed.what) ?? false
    const counts = { ...shown?.hits }
    for (const deed of this.hits) {
      counts[deed.what] = (counts[deed.what] ?? 0) - 1
      if (deed.cid === this.tab.cid) deed.sure &&= counts[deed.what]! >= 0
    }
  }

  /** What is not as it was left. */
  wrong(): string[] {
    const { document, life } = this.tab
    const root = document.getElementById('repartee')
    const wrong: string[] = []
    const isNew = this.#life !== life || this.#root !== root
    this.#life = life
    this.#root = root
    // a document that came with another page shows that one until it is resumed
    if (isNew || !this.tab.isOwn) {
      this.#typed.clear()
      this.#unfolded.clear()
      this.#known.clear()
      this.#focus = undefined
    }
    for (const [field, value] of this.#typed) {
      const has = typeof value === 'boolean' ? (field as HTMLInputElement).checked : field.value
      if (!field.isConnected) this.#typed.delete(field)
      else if (has !== value) wrong.push(`${field.name} has ${String(has)}, and ${String(value)} was typed`)
    }
    for (const [details, open] of this.#unfolded)
      if (!details.isConnected) this.#unfolded.delete(details)
      else if (details.open !== open) wrong.push(`what was ${open ? '' : 'not '}unfolded is otherwise`)
    const now = new Map<string, Element>()
    for (const li of document.querySelectorAll('#rows > li')) now.set(`row ${li.getAttribute('rp-k')}`, li)
    for (const field of document.querySelectorAll('#book [name]')) now.set(field.getAttribute('name')!, field)
    for (const [name, element] of now) {
      const before = this.#known.get(name)
      if (before !== undefined && before !== element) wrong.push(`${name} is another element`)
    }
    this.#known = now
    const modals = document.querySelectorAll('dialog:modal').length
    const isOver = root?.inert ?? true
    if (modals !== this.#modals || !this.#focus?.isConnected || isOver) this.#focus = undefined
    this.#modals = modals
    if (this.#focus && document.activeElement !== this.#focus)
      wrong.push(`the focus was in ${brief(this.#focus)} and is in ${brief(document.activeElement)}`)
    return wrong
  }
}

const brief = (element: Element | null): string => element?.outerHTML.slice(0, 60) ?? 'nothing'

/** What the book in a document says. */
export function shownBook(
  within: ParentNode,
): { readonly hits: Readonly<Record<string, number>>; readonly words: readonly string[] } | undefined {
  const book = within.querySelector('#book')
  if (book === null) return undefined
  const hits = [...book.querySelectorAll<HTMLElement>('[data-hit]')].map(
    each => [each.dataset['hit'] ?? '', Number(each.textContent)] as const,
  )
  const words = Array.from(book.querySelectorAll('#words li'), each => each.textContent)
  return { hits: Object.fromEntries(hits), words }
}
