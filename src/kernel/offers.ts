// Offers: how a view's events are written into its HTML, and which of them an instance offers at present.
// Invariant: an event is accepted only if the instance's present view offers exactly that text; eight bytes are kept for each
// (a keyed hash), nothing can be forged, and the same offer has the same text in every render, so offers cause no patches.
// Texts: `name` (no payload), `name:<json>`, `name!<devalue>`, `name=` (the element's value), `name{a,b}` (the form's fields).
import { parse, stringify } from 'devalue'
import type { Creator, Event, Trigger } from '../jsx/index.ts'
import { eventName, mustHandle } from './component.ts'
import type { Definition } from './component.ts'
import type { Conversation } from './conversation.ts'
import { slotOf } from './conversation.ts'
import { hash } from './hash.ts'
import type { HashKey } from './hash.ts'
import { isJson } from './plain.ts'

/** The text of one offer, as its attribute shows it. */
export function offerText(
  definition: Definition,
  trigger: Trigger,
  what: Event | Creator<never>,
  fields: readonly string[] | undefined,
): string {
  if (typeof what === 'function') {
    const name = known(definition, eventName(what) ?? '(a function)')
    if (trigger === 'submit') return `${name}{${(fields ?? []).map(encodeURIComponent).join(',')}}`
    return trigger === 'click' || trigger === 'cancel' ? name : `${name}=`
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
  readonly fields?: Readonly<Record<string, string>>
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
      const payload = fieldsOf(rest.slice(0, -1), taken.fields === undefined ? {} : taken.fields)
      return payload === undefined ? 'refused' : { iid, event, payload }
    }
  }
}

/** The form's fields, every rendered one present; undefined if one was sent that was not rendered. */
function fieldsOf(
  names: string,
  sent: Readonly<Record<string, unknown>>,
): Record<string, string> | undefined {
  const fields: Record<string, string> = {}
  const define = (name: string, value: string): void => {
    Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true })
  }
  for (const name of names === '' ? [] : names.split(',')) define(decodeURIComponent(name), '')
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined
  for (const name of Object.keys(sent)) {
    const value = sent[name]
    if (!Object.hasOwn(fields, name) || typeof value !== 'string') return undefined
    define(name, value)
  }
  return fields
}

function isOffered(conversation: Conversation, iid: string, mark: number): boolean {
  const { slots } = conversation.screen
  const own = slots.get(slotOf(conversation.instances, iid))
  if (own?.iid === iid && own.offers.includes(mark)) return true
  // Offers that a view passed down to an embedded component are shown, and kept, there.
  for (const shown of slots.values()) if (shown.iid !== iid && shown.offers.includes(mark)) return true
  return false
}

function known(definition: Definition, event: string): string {
  mustHandle(definition, event, `The view of ${definition.name}`)
  return event
}
