// What a conversation may keep: plain data. Strings, finite and other numbers, booleans, null, undefined, bigint, Date, Map,
// Set, arrays and plain objects of these, also in cycles. Anything else is named by its path.
// Does not know what the data is for.
import { ReparteeError } from '../errors/index.ts'

/** The path, from there, of the first value that cannot be kept, or undefined. */
function unkeepable(value: unknown, seen: Set<object>): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return ''
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined
  seen.add(value)
  switch (Object.getPrototypeOf(value)) {
    case Date.prototype:
      return undefined
    case Map.prototype:
      for (const [key, item] of value as Map<unknown, unknown>) {
        const inKey = unkeepable(key, seen)
        if (inKey !== undefined) return `.<key>${inKey}`
        const inItem = unkeepable(item, seen)
        if (inItem !== undefined) return `.get(${nameOf(key)})${inItem}`
      }
      return undefined
    case Set.prototype:
      for (const item of value as Set<unknown>) {
        const bad = unkeepable(item, seen)
        if (bad !== undefined) return `.<item>${bad}`
      }
      return undefined
    case Array.prototype:
    case Object.prototype:
    case null:
      return unkeepableIn(value as Record<string, unknown>, seen)
    default:
      return ''
  }
}

function unkeepableIn(value: Readonly<Record<string, unknown>>, seen: Set<object>): string | undefined {
  if (Object.getOwnPropertySymbols(value).length > 0) return '[symbol]'
  const isArray = Array.isArray(value)
  for (const key of Object.keys(value)) {
    const isIndex = isArray && /^\d+$/.test(key)
    const at = isIndex ? `[${key}]` : `.${key}`
    // An array keeps its items only, and no object can be read back with this key.
    if ((isArray && !isIndex) || key === '__proto__') return at
    const bad = unkeepable(value[key], seen)
    if (bad !== undefined) return at + bad
  }
  return undefined
}

const nameOf = (key: unknown): string => (typeof key === 'string' ? key : typeof key)

/** Whether JSON gives back exactly this: a tree of JSON's values, nothing in it twice. */
export function isJson(value: unknown, seen?: Set<object>): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object') return false
  if (seen === undefined) seen = new Set()
  else if (seen.has(value)) return false
  seen.add(value)
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto === Array.prototype) {
    // Not `every`, which would pass over holes.
    for (const item of value as unknown[]) if (!isJson(item, seen)) return false
    return true
  }
  if (proto !== Object.prototype) return false
  for (const key of Object.keys(value))
    if (key === '__proto__' || key === 'toJSON' || !isJson((value as Record<string, unknown>)[key], seen))
      return false
  return true
}

/**
 * Whether two pieces of plain data say the same, in whatever objects; maps and sets in the same order. `met`: what is taken for
 * the same meanwhile, since data may be in cycles.
 */
export function sameData(a: unknown, b: unknown, met: Map<object, object> = new Map()): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (met.get(a) === b) return true
  const kind: unknown = Object.getPrototypeOf(a)
  if (kind !== Object.getPrototypeOf(b)) return false
  met.set(a, b)
  if (kind === Date.prototype) return Object.is(Number(a), Number(b))
  if (kind === Map.prototype || kind === Set.prototype)
    return sameData([...(a as Iterable<unknown>)], [...(b as Iterable<unknown>)], met)
  if (kind !== Array.prototype && kind !== Object.prototype && kind !== null) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>]
  return keys.every(key => Object.hasOwn(other, key) && sameData(one[key], other[key], met))
}

/** Throws `bad-state` with the path of the first value that cannot be kept; `what` begins that path, e.g. `state of counter`. */
export function mustKeep(value: unknown, what: string): void {
  const bad = unkeepable(value, new Set())
  if (bad === undefined) return
  throw new ReparteeError('bad-state', {
    what: `A conversation cannot keep ${what}${bad}`,
    expected:
      'plain data: strings, numbers, booleans, null, undefined, bigint, Date, Map, Set, arrays, plain objects',
    got: describe(value, bad),
    try: what.startsWith('props')
      ? 'pass plain fields; what it shall show goes between its tags, and what it answers comes through onAnswer'
      : 'keep an id or plain fields, and look the rest up where it is used',
  })
}

/**
 * Freezes what is kept, all the way down, so that a handler that mutates what it was given fails where it does. Maps, Sets and
 * Dates, which cannot be frozen, refuse the methods that change them.
 */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) {
    lock(value, ['set', 'delete', 'clear'])
    for (const [key, item] of value) {
      freeze(key)
      freeze(item)
    }
  } else if (value instanceof Set) {
    lock(value, ['add', 'delete', 'clear'])
    for (const item of value) freeze(item)
  } else if (value instanceof Date) {
    lock(value, DATE_SETTERS)
  } else {
    Object.freeze(value)
    for (const key of Object.keys(value)) freeze((value as Record<string, unknown>)[key])
  }
  return value
}

const DATE_SETTERS = Object.getOwnPropertyNames(Date.prototype).filter(name => name.startsWith('set'))

function lock(value: object, methods: readonly string[]): void {
  for (const name of methods) {
    const refuse = (): never => {
      throw new TypeError(`${name}() would change what a conversation keeps; make a new one and return that`)
    }
    Object.defineProperty(value, name, { value: refuse })
  }
  Object.freeze(value)
}

function describe(value: unknown, path: string): string {
  let at: unknown = value
  for (const part of path.matchAll(/\.([^.[(<]+)|\[(\d+)\]/g)) {
    if (typeof at !== 'object' || at === null) break
    at = (at as Record<string, unknown>)[part[1] ?? part[2] ?? '']
  }
  if (typeof at === 'function') return at.name === '' ? 'a function' : `the function ${at.name}`
  if (typeof at === 'symbol') return 'a symbol'
  if (typeof at === 'object' && at !== null) {
    const maker: unknown = (at as { constructor?: unknown }).constructor
    if (typeof maker === 'function' && maker !== Object)
      return maker.name === 'ViewNode' ? 'a piece of a view' : `an instance of ${maker.name}`
  }
  return 'something else'
}
