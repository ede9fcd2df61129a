// One attribute: its name and value as HTML.
// Invariant: what a view may say here is text, a number, a boolean or nothing, or an offer; an address that would run
// code is refused. Knows the element's name only to judge addresses and to name it in errors.
import { forbiddenScheme } from './address.ts'
import { attribute } from './escape.ts'
import type { Host } from './host.ts'
import {
  ADDRESS,
  ANIMATED,
  HANDLER,
  kindOfName,
  NONE,
  PLAIN,
  TARGET_ADDRESS,
  TRUE_FALSE,
  triggerOf,
} from './names.ts'
import type { Creator, Event } from './node.ts'
import { describe, insteadOf, refuse } from './refuse.ts'
import { ANIMATES, FORM, NAVIGATES } from './tags.ts'

type Props = Readonly<Record<string, unknown>>

/** All attributes of an element, each with a blank before it. `fields`: of a form, the names of its fields. */
export function attributesOf(
  tag: string,
  tagKind: number,
  props: Props,
  host: Host,
  fields: readonly string[],
): string {
  let html = ''
  for (const name in props) {
    const kind = kindOfName(name)
    if (kind === NONE) continue
    const value = props[name]
    if (value === undefined || value === null) continue
    if (kind === HANDLER) {
      if (value !== false) html += offer(tag, tagKind, name, value, host, fields)
    } else if (typeof value === 'string') {
      if (kind !== PLAIN) check(tag, tagKind, kind, name, value, props)
      html += ' ' + name + attribute(value)
    } else if (typeof value === 'boolean') {
      if (kind === TRUE_FALSE) html += ' ' + name + '=' + value
      else if (value) html += ' ' + name
    } else if (typeof value === 'number') {
      html += ' ' + name + '=' + value
    } else {
      refuseValue(tag, name, value)
    }
  }
  return html
}

function offer(
  tag: string,
  tagKind: number,
  name: string,
  value: unknown,
  host: Host,
  fields: readonly string[],
): string {
  const trigger = triggerOf(name)
  if (!offered(value)) {
    refuse(
      'bad-attribute',
      `${name} of <${tag}> is not an event`,
      'an event of this component: on.name or on.name(payload)',
      describe(value),
      'handlers live under `on`, the view only names them',
    )
  }
  if (trigger !== 'submit') return ` rp-${trigger}` + attribute(host.offer(trigger, value))
  if ((tagKind & FORM) === 0) {
    refuse(
      'bad-attribute',
      `onSubmit stands on <${tag}>`,
      'onSubmit on <form>',
      `<${tag} onSubmit>`,
      'put it on the form: only a form has fields to submit',
    )
  }
  return ' rp-submit' + attribute(host.offer(trigger, value, fields))
}

function offered(value: unknown): value is Event | Creator<never> {
  if (typeof value !== 'function' && typeof value !== 'object') return false
  return typeof (value as { event?: unknown }).event === 'string'
}

/** Refuses addresses that would run code. */
function check(tag: string, tagKind: number, kind: number, name: string, value: string, props: Props): void {
  if (kind === ADDRESS || kind === TARGET_ADDRESS) {
    const goes = kind === TARGET_ADDRESS || ((tagKind & NAVIGATES) !== 0 && !downloads(props['download']))
    const scheme = forbiddenScheme(value, goes)
    if (scheme === undefined) return
    refuse(
      'bad-attribute',
      `${name} of <${tag}> would run or show something that did not come from a server`,
      'an address with http, https, mailto or the like, or a path',
      `an address with the scheme ${scheme}:`,
      'offer an event with onClick, or serve it at an address',
    )
  }
  if (kind === ANIMATED && (tagKind & ANIMATES) !== 0 && /href$/i.test(value)) {
    refuse(
      'bad-attribute',
      `<${tag}> changes an address`,
      'an animation of something that is seen',
      `${name}=${describe(value)}`,
      'set the address in the view',
    )
  }
}

const downloads = (value: unknown): boolean => value === true || typeof value === 'string'

function refuseValue(tag: string, name: string, value: unknown): never {
  const advice =
    name === 'style'
      ? 'write it as CSS text: style="color: red"'
      : name === 'class'
        ? 'join the names: [a, b].join(" ")'
        : insteadOf(value)
  return refuse(
    'bad-attribute',
    `${name} of <${tag}> has a value that is no text`,
    'a string, a number, a boolean, null or undefined',
    describe(value),
    advice,
  )
}
