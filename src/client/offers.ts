// Offers in the page become events: listeners on the document find the closest element that offers something.
// Invariant: what travels is the offer's text, word for word, and what the text asks for; nothing else leaves a form.
// Links and controls do what they do without us, except what would leave the page in spite of an offer.
import { ATTR } from '../wire/index.ts'
import { isField, isTick, noteSent, type Memory } from './fields.ts'
import { fieldsOf } from './form.ts'
import type { Given } from './feel.ts'
import type { Wish } from './inbox.ts'
import type { Pending } from './pending.ts'

/** What was said by a press, and may show before it is answered. */
const PRESSED = /^(click|change|submit|keydown|shortcut)$/

/** Returns how other parts say that something was done which an element offers. */
export function listenForOffers(
  document: Document,
  memory: Memory,
  pending: Pending,
  push: (wish: Wish, isPress: boolean) => void,
): Given['say'] {
  const offered = (event: Event, trigger: string): Element | undefined => {
    const { target } = event
    if (event.defaultPrevented || !(target instanceof Element)) return undefined
    const element = target.closest(`[${ATTR.offer}${trigger}]`)
    // an ordinary link inside, or a click that opens a window, is the browser's
    const link = target.closest('a[href]')
    const { button, ctrlKey, metaKey, shiftKey } = event as Partial<MouseEvent>
    if (!element || (link && (element.contains(link.parentNode) || button || ctrlKey || metaKey || shiftKey)))
      return undefined
    return element
  }

  const send = (
    element: Element,
    trigger: string,
    source: Element,
    given?: string,
    submitter?: HTMLElement | null,
  ): void => {
    const text = element.getAttribute(ATTR.offer + trigger)
    if (text === null || !element.isConnected) return
    const owner = element.closest(`[${ATTR.instance}]`)?.getAttribute(ATTR.instance)
    const field = isField(source) ? source : undefined
    const [, mark, names] = /^[^:!={]*(?:([={])(.*?)\}?$)?/s.exec(text)!
    const isPress = PRESSED.test(trigger)
    const wish: Wish = {
      offer: /^\d/.test(text) ? text : `${owner}/${text}`,
      ...(mark === '=' && { value: given ?? valueOf(source) }),
      ...(mark === '{' && { fields: fieldsOf(field?.form ?? source.closest('form'), names!, submitter) }),
      element,
      typing: trigger === 'input',
      begin: () => pending.begin([element, submitter], isPress ? element : undefined),
    }
    push(wish, isPress)
    if (field) noteSent(field, memory)
  }
  const say: Given['say'] = (element, trigger, source, value) =>
    pending.say(element, source, trigger, () => send(element, trigger, source, value))

  for (const trigger of ['click', 'input', 'change', 'submit']) {
    document.addEventListener(trigger, event => {
      const element = offered(event, trigger)
      if (!element) return
      const source = event.target as Element
      if (trigger === 'submit' || (trigger === 'click' && leaves(element))) event.preventDefault()
      const { submitter } = event as SubmitEvent
      pending.say(element, source, trigger, () => send(element, trigger, source, undefined, submitter))
    })
  }
  // Neither bubbles. Some ways of closing cannot be refused: the dialog is shown again by now, and the wish is the same.
  for (const change of ['cancel', 'close'])
    document.addEventListener(
      change,
      ({ target }) => {
        if (target instanceof HTMLDialogElement && target.open && !target.hasAttribute('rp-busy'))
          say(target, 'cancel', target)
      },
      true,
    )
  return say
}

/** Whether a click on this would leave the page: a link, or a button that submits its form. */
function leaves(element: Element): boolean {
  const control = element.closest('a,button,input')
  // Links, also those of drawings, have none.
  if (!control || !('form' in control)) return !!control
  const { form, type } = control as HTMLButtonElement
  return !!form && /^(submit|image)$/.test(type)
}

/** The element's `value`; of something to tick, its value or nothing. */
function valueOf(source: Element): string {
  const { value, checked } = source as Partial<HTMLInputElement>
  return isTick(source) && !checked ? '' : `${value ?? ''}`
}
