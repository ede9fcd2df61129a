// What a conversation may keep: plain data. Strings, finite and other numbers, booleans, null, undefined, bigint, Date, Map,
// Set, arrays and plain objects of these, also in cycles. Anything else is named by its path.
// Does not know what the data is for.
import { ReparteeError } from '../errors/index.ts'

/** The path of the first value that cannot be kept, or undefined. */
export function unkeepable(value: unknown, path: string, seen: Set<object> = new Set()): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return path
  if (typeof value !== 'object' || value === null) return undefined
  if (seen.has(value)) return undefined
  seen.add(value)
  if (value instanceof Date) return undefined
  if (value instanceof Map) {
    for (const [key, item] of value) {
      const bad =
        unkeepable(key, `${path}.<key>`, seen) ?? unkeepable(item, `${path}.get(${String(key)})`, seen)
      if (bad !== undefined) return bad
    }
    return undefined
  }
  if (value instanceof Set) {
    for (const item of value) {
      const bad = unkeepable(item, `${path}.<item>`, seen)
      if (bad !== undefined) return bad
    }
    return undefined
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const bad = unkeepable(value[i], `${path}[${i}]`, seen)
      if (bad !== undefined) return bad
    }
    return undefined
  }
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) return path
  if (Object.getOwnPropertySymbols(value).length > 0) return `${path}[symbol]`
  for (const key of Object.keys(value)) {
    const bad = unkeepable((value as Record<string, unknown>)[key], `${path}.${key}`, seen)
    if (bad !== undefined) return bad
  }
  return undefined
}

/** Throws `bad-state` with the path of the first value that cannot be kept; `what` begins that path, e.g. `state of counter`. */
export function mustKeep(value: unknown, what: string): void {
  const bad = unkeepable(value, what)
  if (bad === undefined) return
  throw new ReparteeError('bad-state', {
    what: `A conversation cannot keep ${bad}`,
    expected:
      'plain data: strings, numbers, booleans, null, undefined, bigint, Date, Map, Set, arrays, plain objects',
    got: describe(value, bad.slice(what.length)),
    try: 'keep an id or plain fields, and look the rest up where it is used',
  })
}

/** Freezes arrays and plain objects all the way down, so that a handler that mutates what it was given fails where it does. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) {
    Object.freeze(value)
    for (const item of value) freeze(item)
  } else {
    const proto: unknown = Object.getPrototypeOf(value)
    if (proto === Object.prototype || proto === null) {
      Object.freeze(value)
      for (const key of Object.keys(value)) freeze((value as Record<string, unknown>)[key])
    }
  }
  return value
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
    if (typeof maker === 'function' && maker !== Object) return `an instance of ${maker.name}`
  }
  return 'something else'
}
