// Refusals: how the renderer says no.
// Idea: a view that cannot be shown safely is not shown at all; the error says what stood where and what to write
// instead. Values are described, never printed in full: they may be large, or somebody's data.
import { ReparteeError, type Code } from '../errors/index.ts'

export function refuse(code: Code, what: string, expected: string, got: string, advice: string): never {
  throw new ReparteeError(code, { what, expected, got, try: advice })
}

/** A value in a few words, for the line that says what was got. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  if (typeof name !== 'string' || name === 'Object') {
    return `an object with the keys ${Object.keys(value).slice(0, 5).join(', ') || '(none)'}`
  }
  return `a ${name}`
}

/** What to write instead of a value that has no text of its own. */
export function insteadOf(value: unknown): string {
  if (value instanceof Date) return 'format it: date.toISOString(), or a string made with Intl.DateTimeFormat'
  if (value instanceof Promise)
    return 'views are synchronous: load it in a handler with `yield* io(...)` and keep it in state'
  if (typeof value === 'bigint' || typeof value === 'symbol') return 'make it a string with String(value)'
  if (typeof value === 'function') return 'call it, or write it as a tag: <View />'
  if (typeof value === 'object' && value !== null) {
    if (Symbol.iterator in value) return 'make it an array: [...value]'
    if ('props' in value)
      return 'make elements with JSX and "jsxImportSource": "repartee"; what looks like one is none'
  }
  return 'show one of its properties, or JSON.stringify(value)'
}
