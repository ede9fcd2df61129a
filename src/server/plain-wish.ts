// A form that was posted without a script, read as the event that the client would have sent.
// Invariant: of its fields only those that the offer names, each in the shape that its kind asks for; whether the page offers that is the
// kernel's to say. Files need a script.
// Does not know conversations.
import { fieldOf } from '../jsx/index.ts'
import type { Up } from '../wire/index.ts'
import { OFFER, VALUE } from './plain-view.ts'

/** A body as it came, or as a framework's parser has left it: as JSON. */
export function formOf(text: string): URLSearchParams {
  if (!text.startsWith('{"')) return new URLSearchParams(text)
  const fields = Object.entries(JSON.parse(text) as Record<string, unknown>)
  return new URLSearchParams(
    fields.flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, String(each)])),
  )
}

export function wishOf(form: URLSearchParams): Omit<Up, 'n'> | undefined {
  const offer = [...form.keys()].find(name => name.startsWith(OFFER))?.slice(OFFER.length)
  if (offer === undefined) return undefined
  // Forms end their lines as mail does.
  const all = (name: string): string[] => form.getAll(name).map(value => value.replaceAll('\r\n', '\n'))
  const [, mark, names = ''] = /^[^:!={]*(?:([={])(.*?)\}?$)?/s.exec(offer) ?? []
  if (mark === '=') return { offer, value: all(VALUE + offer).at(-1) ?? '' }
  if (mark !== '{') return { offer }
  const fields: [string, string | readonly string[]][] = []
  for (const text of names === '' ? [] : names.split(',')) {
    const { name, mark: kind } = fieldOf(text)
    const values = all(name)
    const last = values.at(-1)
    if (last !== undefined && !kind.startsWith('@')) fields.push([name, kind === '+' ? values : last])
  }
  return { offer, fields: Object.fromEntries(fields) }
}
