// Client hooks: a page's own code for elements that need more than HTML, named by `rp-hook`.
// Invariant: `mounted` once for an element, `patched` after a change touched it, `removed` once it has left; a hook that throws
// harms nobody else. What it tells the server is an offer of its element, `rp-push`.
// Does not know what hooks do.
import type { Memory } from './fields.ts'

/** What fails later (a promise) is told of like what fails at once. */
interface Hook {
  mounted?(element: Element, push: (text: string) => void): unknown
  patched?(element: Element): unknown
  removed?(element: Element): unknown
}

const HOOK = 'rp-hook'

/** Loads them, and returns what is to be called after every change of the page. */
export function openHooks(
  url: string | undefined,
  memory: Memory,
  push: (element: Element, text: string) => void,
): () => void {
  const live = new Map<Element, readonly [name: string, hook: Hook]>()
  let hooks: Readonly<Record<string, Hook>> | undefined

  const run = async (element: Element, call: (hook: Hook) => unknown): Promise<void> => {
    const [name, hook] = live.get(element)!
    try {
      await call(hook)
    } catch (error) {
      console.warn(`repartee: the hook "${name}" failed.`, error)
    }
  }

  const settle = (): void => {
    if (!hooks) return
    for (const [element, [name]] of live) {
      if (element.isConnected && element.getAttribute(HOOK) === name) continue
      void run(element, hook => hook.removed?.(element))
      live.delete(element)
    }
    for (const element of memory.touched)
      if (live.has(element)) void run(element, hook => hook.patched?.(element))
    memory.touched.clear()
    for (const element of document.querySelectorAll(`[${HOOK}]`)) {
      if (live.has(element)) continue
      const name = element.getAttribute(HOOK)!
      const isThere = Object.hasOwn(hooks, name)
      if (!isThere) console.warn(`repartee: there is no hook "${name}".`)
      live.set(element, [name, isThere ? hooks[name]! : {}])
      void run(element, hook => hook.mounted?.(element, text => push(element, text)))
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
