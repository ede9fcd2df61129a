// Client hooks: a page's own code for elements that need more than HTML, named by `rp-hook`.
// Invariant: `mounted` once for an element, `patched` after a change touched it, `removed` once it has left; a hook that throws
// harms nobody else. What it tells the server is an offer of its element, `rp-push`.
// Does not know what hooks do.
import type { Memory } from './fields.ts'

interface Hook {
  mounted?(element: Element, push: (text: string) => void): void
  patched?(element: Element): void
  removed?(element: Element): void
}

const HOOK = 'rp-hook'

/** Loads them, and returns what is to be called after every change of the page. */
export function openHooks(
  url: string | undefined,
  memory: Memory,
  push: (element: Element, text: string) => void,
): () => void {
  const live = new Map<Element, Hook>()
  let hooks: Readonly<Record<string, Hook>> | undefined

  const run = (element: Element, call: (hook: Hook) => void): void => {
    try {
      call(live.get(element)!)
    } catch (error) {
      console.warn(`repartee: the hook "${element.getAttribute(HOOK)}" failed.`, error)
    }
  }

  const settle = (): void => {
    if (!hooks) return
    for (const element of live.keys()) {
      if (element.isConnected) continue
      run(element, hook => hook.removed?.(element))
      live.delete(element)
    }
    for (const element of memory.touched) if (live.has(element)) run(element, hook => hook.patched?.(element))
    memory.touched.clear()
    for (const element of document.querySelectorAll(`[${HOOK}]`)) {
      if (live.has(element)) continue
      const name = element.getAttribute(HOOK)!
      if (!Object.hasOwn(hooks, name)) console.warn(`repartee: there is no hook "${name}".`)
      live.set(element, hooks[name] ?? {})
      run(element, hook => hook.mounted?.(element, text => push(element, text)))
    }
  }

  if (url)
    import(url).then(
      (module: typeof hooks) => {
        hooks = module
        settle()
      },
      (error: unknown) => console.warn('repartee: the hooks could not be loaded.', error),
    )
  return settle
}
