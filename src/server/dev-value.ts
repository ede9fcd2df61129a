// A value, to be looked at: as JSON that also says what JSON has no words for, bounded in depth and breadth.
// Invariant: nothing that a conversation can keep is left out without a number saying how much.
// Does not know conversations.
import type { Plain, PlainBranch } from '../wire/index.ts'

const DEPTH = 12
const ENTRIES = 200
const CHARS = 2000

/** Whether what stands there is not to be shown; `path` from the value that is looked at, without positions in lists: `cards.number`. */
export type Hides = (path: string, value: unknown) => boolean

/** A value as it is shown. */
export function shown(value: unknown, hides?: Hides): Plain {
  return plainOf(value, '', [], hides)
}

function plainOf(value: unknown, path: string, above: readonly object[], hides: Hides | undefined): Plain {
  if (hides?.(path, value) === true) return { is: 'hidden', text: '(hidden)' }
  switch (typeof value) {
    case 'string':
      return value.length <= CHARS
        ? value
        : { is: 'text', text: value.slice(0, CHARS), more: value.length - CHARS }
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { is: 'number', text: Object.is(value, -0) ? '-0' : String(value) }
    case 'bigint':
      return { is: 'bigint', text: `${value}n` }
    case 'undefined':
      return { is: 'undefined', text: 'undefined' }
    case 'object':
      return value === null ? null : object(value, path, above, hides)
    default:
      return { is: 'other', text: String(value) }
  }
}

function object(value: object, path: string, above: readonly object[], hides: Hides | undefined): Plain {
  if (above.includes(value)) return { is: 'circle', text: '(itself)' }
  if (value instanceof Date)
    return { is: 'date', text: Number.isNaN(value.getTime()) ? 'no date' : value.toISOString() }
  if (above.length === DEPTH) return { is: 'deep', text: '…' }
  const within = [...above, value]
  const inner = (each: unknown, name?: string): Plain =>
    plainOf(each, name === undefined ? path : path === '' ? name : `${path}.${name}`, within, hides)
  if (value instanceof Map)
    return branch('map', value, ([key, item]: [unknown, unknown]) => {
      const name = nameOf(key)
      return [name, inner(item, name)]
    })
  if (value instanceof Set) return branch('set', value, (item, at) => [String(at), inner(item)])
  if (Array.isArray(value)) return branch('list', value as unknown[], (item, at) => [String(at), inner(item)])
  return branch('object', Object.entries(value), ([name, item]) => [name, inner(item, name)])
}

function branch<T>(
  is: PlainBranch['is'],
  items: Iterable<T>,
  entry: (item: T, at: number) => readonly [string, Plain],
): PlainBranch {
  const of: (readonly [string, Plain])[] = []
  let more = 0
  for (const item of items)
    if (of.length < ENTRIES) of.push(entry(item, of.length))
    else more++
  return more === 0 ? { is, of } : { is, of, more }
}

function nameOf(key: unknown): string {
  if (typeof key === 'string') return key
  const plain = shown(key)
  if (plain === null || typeof plain !== 'object') return String(plain)
  return 'text' in plain ? plain.text : JSON.stringify(key)
}

/** The first place where two values differ, with both; undefined if they look the same. */
export function difference(
  was: Plain,
  is: Plain,
): { readonly path: string; readonly was: Plain; readonly is: Plain } | undefined {
  if (was === is) return undefined
  if (isBranch(was) && isBranch(is) && was.is === is.is) {
    const then = new Map(was.of)
    const now = new Map(is.of)
    for (const name of new Set([...then.keys(), ...now.keys()])) {
      const found = difference(then.get(name) ?? NOTHING, now.get(name) ?? NOTHING)
      if (found !== undefined) return { ...found, path: found.path === '' ? name : `${name}.${found.path}` }
    }
    return was.more === is.more ? undefined : { path: '', was, is }
  }
  return JSON.stringify(was) === JSON.stringify(is) ? undefined : { path: '', was, is }
}
const NOTHING: Plain = { is: 'undefined', text: '(nothing)' }

const isBranch = (value: Plain): value is PlainBranch =>
  typeof value === 'object' && value !== null && 'of' in value
