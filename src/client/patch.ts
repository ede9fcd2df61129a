// Changes to the page: each names an instance and brings its HTML, which is morphed in or takes its place.
// Invariant: after each frame every dialog that is to be modal is, with the focus inside; when it goes, the focus goes back to
// where it was. Only an answer closes such a dialog, not the Escape key by itself.
// Does not know numbers or connections.
import { ATTR, type Op } from '../wire/index.ts'
import type { Memory } from './fields.ts'
import { find, type Focus } from './focus.ts'
import { holesOf } from './holes.ts'
import { morph, noteOpen } from './morph.ts'
import type { Status } from './status.ts'

const MODAL = `dialog[${ATTR.modal}]`

export interface Page {
  /** Applies one frame. False if it speaks of something that the page has not got: it needs the whole view. */
  apply(ops: readonly Op[]): boolean
  /** Puts a whole new root in the place of the present one. */
  swap(root: Element): void
  /** Freezes the view or lets it go on. */
  freeze(frozen: boolean): void
}

/** `changed`: called after every change. */
export function openPage(
  document: Document,
  memory: Memory,
  focus: Focus,
  status: Status,
  changed: () => void,
): Page {
  /** With what gives the focus back. */
  const modals = new Map<HTMLDialogElement, () => void>()
  let frozen = false

  const take = (root: ParentNode): void => {
    for (const element of root.querySelectorAll('details,dialog')) noteOpen(element, memory)
  }

  const settle = (): void => {
    for (const [dialog, back] of modals) {
      if (!frozen && dialog.isConnected && dialog.matches(MODAL)) continue
      modals.delete(dialog)
      if (dialog.open) dialog.close()
      back()
    }
    for (const dialog of document.querySelectorAll<HTMLDialogElement>(MODAL)) {
      if (frozen || dialog.matches(':modal')) continue
      if (!modals.has(dialog)) modals.set(dialog, focus.keep())
      dialog.removeAttribute('open')
      dialog.showModal()
      status.place(true)
    }
    status.place()
  }

  const applyOne = ([target, html]: Op, seen: Map<Element, Element[]>): boolean => {
    const [id, ...path] = target.split('.')
    let at = find(document, id!)
    for (const count of path) {
      if (!at) return false
      if (!seen.has(at)) seen.set(at, holesOf(at))
      at = seen.get(at)![+count] ?? null
    }
    const old = at
    const made = old?.parentElement && parse(html, old.parentElement)
    if (!made || (path[0] && old.getAttribute(ATTR.key) !== made.getAttribute(ATTR.key))) return false
    focus.watch(old, made.getAttribute(ATTR.instance), () => morph(old, made, memory))
    // a thousand rows are not counted again for each of them
    if (path[0] && old.isConnected) seen.delete(old)
    else seen.clear()
    return true
  }

  document.addEventListener('cancel', event => isModal(event.target) && event.preventDefault(), true)
  // some ways of closing cannot be prevented
  document.addEventListener('close', event => isModal(event.target) && settle(), true)
  document.addEventListener(
    'scroll',
    ({ target }) => target instanceof Element && memory.scrolled.add(target),
    { capture: true, passive: true },
  )
  take(document)
  settle()

  return {
    apply(ops) {
      focus.note()
      const seen = new Map<Element, Element[]>()
      const known =
        ops.map(op => applyOne(op, seen)).every(Boolean) &&
        !document.querySelector(`[${ATTR.keep}],[${ATTR.same}]`)
      settle()
      focus.settle()
      changed()
      return known
    },
    swap(root) {
      focus.note()
      take(root)
      document.getElementById('repartee')?.replaceWith(root)
      settle()
      focus.swapped()
      changed()
    },
    freeze(yes) {
      frozen = yes
      document.getElementById('repartee')!.inert = yes
      settle()
    },
  }
}

const isModal = (target: EventTarget | null): boolean => target instanceof Element && target.matches(MODAL)

/** One element, parsed as a child of `parent`: inside a drawing the same text means other elements. */
function parse(html: string, parent: Element): Element | null {
  const inHtml = parent.namespaceURI === document.documentElement.namespaceURI
  const box = inHtml
    ? document.createElement('template')
    : document.createElementNS(parent.namespaceURI, parent.localName)
  box.innerHTML = html
  return (inHtml ? (box as HTMLTemplateElement).content : box).firstElementChild
}
