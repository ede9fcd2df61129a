// An event's body, read: the text of a POST as the event that the wire names, or nothing.
// Invariant: word for word; what has another shape, or anything more, is no event.
// Does not know whether the page offers it.
import type { SentFile, Up } from '../wire/index.ts'

/** An event, if the text is one, word for word: nothing is guessed and nothing unknown let through. */
export function eventOf(text: string): Up | undefined {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const { n, offer, value, fields, ...more } = body as Record<string, unknown>
  if (Object.keys(more).length > 0) return undefined
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1 || typeof offer !== 'string')
    return undefined
  if (value !== undefined && typeof value !== 'string') return undefined
  if (fields !== undefined && !isFields(fields)) return undefined
  return { n, offer, ...(value === undefined ? {} : { value }), ...(fields === undefined ? {} : { fields }) }
}

function isFields(value: unknown): value is NonNullable<Up['fields']> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every(each => isOne(each) || (Array.isArray(each) && each.every(isOne)))
}

const isOne = (value: unknown): boolean => typeof value === 'string' || isFile(value)

function isFile(value: unknown): value is SentFile {
  if (typeof value !== 'object' || value === null) return false
  const { id, ...more } = value as Partial<SentFile>
  return typeof id === 'string' && Object.keys(more).length === 0
}
