// The overlay's own element: in the page's document but of no concern to it.
// Invariant: outside #repartee, with a tree and a style of its own; no event of ours reaches the page. It stands where it can be
// pressed: in the topmost modal dialog while there is one, as all around that is inert, and is put back when a change of
// that dialog throws it out.
// Does not know what it holds.

const OURS = ['click', 'input', 'change', 'submit', 'keydown', 'keyup', 'pointerdown', 'pointerup'] as const

export interface Host {
  readonly root: ShadowRoot
  /** Whether the focus is in it. */
  hasFocus(): boolean
}

export function openHost(css: string): Host {
  const host = document.createElement('rp-dev')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  host.popover = 'manual'
  for (const name of OURS) host.addEventListener(name, event => event.stopPropagation())

  let focused: Element | null = null
  const scrolled = new Map<Element, number>()
  root.addEventListener('focusin', () => (focused = root.activeElement))
  // one that was thrown out has not been left, and has the focus again by then
  root.addEventListener('focusout', () => setTimeout(() => (focused = root.activeElement)))
  root.addEventListener(
    'scroll',
    ({ target }) => target instanceof Element && scrolled.set(target, target.scrollTop),
    true,
  )

  const place = (): void => {
    const parent = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.documentElement
    if (host.parentNode !== parent) {
      const had = focused
      parent.append(host)
      for (const [element, top] of scrolled)
        if (element.isConnected) element.scrollTop = top
        else scrolled.delete(element)
      if (had?.isConnected && document.activeElement === document.body)
        (had as HTMLElement).focus({ preventScroll: true })
    }
    // above whatever came meanwhile
    if (!host.matches(':popover-open')) host.showPopover()
  }
  place()
  // a dialog that becomes modal is a change of its attributes, as one that closes
  new MutationObserver(place).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['open'],
  })

  return { root, hasFocus: () => root.activeElement !== null }
}
