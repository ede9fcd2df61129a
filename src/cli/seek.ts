// Which conversations of a file are wanted: the newest of those that fit.
// Invariant: the file is gone through once, a stretch at a time, and what is held of each is where it stands and when it changed. So a file
// of any size takes little memory, and a live one is never held up.
// Does not know how they are shown.
import type { Found, Look } from '../engines/sqlite/index.ts'
import { headingOf } from './kept.ts'
import { processOf } from './words.ts'

export interface Wish {
  readonly limit: number
  readonly page: string | undefined
  readonly owner: string | undefined
  readonly text: string | undefined
}

/** Where one stands, and what it is sorted by. */
export interface Place {
  readonly cid: string
  readonly updated: number
}

const STRETCH = 1000
/** Of the heading so much is read at first, bytes: longer than any that a server writes. */
const HEADING = 32_768

/** The newest that fit, newest first, and how many fit. */
export function sought(
  looking: Look,
  wish: Wish,
  living: ReadonlySet<string>,
  onProgress: (done: number, of?: number) => void,
): { readonly places: readonly Place[]; readonly fitting: number } {
  const { conversations } = looking.size()
  const bytes = wish.text !== undefined ? Infinity : wish.page !== undefined ? HEADING : 0
  const limit = bytes === Infinity ? STRETCH / 10 : STRETCH
  const fits = fitFor(wish, living)
  let places: Place[] = []
  let fitting = 0
  let seen = 0
  let after = 0
  for (;;) {
    const rows = looking.rows({ after, limit, bytes })
    for (const row of rows) {
      if (!fits(row)) continue
      fitting++
      places.push({ cid: row.cid, updated: row.updated })
    }
    if (places.length > 2 * wish.limit + STRETCH) places = newest(places, wish.limit)
    seen += rows.length
    onProgress(seen, conversations)
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) break
    after = last.id
  }
  return { places: newest(places, wish.limit), fitting }
}

const newest = (places: Place[], limit: number): Place[] =>
  places.sort((a, b) => b.updated - a.updated || (a.cid < b.cid ? -1 : 1)).slice(0, limit)

function fitFor({ page, owner, text }: Wish, living: ReadonlySet<string>): (found: Found) => boolean {
  const words = text?.toLowerCase()
  return ({ owner: who, data, cid }) => {
    if (owner !== undefined && !isOwner(who, owner, living)) return false
    if (page !== undefined) {
      const { pattern, opened = '' } = headingOf(data) ?? {}
      if (pattern !== page && opened !== page && opened.split(/[?#]/)[0] !== page) return false
    }
    if (words === undefined) return true
    return `${cid} ${data === null ? '' : new TextDecoder().decode(data)}`.toLowerCase().includes(words)
  }
}

function isOwner(who: string, owner: string, living: ReadonlySet<string>): boolean {
  switch (owner) {
    case 'nobody':
      return who === ''
    case 'alive':
      return living.has(who)
    case 'gone':
      return who !== '' && !living.has(who)
    default:
      return processOf(who) === owner || (who !== '' && who.startsWith(owner))
  }
}
