// What is not printed unless it is asked for: values whose names say that they are secrets, and numbers of cards.
// Invariant: in doubt it is hidden. What components redact is said by their code, which is not here; this is no more than a curtain, since
// whoever reads the file reads everything. Pure.
import { inspect } from 'node:util'

/** Anywhere in a name. */
const STEMS =
  /passw|passphrase|passcode|secret|token|iban|credential|apikey|privatekey|accesskey|cardn|creditcard|authorization|cookie/
/** A text that reads as the number of a card. */
const CARD = /^(?:\d[ -]?){12,18}\d$/
/** As one of a name's words. */
const WORDS = new Set([
  'pass',
  'pwd',
  'pin',
  'otp',
  'cvv',
  'cvc',
  'cvv2',
  'bic',
  'ssn',
  'auth',
  'session',
  'sid',
  'jwt',
  'signature',
])

export const HIDDEN = '(hidden)'

/** `userPassword`, `api_key`, `IBAN` */
export function isSecret(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
  return (
    STEMS.test(words.join('')) || words.some(word => WORDS.has(word) || WORDS.has(word.replace(/s$/, '')))
  )
}

/** Prints as what it is, not as a text that somebody typed. */
class Hidden {
  [inspect.custom](): string {
    return HIDDEN
  }

  toJSON(): string {
    return HIDDEN
  }
}
const hidden = new Hidden()

/** The same value, with what is secret hidden, all the way down. */
export function curtained(value: unknown, made: Map<object, unknown> = new Map()): unknown {
  if (typeof value === 'string') return CARD.test(value) ? hidden : value
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const before = made.get(value)
  if (before !== undefined) return before
  const inner = (name: unknown, item: unknown): unknown =>
    typeof name === 'string' && isSecret(name) ? hidden : curtained(item, made)
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>()
    made.set(value, copy)
    for (const [key, item] of value) copy.set(curtained(key, made), inner(key, item))
    return copy
  }
  if (value instanceof Set) {
    const copy = new Set<unknown>()
    made.set(value, copy)
    for (const item of value) copy.add(curtained(item, made))
    return copy
  }
  if (Array.isArray(value)) {
    const copy: unknown[] = []
    made.set(value, copy)
    for (const item of value as unknown[]) copy.push(curtained(item, made))
    return copy
  }
  const copy: { [name: string]: unknown } = {}
  made.set(value, copy)
  for (const [name, item] of Object.entries(value)) copy[name] = inner(name, item)
  return copy
}

/** An address, with the secrets among its parameters hidden. */
export function curtainedAddress(address: string): string {
  const at = address.indexOf('?')
  if (at < 0) return address
  const rest = address
    .slice(at + 1)
    .replaceAll(/([^=&#]+)=([^&#]*)/g, (whole, name: string) =>
      isSecret(name) ? `${name}=${HIDDEN}` : whole,
    )
  return `${address.slice(0, at)}?${rest}`
}
