// What conversations are looked for, from the words in an address: those of the search field, and those that links choose.
// Invariant: whatever the address says it is a query; a word that means nothing is searched for as it stands.
// Does not know where it is looked for.
import type { ConversationQuery } from 'repartee/server'
import type { Place } from '../place.ts'

export const SEARCH_WORDS = 'path: principal: session: cid: age:10m idle:5m is:failed'

const SORTS = ['active', 'since', 'events', 'failed', 'instances', 'queuedBytes', 'path'] as const
const STATES = ['connected', 'away', 'resting'] as const
type Found = { -readonly [K in keyof ConversationQuery]: ConversationQuery[K] }

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `10m` in ms; undefined for what is no such time. */
export function spanOf(text: string | undefined): number | undefined {
  const [, count, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text ?? '') ?? []
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 1000)
}

export function wantedOf({ q }: Place): ConversationQuery {
  const found: Found = {}
  const rest: string[] = []
  for (const word of (q['text'] ?? '').split(/\s+/).filter(Boolean))
    if (!takeWord(found, word)) rest.push(word)
  if (rest.length > 0) found.text = rest.join(' ')
  for (const word of ['age', 'idle']) if (q[word] !== undefined) takeWord(found, `${word}:${q[word]}`)
  if (q['state'] !== undefined) takeWord(found, `is:${q['state']}`)
  if (q['failed'] !== undefined) found.failed = true
  return { ...found, ...(sortOf(q, SORTS, 'path') ?? { sort: 'since', reverse: false }) }
}

/** How an address sorts: numbers go down by themselves, `upward` up. Undefined where it says nothing that is known. */
export function sortOf<S extends string>(
  q: Place['q'],
  known: readonly S[],
  upward: S,
): { readonly sort: S; readonly reverse: boolean } | undefined {
  const [, down, name] = /^(-?)(.+)$/.exec(q['sort'] ?? '') ?? []
  const sort = known.find(each => each === name)
  return sort && { sort, reverse: (down === '-') === (sort === upward) }
}

/** False if it is no word of ours. */
function takeWord(found: Found, word: string): boolean {
  const [, name, value = ''] = /^(path|principal|session|cid|age|idle|is):(.+)$/.exec(word) ?? []
  switch (name) {
    case 'path':
    case 'principal':
    case 'session':
    case 'cid':
      found[name] = value
      return true
    case 'age':
    case 'idle': {
      const ms = spanOf(value)
      if (ms === undefined) return false
      found[name === 'age' ? 'ageMs' : 'idleMs'] = ms
      return true
    }
    case 'is': {
      if (value === 'failed') found.failed = true
      const state = STATES.find(each => each === value)
      if (state !== undefined) found.state = state
      return value === 'failed' || state !== undefined
    }
    default:
      return false
  }
}
