// An event's body, read: the text of a POST as the event that the wire names, or nothing.
// Invariant: word for word; what has another shape, or anything more, is no event.
// Does not know whether the page offers it.
import type { Up } from '../wire/index.ts'

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
  if (fields !== undefined && !isTexts(fields)) return undefined
  return { n, offer, ...(value === undefined ? {} : { value }), ...(fields === undefined ? {} : { fields }) }
}

function isTexts(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(each => typeof each === 'string')
  )
}
