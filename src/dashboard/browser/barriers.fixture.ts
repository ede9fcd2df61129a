// What in a page is in the way of people who do not see it well, or use no mouse. Runs in the page.
// Invariant: one function without anything from outside, so that it can be sent there; it looks, and leaves the focus where it ends.
// Knows nothing of the dashboard.

/** One line for each barrier, the same ones only once. A key must have been pressed last, or no browser shows where the focus is. */
export function barriersIn(): string[] {
  const found = new Set<string>()
  const said = (element: Element): string => {
    const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)
    const kind = element.getAttribute('class')
    return `${element.localName}${kind ? `.${kind.split(' ').join('.')}` : ''} "${text}"`
  }
  const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)]

  for (const each of all('[tabindex]')) if (each.tabIndex > 0) found.add(`tabindex ${said(each)}`)
  for (const each of all('th')) {
    if (each.closest('[aria-hidden=true]') !== null) continue
    if (!['col', 'row'].includes(each.getAttribute('scope') ?? '')) found.add(`no scope: ${said(each)}`)
    if (each.textContent?.trim() === '') found.add(`empty heading of a table: ${said(each)}`)
  }
  for (const { id } of all('[id]'))
    if (all(`[id="${CSS.escape(id)}"]`).length > 1) found.add(`id twice: ${id}`)
  for (const word of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-activedescendant', 'for'])
    for (const each of all(`[${word}]`))
      for (const id of (each.getAttribute(word) ?? '').split(/\s+/).filter(Boolean))
        if (document.getElementById(id) === null) found.add(`${word} leads nowhere: ${said(each)}`)
  let level = 0
  for (const each of all('h1, h2, h3, h4, h5, h6')) {
    const own = Number(each.localName.slice(1))
    if (own > level + 1) found.add(`h${own} after h${level}: ${said(each)}`)
    level = own
  }

  // Colours are laid over each other by a canvas, as the browser does it, and read from there.
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const known = new Map<string, number>()
  const luminance = (colors: readonly string[]): number => {
    const key = colors.join()
    const before = known.get(key)
    if (before !== undefined || canvas === null) return before ?? 0
    for (const color of ['#fff', ...colors]) {
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
    }
    const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map(value => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    const is = 0.2126 * r + 0.7152 * g + 0.0722 * b
    known.set(key, is)
    return is
  }
  const groundsOf = (element: Element | null): string[] =>
    element === null ? [] : [...groundsOf(element.parentElement), getComputedStyle(element).backgroundColor]
  const contrast = (color: string, grounds: readonly string[]): number => {
    const [a, b] = [luminance(grounds), luminance([...grounds, color])]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
  const demand = (element: Element, color: string, what: string): void => {
    const { fontSize, fontWeight } = getComputedStyle(element)
    const size = Number.parseFloat(fontSize)
    const least = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5
    const is = contrast(color, groundsOf(element))
    if (is < least) found.add(`${what} ${is.toFixed(2)} of ${least}: ${said(element)} ${color}`)
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const element = text.parentElement
    if (element === null || text.textContent?.trim() === '') continue
    if (element.closest(':disabled, script, style, noscript') !== null || !element.checkVisibility()) continue
    const { color, fill } = getComputedStyle(element)
    demand(element, element instanceof SVGElement ? fill : color, 'contrast')
  }
  for (const each of all('[placeholder]'))
    demand(each, getComputedStyle(each, '::placeholder').color, 'contrast of the placeholder')

  const isCut = (element: Element, around: Element, reach: number): boolean => {
    const [box, clip] = [element.getBoundingClientRect(), around.getBoundingClientRect()]
    return (
      box.left - reach < clip.left ||
      box.top - reach < clip.top ||
      box.right + reach > clip.right ||
      box.bottom + reach > clip.bottom
    )
  }
  const modal = document.querySelector(':modal')
  for (const each of all('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if ((modal !== null && !modal.contains(each)) || !each.checkVisibility()) continue
    each.focus()
    if (document.activeElement !== each) continue
    const { outlineStyle, outlineWidth, outlineOffset, outlineColor } = getComputedStyle(each)
    const width = Number.parseFloat(outlineWidth)
    if (!each.matches(':focus-visible') || outlineStyle === 'none' || width < 2) {
      found.add(`no ring: ${said(each)}`)
      continue
    }
    const is = contrast(outlineColor, groundsOf(each.parentElement))
    if (is < 3) found.add(`ring ${is.toFixed(2)} of 3: ${said(each)}`)
    const reach = width + Number.parseFloat(outlineOffset) - 0.5
    for (let around = each.parentElement; around !== null; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around)
      if (around === document.body || overflowX === 'visible') continue
      // What is scrolled in half may have half a ring: Chromium leaves it so.
      if (['auto', 'scroll'].includes(overflowX) && isCut(each, around, -0.5)) continue
      if (isCut(each, around, reach))
        found.add(`ring cut off by ${said(around).split(' ')[0]}: ${said(each)}`)
    }
  }
  return [...found]
}
