// The attributes of an element as HTML.
// Invariant: what a view may say here is text, a number, a boolean or nothing, or an offer; an address that would run
// code is refused. Knows the element only to judge addresses and to name it in errors.
import { forbiddenScheme } from './address.ts'
import { valued } from './escape.ts'
import { filesText, present } from './forms.ts'
import type { Host } from './host.ts'
import { ADDRESS, ANIMATED, findName, HANDLER, PLAIN, TARGET_ADDRESS, TRUE_FALSE, WAIT } from './names.ts'
import type { Creator, Event, Node, Trigger } from './node.ts'
import { describe, insteadOf, refuse } from './refuse.ts'
import { ANIMATES, FORM, NAVIGATES, type Tag } from './tags.ts'

type Props = Node['props']

/** An hour. */
const LONGEST_WAIT = 3_600_000

/** Each attribute with a blank before it. `fields`: of a form, its fields. */
export function attributesOf(tag: Tag, props: Props, host: Host, fields?: readonly string[]): string {
  let html = ''
  for (const key in props) {
    if (key === 'children') continue
    const name = findName(key)
    const value = props[key]
    if (value === undefined || value === null) continue
    if (name.kind === HANDLER) {
      if (value !== false)
        html += valued(name.before, name.quote, offer(tag, key, value, props, host, fields))
    } else if (name.kind >= WAIT) {
      if (value !== false)
        html += valued(
          name.before,
          name.quote,
          name.kind === WAIT ? wait(tag, key, value) : early(tag, value),
        )
    } else if (typeof value === 'string') {
      if (name.kind !== PLAIN) check(tag, name.kind, key, value, props)
      html += value === '' ? name.bare : valued(name.before, name.quote, value)
    } else if (typeof value === 'boolean') {
      if (name.kind === TRUE_FALSE) html += name.before + value
      else if (value) html += name.bare
    } else if (typeof value === 'number') {
      html += name.before + value
    } else {
      refuseValue(tag, key, value)
    }
  }
  return html
}

/** The text of an offer. `key` is `on` and a trigger. */
function offer(
  tag: Tag,
  key: string,
  value: unknown,
  props: Props,
  host: Host,
  fields: readonly string[] | undefined,
): string {
  if (!isOffer(value)) {
    refuse(
      'bad-attribute',
      `${key} of ${tag.open}> is not an event`,
      'an event of this component: on.name or on.name(payload)',
      describe(value),
      'handlers live under `on`, the view only names them',
    )
  }
  const trigger = key.slice(2).toLowerCase() as Trigger
  if (trigger === 'upload') {
    const text = filesText(tag, props)
    if (text !== undefined) return host.offer(trigger, value, [text])
    refuse(
      'bad-attribute',
      `onUpload stands on ${tag.open}>`,
      'onUpload on <input type="file">',
      `${tag.open} onUpload>`,
      'put it on the input that files are chosen with',
    )
  }
  if (trigger !== 'submit') return host.offer(trigger, value)
  if ((tag.kind & FORM) === 0) {
    refuse(
      'bad-attribute',
      `onSubmit stands on ${tag.open}>`,
      'onSubmit on <form>',
      `${tag.open} onSubmit>`,
      'put it on the form: only a form has fields to submit',
    )
  }
  return host.offer(trigger, value, fields)
}

function wait(tag: Tag, key: string, value: unknown): string {
  if (typeof value === 'number' && value > 0 && value <= LONGEST_WAIT) return String(value)
  return refuse(
    'bad-attribute',
    `${key} of ${tag.open}> is no time to wait`,
    `milliseconds, a number up to ${LONGEST_WAIT}`,
    describe(value),
    `${key}={300}`,
  )
}

/** As the client reads it: JSON, in which null is an attribute that is to be gone. */
function early(tag: Tag, value: unknown): string {
  const changes: Record<string, string | null> = {}
  if (typeof value !== 'object' || value === null) return refuseEarly(tag, describe(value))
  for (const [key, to] of Object.entries(value)) {
    if (to === undefined) continue
    const { kind, before } = key === 'at' ? { kind: PLAIN, before: '' } : findName(key)
    const isText = typeof to === 'string' || typeof to === 'number'
    if ((kind !== PLAIN && kind !== TRUE_FALSE) || before.startsWith(' rp-')) refuseEarly(tag, key)
    else if (isText || (kind === TRUE_FALSE && typeof to === 'boolean')) changes[key] = String(to)
    else if (typeof to === 'boolean') changes[key] = to ? '' : null
    else refuseEarly(tag, `${key}: ${describe(to)}`)
  }
  return JSON.stringify(changes)
}

function refuseEarly(tag: Tag, got: string): never {
  return refuse(
    'bad-attribute',
    `optimistic of ${tag.open}> is nothing that can be changed in advance`,
    'attributes by name, each a text, a number, true or false; no addresses and no offers',
    got,
    "optimistic={{ class: 'on', 'aria-pressed': true }}",
  )
}

function isOffer(value: unknown): value is Event | Creator<never> {
  if (typeof value !== 'function' && typeof value !== 'object') return false
  return typeof (value as { event?: unknown }).event === 'string'
}

function check(tag: Tag, kind: number, key: string, value: string, props: Props): void {
  if (kind === ADDRESS || kind === TARGET_ADDRESS) {
    const goes = kind === TARGET_ADDRESS || ((tag.kind & NAVIGATES) !== 0 && !present(props['download']))
    const scheme = forbiddenScheme(value, goes)
    if (scheme === undefined) return
    refuse(
      'bad-attribute',
      `${key} of ${tag.open}> would run or show something that no server sent`,
      'a path, or an address with http, https, mailto or the like',
      `an address with the scheme ${scheme}:`,
      'offer an event with onClick, or serve it at an address',
    )
  }
  if (kind === ANIMATED && (tag.kind & ANIMATES) !== 0 && /href/i.test(value)) {
    refuse(
      'bad-attribute',
      `${tag.open}> changes an address`,
      'an animation of something that is seen',
      `${key}=${describe(value)}`,
      'set the address in the view',
    )
  }
}

function refuseValue(tag: Tag, key: string, value: unknown): never {
  return refuse(
    'bad-attribute',
    `${key} of ${tag.open}> has a value that is no text`,
    'a string, a number, a boolean, null or undefined',
    describe(value),
    INSTEAD[key] ?? insteadOf(value),
  )
}

const INSTEAD: Readonly<Record<string, string | undefined>> = {
  style: 'write it as CSS: style="color: red"',
  class: 'join the names: [a, b].join(" ")',
  dangerouslySetInnerHTML: 'unsafeHtml(html) among the children, for HTML that no visitor wrote',
}
