// Parts of a conversation as JSON, for scripts.
// Invariant: what JSON has no words for has a text: dates in ISO, bigint with its digits, maps as objects or lists of pairs, sets as lists.
// Does not know where it is printed.
import { curtained, HIDDEN, isSecret } from './hiding.ts'
import type { Part } from './kept.ts'

export function jsonOfPart(part: Part, isAll: boolean): unknown {
  const frames = part.frames.map(frame => ({
    ...frame,
    payload: !isAll && isSecret(frame.event) ? HIDDEN : frame.payload,
    journal: frame.journal.map(step =>
      !isAll && isSecret(step.ask) && 'value' in step ? { ...step, value: HIDDEN } : step,
    ),
  }))
  const whole = { ...part, frames }
  return jsonValue(isAll ? whole : curtained(whole), [])
}

function jsonValue(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null || 'toJSON' in value)
    return value instanceof Date && Number.isNaN(value.getTime()) ? 'no date' : value
  if (above.includes(value)) return '(itself)'
  const within = [...above, value]
  const inner = (each: unknown): unknown => jsonValue(each, within)
  if (Array.isArray(value)) return (value as unknown[]).map(inner)
  if (value instanceof Set) return [...value].map(inner)
  if (value instanceof Map) {
    const entries = [...(value as Map<unknown, unknown>)]
    if (entries.every(([key]) => typeof key === 'string'))
      return Object.fromEntries(entries.map(([key, item]) => [key as string, inner(item)]))
    return entries.map(([key, item]) => [inner(key), inner(item)])
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inner(item)]))
}
