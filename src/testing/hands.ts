// What a browser does when a person clicks, types or chooses: which offers are sent, in order, and what happens on the page itself.
// Invariant: as the client: the nearest element that offers something counts, its text travels word for word, and of a form only
// the fields that it names. What a browser would not do throws, and says why.
// Does not know conversations; what is to be sent is handed back.
import { isAccepted } from '../kernel/index.ts'
import type { Attached, Element } from './element.ts'
import { Failure, quoted } from './failure.ts'
import type { Lines } from './failure.ts'
import { isField, kindOf, noteSent, optionsOf, labelOf, shown, typeOf, valueOf } from './fields.ts'
import { controlsOf, fieldsOf, formOf, missing, submits, submitters } from './form.ts'
import type { Sent } from './form.ts'
import { isDisabled, isOpen, isPressable, summaryOf } from './look.ts'
import type { Look, Spot } from './look.ts'

/** What the client would post. */
export interface Wish {
  readonly offer: string
  readonly value?: string
  readonly fields?: Readonly<Record<string, Sent>>
}

/** What comes of a gesture: wishes in the order in which they are sent, or an address for which the page is left. */
export interface Done {
  readonly wishes: readonly Wish[]
  readonly leaves?: string
}

type Told = 'input' | 'change' | 'focus' | 'blur' | 'seen'
type Trigger = Told | 'click' | 'submit' | 'cancel' | 'push' | 'upload' | 'keydown' | 'shortcut'

/** Bytes that a file may have where the view does not say, as on a server. */
const MOST_BYTES = 16_777_216

/** A page at the moment of a gesture. */
export class Hands {
  readonly #look: Look
  readonly #lines: Lines

  constructor(look: Look, lines: Lines) {
    this.#look = look
    this.#lines = lines
  }

  /** Presses something that is within reach. */
  press(spot: Spot): Done {
    const { element } = spot
    const offer = offered(spot, 'click')
    const wishes = offer === undefined ? [] : [this.#wish(offer, 'click', spot)]
    const link = [element, ...spot.around].find(each => each.tag === 'a' && each.has('href'))
    // An offer on a link, or on a button that would submit, is made instead of that.
    if (offer !== undefined && this.#leaves(offer)) return { wishes }
    if (link !== undefined) return { wishes, leaves: link.get('href') as string }
    if (isField(element) && kindOf(element) === 'tick') return this.#tick(spot, wishes)
    const details = spot.around[0]
    if (element.tag === 'summary' && details?.tag === 'details' && summaryOf(details) === element) {
      details.opened = !isOpen(details)
      return { wishes }
    }
    const form = isPressable(element) ? formOf(this.#look, spot) : undefined
    if (form !== undefined && submits(element)) return { wishes: [...wishes, this.#submit(form, element)] }
    if (form !== undefined && typeOf(element) === 'reset') {
      for (const { element: each } of controlsOf(this.#look, form.element)) each.held = each.files = undefined
      return { wishes }
    }
    if (wishes.length > 0) return { wishes }
    return this.#fail(
      `"${this.#look.titleOf(element)}" does nothing`,
      'something with an offer: onClick, a form around it with onSubmit, or an address',
      `a <${element.tag}> that offers nothing`,
      'give it onClick={on.…}',
    )
  }

  /** Puts text into a field, as if it had been typed at once. */
  type(element: Element, text: string): readonly Wish[] {
    if (element.has('readonly'))
      return this.#fail(
        `"${this.#look.titleOf(element)}" cannot be written in`,
        'a field to write in',
        'one that is readonly',
        'do first what opens it',
      )
    element.held = text
    return this.tell(element, 'input')
  }

  /** Chooses among a select's options, by their words or values. */
  choose(spot: Spot, wanted: readonly string[]): readonly Wish[] {
    const { element } = spot
    const options = optionsOf(element)
    const found = wanted.map(each => {
      const option =
        options.find(option => labelOf(option) === each) ?? options.find(option => valueOf(option) === each)
      if (option !== undefined && !isDisabled(this.#look.spotOf(option) as Spot)) return valueOf(option)
      return this.#fail(
        `"${this.#look.titleOf(element)}" has no "${each}" to choose`,
        `one of: ${quoted(options.filter(option => !option.has('disabled')).map(labelOf))}`,
        option === undefined ? JSON.stringify(each) : `"${each}", which is disabled`,
        'name an option by its words or its value',
      )
    })
    element.held = options.map(valueOf).filter(each => found.includes(each))
    return [...this.tell(element, 'input'), ...this.tell(element, 'change')]
  }

  /** Chooses files. */
  attach({ element }: Spot, files: readonly Attached[]): readonly Wish[] {
    for (const file of files) this.#fits(element, file)
    element.files = element.has('multiple') ? files : files.slice(-1)
    const wishes = [...this.tell(element, 'input'), ...this.tell(element, 'change')]
    const spot = this.#look.spotOf(element) as Spot
    if (!element.has('rp-upload') || element.files.length === 0) return wishes
    const upload = { ...this.#wish(spot, 'upload', spot), fields: { '': element.files } }
    // What has arrived is not in the field any more.
    element.files = undefined
    return [...wishes, upload]
  }

  /** The client says so at the field, and does not send it. */
  #fits(element: Element, { name, size, type }: Attached): void {
    const most = Number(element.get('maxsize') ?? MOST_BYTES)
    const accept = (element.get('accept') ?? '').replaceAll(/\s/g, '').toLowerCase()
    const isFitting = isAccepted(accept, { name, type })
    if (size > most || !isFitting)
      this.#fail(
        `"${this.#look.titleOf(element)}" does not take ${JSON.stringify(name)}`,
        isFitting ? `at most ${most} bytes` : `accept="${accept}"`,
        isFitting ? `${size} bytes` : `the type ${JSON.stringify(type)}`,
        'attach another file, or let the field take it: maxsize, accept',
      )
  }

  /** Submits a form as Enter in one of its fields does: by its first button, or without one. */
  enter(form: Spot): Wish {
    const [button] = submitters(this.#look, form.element)
    const why = button === undefined ? undefined : this.#look.blocked(button)
    if (why !== undefined)
      return this.#fail(
        'The form cannot be submitted',
        'a button that submits it, within reach',
        `"${this.#look.titleOf((button as Spot).element)}", which ${why}`,
        'do first what enables it',
      )
    return this.#submit(form, button?.element)
  }

  /** Presses a key, written as `keys` has it, while the focus is there or nowhere. */
  key(word: string, at: Spot | undefined): readonly Wish[] {
    const spots = this.#look.spots
    const chain = at === undefined ? [] : [at.element, ...at.around]
    const near = chain.map(each => spots.find(({ element }) => element === each) as Spot)
    const isTyped =
      at !== undefined && isText(at.element) && !/^(ctrl|alt|meta|mod)\+|^(escape|f\d+)$/i.test(word)
    const anywhere = isTyped ? [] : spots.filter(spot => this.#look.blocked(spot) === undefined).toReversed()
    for (const [all, trigger] of [
      [near, 'keydown'],
      [anywhere, 'shortcut'],
    ] as const)
      for (const spot of all) {
        const keys = spot.element.get('rp-keys')
        const named =
          keys?.split(/\s+/).find(each => sameKey(each, word)) ?? (keys === undefined ? word : undefined)
        if (!spot.element.has(`rp-${trigger}`) || named === undefined) continue
        const wish = this.#wish(spot, trigger, spot)
        return [wish.value === undefined ? wish : { ...wish, value: named }]
      }
    const form = at !== undefined && sameKey(word, 'Enter') ? formOf(this.#look, at) : undefined
    if (form !== undefined) return [this.enter(form)]
    return this.#fail(
      `Nothing waits for the key ${word}`,
      'an element around the focus with onKeyDown, or one within reach with onShortcut',
      at === undefined ? 'the focus nowhere' : `the focus on "${this.#look.titleOf(at.element)}"`,
      `give it keys="${word}"`,
    )
  }

  /** What comes of a field's change, of the focus or of sight, if anything. */
  tell(element: Element, trigger: Told): readonly Wish[] {
    const spot = this.#look.spotOf(element) as Spot
    const offer = offered(spot, trigger)
    return offer === undefined ? [] : [this.#wish(offer, trigger, spot)]
  }

  /** What a client hook tells. */
  push(hook: Spot, text: string): readonly Wish[] {
    if (hook.element.has('rp-push')) return [{ ...this.#wish(hook, 'push', hook), value: text }]
    return this.#fail(
      `The hook "${hook.element.get('rp-hook')}" has nobody to tell`,
      'an element with onPush={on.…}',
      `a <${hook.element.tag}> without`,
      'give it onPush',
    )
  }

  /** What Escape sends from within a dialog, if anything. */
  escape(dialog: Spot): readonly Wish[] {
    return dialog.element.has('rp-cancel') ? [this.#wish(dialog, 'cancel', dialog)] : []
  }

  #tick(spot: Spot, wishes: readonly Wish[]): Done {
    const { element } = spot
    const isRadio = typeOf(element) === 'radio'
    const was = shown(element) as boolean
    if (isRadio && was) return { wishes }
    if (isRadio) for (const other of this.#group(spot)) other.held = false
    element.held = !was
    return { wishes: [...wishes, ...this.tell(element, 'input'), ...this.tell(element, 'change')] }
  }

  #group(spot: Spot): Element[] {
    const form = formOf(this.#look, spot)?.element
    return this.#look.spots
      .filter(
        other =>
          typeOf(other.element) === 'radio' &&
          other.element.get('name') === spot.element.get('name') &&
          formOf(this.#look, other)?.element === form,
      )
      .map(({ element }) => element)
  }

  #submit(form: Spot, submitter: Element | undefined): Wish {
    const look = this.#look
    const empty = missing(look, form.element, submitter)
    if (empty !== undefined)
      return this.#fail(
        `The browser does not send the form: "${look.titleOf(empty.element)}" is required`,
        'every required field filled in',
        `"${look.titleOf(empty.element)}", which is empty`,
        'fill it in first',
      )
    const offer = offered(form, 'submit')
    if (offer !== undefined) return this.#wish(offer, 'submit', form, submitter)
    return this.#fail(
      'The form does nothing when it is submitted',
      'a <form> with an offer',
      'one that offers nothing',
      'give it onSubmit={on.…}',
    )
  }

  #wish(offer: Spot, trigger: Trigger, source: Spot, submitter?: Element): Wish {
    const text = offer.element.get(`rp-${trigger}`) as string
    const owner = [offer.element, ...offer.around].find(each => each.has('rp-i'))?.get('rp-i')
    const [, mark, names = ''] = /^[^:!={]*(?:([={])(.*?)\}?$)?/s.exec(text) ?? []
    const form = source.element.tag === 'form' ? source : formOf(this.#look, source)
    const wish: Wish = {
      offer: /^\d/.test(text) ? text : `${owner}/${text}`,
      ...(mark === '=' && { value: sentBy(source.element) }),
      ...(mark === '{' && { fields: fieldsOf(this.#look, form?.element, names, submitter) }),
    }
    if (isField(source.element)) noteSent(source.element)
    return wish
  }

  /** Whether a click on this would leave the page: a link, or a button that submits its form. */
  #leaves(offer: Spot): boolean {
    const control = [offer, ...offer.around.map(each => this.#look.spotOf(each) as Spot)].find(
      ({ element }) => /^(a|button|input)$/.test(element.tag),
    )
    if (control === undefined) return false
    return (
      control.element.tag === 'a' || (submits(control.element) && formOf(this.#look, control) !== undefined)
    )
  }

  #fail(what: string, expected: string, got: string, hint: string): never {
    throw new Failure({ what, expected, got, try: hint }, this.#lines())
  }
}

/** The nearest element that offers something for that trigger; an ordinary link inside of it is the browser's. */
function offered({ element, around }: Spot, trigger: Trigger): Spot | undefined {
  const chain = [element, ...around]
  const at = chain.findIndex(each => each.has(`rp-${trigger}`))
  if (at < 0) return undefined
  const link = chain.findIndex(each => each.tag === 'a' && each.has('href'))
  if (trigger === 'click' && link >= 0 && link < at) return undefined
  return { element: chain[at] as Element, around: chain.slice(at + 1) }
}

const isText = (element: Element): boolean => isField(element) && /^(text|select)$/.test(kindOf(element))

/** Whether two words mean one key. */
function sameKey(a: string, b: string): boolean {
  const sorted = (word: string): string =>
    word
      .toLowerCase()
      .replace(/\b(ctrl|meta)\b/, 'mod')
      .split('+')
      .sort()
      .join('+')
  return sorted(a) === sorted(b)
}

/** The element's value; of something to tick, its value or nothing. */
function sentBy(source: Element): string {
  if (!isField(source)) return source.get('value') ?? ''
  const value = shown(source)
  if (typeof value === 'boolean') return value ? (source.get('value') ?? 'on') : ''
  return typeof value === 'string' ? value : (value[0] ?? '')
}
