// What shows of an event before it is answered: attributes that the element says in `rp-optimistic`.
// Invariant: when the event is settled nothing of it is left. A change always meets the page as the server rendered it, so what the
// server says stands, whether it agrees or not.
// Does not know events.

export interface Early {
  /** Shows what this element expects; what is returned takes it back. */
  begin(source: Element): (() => void) | undefined
  /** Makes a change of the page. */
  around<T>(change: () => T): T
  /** Whether one is being made. */
  readonly changing: boolean
}

type Attributes = Record<string, string | null>

export function openEarly(): Early {
  const shown = new Set<readonly [Element, Attributes]>()
  /** What the server rendered, of all that is shown otherwise. */
  const rendered = new Map<Element, Attributes>()
  let changing = false

  const lay = (): void => {
    for (const [element, attributes] of shown) {
      const kept = rendered.get(element) ?? {}
      rendered.set(element, kept)
      for (const [name, value] of Object.entries(attributes)) {
        if (!(name in kept)) kept[name] = element.getAttribute(name)
        if (name !== 'class') put(element, name, value)
        else
          for (const [, minus, word] of value!.matchAll(/(-?)(\S+)/g)) element.classList.toggle(word!, !minus)
      }
    }
  }
  const around: Early['around'] = change => {
    for (const [element, attributes] of rendered)
      for (const [name, value] of Object.entries(attributes)) put(element, name, value)
    rendered.clear()
    changing = true
    try {
      return change()
    } finally {
      changing = false
      lay()
    }
  }

  return {
    get changing() {
      return changing
    },
    around,
    begin(source) {
      const { at, ...attributes } = JSON.parse(source.getAttribute('rp-optimistic') ?? '{}') as Attributes
      const target = at ? source.closest(at) : source
      if (!target) return undefined
      const change = [target, attributes] as const
      shown.add(change)
      lay()
      return () => around(() => shown.delete(change))
    },
  }
}

function put(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}
