// Keys: of the element that has the focus and of those around it (rp-keydown), else of the whole page (rp-shortcut).
// Invariant: a key that makes a word while one is being composed is none, and one that is held down counts once, unless the view asks for
// a pace. A key that the view names is not the browser's any more. What lies under a modal dialog hears nothing.
// Does not know what is offered.
import type { Given } from './feel.ts'

export function openKeys(document: Document, say: Given['say']): void {
  const takes = (element: Element, trigger: string, event: KeyboardEvent): boolean => {
    const keys = element.getAttribute('rp-keys')
    const word = keyOf(event, keys)
    if (!word) return false
    if (keys !== null) event.preventDefault()
    if (!event.repeat || element.hasAttribute('rp-throttle')) say(element, trigger, element, word)
    return true
  }

  document.addEventListener('keydown', event => {
    const { target } = event
    if (event.defaultPrevented || !(target instanceof Element)) return
    const near = '[rp-keydown]'
    for (let at = target.closest(near); at; at = at.parentElement?.closest(near) ?? null)
      if (takes(at, 'keydown', event)) return
    if ((target.matches(':read-write') || target.nodeName === 'SELECT') && isTyped(event)) return
    // what lies above comes last
    const top = [...document.querySelectorAll(':modal')].at(-1) ?? document
    for (const at of [...top.querySelectorAll('[rp-shortcut]')].reverse())
      if (!at.closest('[inert],:disabled') && takes(at, 'shortcut', event)) return
  })
}

const HELD = ['ctrl', 'alt', 'shift', 'meta'] as const

/** The word among `keys` that was pressed; without `keys` the key's own. A sign that needs Shift is written without it. */
function keyOf(event: KeyboardEvent, keys: string | null): string | undefined {
  const { key } = event
  if (event.isComposing || /^(Control|Alt|AltGraph|Shift|Meta|Process|Dead)$/.test(key)) return undefined
  const name = key === ' ' ? 'Space' : key.length > 1 ? key : key.toLowerCase()
  const isSign = name.length === 1 && name === name.toUpperCase()
  const held = HELD.filter(each => event[`${each}Key`] && !(isSign && each === 'shift'))
  const word = [...held, name].join('+')
  if (keys === null) return word
  const pressed = [word, word.replace(/ctrl|meta/, 'mod')].map(sorted)
  return keys.split(/\s+/).find(each => pressed.includes(sorted(each)))
}

const sorted = (word: string): string => word.toLowerCase().split('+').sort().join('+')

/** Whether this is what somebody who types would press. */
const isTyped = ({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean =>
  !ctrlKey && !altKey && !metaKey && !/^(Escape|F\d+)$/.test(key)
