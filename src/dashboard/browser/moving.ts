// Where the visitor is, when the page becomes another screen, or a dialog comes and goes: focus, scroll and the tab's title.
// Invariant: the focus moves only from what is gone or was on the screen before; whoever walks the menu by keys stays in the menu.
interface Hook {
  mounted?(element: HTMLElement, push: (text: string) => void): void
  patched?(element: HTMLElement): void
  removed?(element: HTMLElement): void
}

/** What had the focus last, outside of dialogs. */
let last: Element | null = null
/** A dialog was shut in this very change of the page. */
let isShut = false

/** Going back or forward is what the visitor did last. */
let hasGone = false
addEventListener('popstate', () => (hasGone = true))
for (const deed of ['keydown', 'pointerdown']) addEventListener(deed, () => (hasGone = false), true)

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && target.closest('dialog') === null) last = target
})
document.addEventListener('keydown', event => {
  const { target } = event
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (target instanceof Element && target.matches(':read-write, select')) return
  const field = document.querySelector<HTMLInputElement>('main .search')
  if (field === null || document.querySelector(':modal') !== null) return
  event.preventDefault()
  field.focus()
  field.select()
})

/** A modal dialog while there are scripts; pressing beside it shuts it, and the focus goes back to where it was. */
export const modal: Hook = {
  mounted(element, push) {
    const dialog = element as HTMLDialogElement
    dialog.removeAttribute('open')
    // Back leads to where somebody was; that they left it through the palette is no part of that.
    if (hasGone) return push('')
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[autofocus]')?.focus()
    // Shut by the browser's own means, as a gesture is.
    dialog.addEventListener('cancel', event => {
      event.preventDefault()
      push('')
    })
    dialog.addEventListener('pointerdown', ({ target, clientX: x, clientY: y }) => {
      const { left, right, top, bottom } = dialog.getBoundingClientRect()
      if (target === dialog && (x < left || x > right || y < top || y > bottom)) push('')
    })
  },
  patched(element) {
    element.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  },
  removed() {
    if (last instanceof HTMLElement && last.isConnected) last.focus({ preventScroll: true })
    isShut = true
    queueMicrotask(() => (isShut = false))
  },
}

const places = new WeakMap<HTMLElement, string>()
let title: string | undefined

const name = (element: HTMLElement): void => {
  title ??= document.title
  document.title = `${element.dataset['name'] ?? ''} · ${title}`
}

/** Another screen begins at its top, with the focus on it. */
export const screen: Hook = {
  mounted(element) {
    places.set(element, element.dataset['at'] ?? '')
    name(element)
  },
  patched(element) {
    const at = element.dataset['at'] ?? ''
    if (places.get(element) === at) return
    places.set(element, at)
    name(element)
    const active = document.activeElement
    if (isShut || active === null || active === document.body || element.contains(active))
      element.focus({ preventScroll: true })
    scrollTo(0, 0)
  },
}
