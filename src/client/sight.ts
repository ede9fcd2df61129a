// What comes with a change: offers of what comes into sight, and words to be read out.
// Invariant: each element's words are read once, and none that the page was served with; each offer of sight is made once for each
// time that its element comes into sight.
// Does not know what is offered.

const SEEN = 'rp-seen'
const WORDS = 'rp-announce'

/** Returns what is to be called after every change. */
export function openSight(
  document: Document,
  seen: (element: Element) => void,
  say: (text: string) => void,
): () => void {
  const known = new WeakMap<Element, string>()
  let isFirst = true
  const observer = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) seen(target)
  })
  const fresh = (name: string, tell: (element: Element, text: string) => void): void => {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const text = name + element.getAttribute(name)
      if (known.get(element) === text) continue
      known.set(element, text)
      tell(element, text.slice(name.length))
    }
  }
  const settle = (): void => {
    fresh(SEEN, element => {
      observer.unobserve(element)
      observer.observe(element)
    })
    fresh(WORDS, (_, text) => isFirst || say(text))
    isFirst = false
  }
  settle()
  return settle
}
