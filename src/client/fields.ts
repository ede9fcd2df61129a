// What a form field shows, and when it follows the server: three ways compared, as in a merge.
// Invariant: what was typed is given up only for something new: the server rendered another value than last time, and it
// is not merely the echo of a value that this field sent a moment ago. What was rendered last is the field's own attribute.
// Does not know where patches come from or how siblings are matched.

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What the browser remembers of elements between patches. */
export interface Memory {
  /** Values that a field sent and the server has not rendered yet, oldest first. */
  readonly sent: WeakMap<Element, string[]>
  /** Whether a `<details>` or `<dialog>` was last rendered open. */
  readonly open: WeakMap<Element, boolean>
  /** Elements that have been scrolled; those that left the page are dropped at the next patch. */
  readonly scrolled: Set<Element>
  /** Elements with a hook that were changed since the hooks last looked. */
  readonly touched: Set<Element>
  /** The client's own element: wherever it stands, no change sees it. */
  own?: Element
}

export const newMemory = (): Memory => ({
  sent: new WeakMap(),
  open: new WeakMap(),
  scrolled: new Set(),
  touched: new Set(),
})

/** As many echoes are awaited; a server that never echoes shall not fill the memory. */
const ECHOES = 20

export const isField = (node: Element): node is Field => /^(INPUT|TEXTAREA|SELECT)$/.test(node.nodeName)
export const isTick = (field: Element): field is HTMLInputElement =>
  field.nodeName === 'INPUT' && /^(checkbox|radio)$/.test((field as HTMLInputElement).type)
const isSelect = (field: Field): field is HTMLSelectElement => field.nodeName === 'SELECT'

const values = (options: Iterable<HTMLOptionElement>): string => Array.from(options, o => o.value).join('\n')

/** What the field shows now. */
function shown(field: Field): string {
  return isTick(field) ? `${field.checked}` : isSelect(field) ? values(field.selectedOptions) : field.value
}

/** What the server rendered into it. */
function rendered(field: Field): string {
  return isTick(field)
    ? `${field.defaultChecked}`
    : isSelect(field)
      ? values([...field.options].filter(o => o.defaultSelected))
      : field.defaultValue
}

/** Notes that the field's present value is on its way to the server, so that its echo is known as one. */
export function noteSent(field: Field, memory: Memory): void {
  const list = memory.sent.get(field) ?? []
  memory.sent.set(field, [...list, shown(field)].slice(-ECHOES))
}

/** Called before `field` is made like `to`; the function it returns is called after, and settles what the field shows. */
export function merge(field: Field, to: Field, memory: Memory): () => void {
  const was = rendered(field)
  const will = rendered(to)
  const had = shown(field)
  // a select without a `selected` option shows its first one
  const dirty = was === '' && isSelect(field) ? field.selectedIndex > 0 : had !== was
  const kept = isSelect(field) ? new Set(Array.from(field.selectedOptions, o => o.value)) : undefined
  return () => {
    const follow = will === was ? !dirty : !isEcho(field, will, memory)
    if (isTick(field)) {
      const checked = follow ? will === 'true' : had === 'true'
      if (field.checked !== checked) field.checked = checked
    } else if (isSelect(field)) {
      const options = [...field.options]
      // also none of several may be what the visitor chose
      const stays = !follow && (options.some(o => kept!.has(o.value)) || (field.multiple && !kept!.size))
      for (const option of options) {
        const selected = stays ? kept!.has(option.value) : option.defaultSelected
        if (option.selected !== selected) option.selected = selected
      }
    } else if (field.type !== 'file') {
      const value = follow ? will : had
      if (field.value !== value) put(field, value)
    }
  }
}

/** An echo settles itself and all that was sent before it. Anything else is the server's own word and settles everything. */
function isEcho(field: Field, value: string, memory: Memory): boolean {
  const list = memory.sent.get(field)
  const at = list ? list.indexOf(value) : -1
  if (at < 0) memory.sent.delete(field)
  else list!.splice(0, at + 1)
  return at >= 0
}

/** Sets a value and leaves the caret where it was, as far as there still is such a place. */
function put(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const { selectionStart, selectionEnd } = field
  field.value = value
  if (selectionStart !== null && field === field.ownerDocument.activeElement)
    field.setSelectionRange(selectionStart, selectionEnd)
}
