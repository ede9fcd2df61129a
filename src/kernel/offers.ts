// Offers: how a view's events are written into its HTML, and which of them an instance offers at present.
// Invariant: an event is accepted only if the instance's present view offers exactly that text; eight bytes are kept for each
// (a keyed hash), nothing can be forged, and the same offer has the same text in every render, so offers cause no patches.
// Texts: `name` (no payload), `name:<json>`, `name!<devalue>`, `name=` (the element's value), `name{a,b#}` (the form's fields,
// each with the mark of its kind; for `onUpload` one without a name).
import { parse, stringify } from 'devalue'
import { fieldOf } from '../jsx/index.ts'
import type { Creator, Event, FieldMark, FieldValue, Trigger, Upload } from '../jsx/index.ts'
import { eventName, mustHandle } from './component.ts'
import type { Definition } from './component.ts'
import type { Conversation, Piece } from './conversation.ts'
import { slotOf } from './conversation.ts'
import { hash } from './hash.ts'
import type { HashKey } from './hash.ts'
import { isJson } from './plain.ts'

/** With these nothing comes but that it happened. */
const BARE: ReadonlySet<Trigger> = new Set<Trigger>(['click', 'cancel', 'seen'])

/** The text of one offer, as its attribute shows it. */
export function offerText(
  definition: Definition,
  trigger: Trigger,
  what: Event | Creator<never>,
  fields: readonly string[] | undefined,
): string {
  if (typeof what === 'function') {
    const name = known(definition, eventName(what) ?? '(a function)')
    if (trigger === 'submit' || trigger === 'upload') return `${name}{${(fields ?? []).join(',')}}`
    return BARE.has(trigger) ? name : `${name}=`
  }
  const name = known(definition, what.event)
  const { payload } = what
  if (payload === undefined) return name
  if (isJson(payload)) return `${name}:${JSON.stringify(payload)}`
  return `${name}!${stringify(payload)}`
}

/** What a visitor sent: an offer's full text (`<instance>/<text>`) and what the browser supplies with it. */
export interface Taken {
  readonly offer: string
  readonly value?: string
  readonly fields?: Readonly<Record<string, unknown>>
}
export interface Accepted {
  readonly iid: string
  readonly event: string
  readonly payload: unknown
}

/**
 * `stale`: it was offered lately, or its instance is gone. `refused`: it never was offered, or what came with it does not
 * fit; nothing a page of ours sends.
 */
export function accept(
  conversation: Conversation,
  key: HashKey,
  taken: Taken,
): Accepted | 'stale' | 'refused' {
  const slash = taken.offer.indexOf('/')
  const iid = taken.offer.slice(0, slash)
  if (slash < 1 || !/^[1-9]\d{0,15}$/.test(iid)) return 'refused'
  if (!conversation.instances.has(iid)) return Number(iid) < conversation.seq ? 'stale' : 'refused'

  const mark = hash(key, taken.offer)
  if (!isOffered(conversation, iid, mark))
    return conversation.screen.withdrawn.includes(mark) ? 'stale' : 'refused'

  // From here on the text is ours, word for word. What travels beside it must be what it asks for, and nothing else.
  const text = taken.offer.slice(slash + 1)
  const at = text.search(/[:!={]/)
  const event = at < 0 ? text : text.slice(0, at)
  const kind = text[at]
  const rest = text.slice(at + 1)
  if ((taken.value !== undefined && kind !== '=') || (taken.fields !== undefined && kind !== '{'))
    return 'refused'
  switch (kind) {
    case undefined:
      return { iid, event, payload: undefined }
    case ':':
      return { iid, event, payload: JSON.parse(rest) as unknown }
    case '!':
      return { iid, event, payload: parse(rest) as unknown }
    case '=':
      return typeof taken.value === 'string' ? { iid, event, payload: taken.value } : 'refused'
    default: {
      const names = rest.slice(0, -1)
      const payload = fieldsOf(names, taken.fields === undefined ? {} : taken.fields)
      if (payload === undefined) return 'refused'
      // What an input for files sends by itself has no name.
      return { iid, event, payload: names.startsWith('@') ? payload[''] : payload }
    }
  }
}

/** A field for files of an offer, if the present view offers it. `text` is the field's own in the offer. */
export interface FileField extends Pick<ReturnType<typeof fieldOf>, 'maxSize' | 'accept'> {
  readonly text: string
}

/** Which field for files a visitor may fill, and with what; undefined if the present view does not offer it. */
export function fileField(
  conversation: Conversation,
  key: HashKey,
  offer: string,
  field: string,
): FileField | undefined {
  const iid = offer.slice(0, Math.max(0, offer.indexOf('/')))
  if (!conversation.instances.has(iid) || !isOffered(conversation, iid, hash(key, offer))) return undefined
  const text = fileText(offer, field)
  return text === undefined ? undefined : { text, ...fieldOf(text) }
}

/** The text of a field for files in an offer's text. */
export function fileText(offer: string, field: string): string | undefined {
  const [, names = ''] = /^[^:!={]*\{(.*)\}$/s.exec(offer) ?? []
  return names.split(',').find(text => {
    const { name, mark } = fieldOf(text)
    return mark.startsWith('@') && name === field
  })
}

/** The form's fields, every rendered one present; undefined if one does not fit its kind or was not rendered. */
function fieldsOf(
  texts: string,
  sent: Readonly<Record<string, unknown>>,
): Record<string, FieldValue> | undefined {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined
  const fields: Record<string, FieldValue> = {}
  let known = 0
  for (const text of texts === '' ? [] : texts.split(',')) {
    const { name, mark } = fieldOf(text)
    const isSent = Object.hasOwn(sent, name)
    if (isSent) known++
    const value = isSent ? parsed(mark, sent[name]) : NOTHING[mark]
    if (value === undefined) return undefined
    Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return known === Object.keys(sent).length ? fields : undefined
}

/** A field of which nothing was sent. */
const NOTHING: Readonly<Record<FieldMark, FieldValue>> = {
  '': '',
  '#': null,
  '?': false,
  '+': [],
  '@': null,
  '@+': [],
}

/** As browsers write numbers into forms. */
const NUMBER = /^-?(\d+(\.\d+)?|\.\d+)(e[-+]?\d+)?$/i

/** A value as its kind of control sends it; undefined if none does. */
function parsed(mark: FieldMark, sent: unknown): FieldValue | undefined {
  switch (mark) {
    case '#': {
      if (sent === '') return null
      // No control has a negative zero; and what keeps state could not.
      const number = typeof sent === 'string' && NUMBER.test(sent) ? Number(sent) + 0 : Number.NaN
      return Number.isFinite(number) ? number : undefined
    }
    case '?':
      return sent === 'on' ? true : undefined
    case '+':
      return isListOf(sent, isText) ? sent : undefined
    case '@':
      return isUpload(sent) ? sent : undefined
    case '@+':
      return isListOf(sent, isUpload) ? sent : undefined
    default:
      return isText(sent) ? sent : undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isListOf<T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is)
}

function isUpload(value: unknown): value is Upload {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 4) return false
  const { id, name, size, type } = value as Partial<Upload>
  return (
    isText(id) &&
    id !== '' &&
    isText(name) &&
    name !== '' &&
    isText(type) &&
    Number.isSafeInteger(size) &&
    (size as number) >= 0
  )
}

function isOffered(conversation: Conversation, iid: string, mark: number): boolean {
  const { slots } = conversation.screen
  const own = slots.get(slotOf(conversation.instances, iid))
  if (own?.iid === iid && hasOffer(own, mark)) return true
  // Offers that a view passed down to an embedded component are shown, and kept, there.
  for (const shown of slots.values()) if (shown.iid !== iid && hasOffer(shown, mark)) return true
  return false
}

function hasOffer(piece: Piece, mark: number): boolean {
  if (piece.offers.includes(mark)) return true
  for (const hole of piece.holes) if (typeof hole !== 'string' && hasOffer(hole, mark)) return true
  return false
}

function known(definition: Definition, event: string): string {
  mustHandle(definition, event, `The view of ${definition.name}`)
  return event
}
