// One page of many rows: which one an address asks for, its rows, and links to its neighbours.
// Invariant: a page past the last is the last, for the rows and for what is said of them. Does not know what the rows are of.
import type { Node } from 'repartee'
import { Go } from './kit.tsx'
import { having, type Place } from './place.ts'
import type { Shown } from './screen.ts'
import { number } from './units.ts'

/** Rows of one page. */
export const PAGE = 50
/** Of each of several nodes no more rows than that are put together: four pages. */
const MOST_OF_PART = 200

export interface Paged<R> {
  readonly rows: readonly R[]
  readonly total: number
}

/** What an address's word `page` asks for; it counts from 1. */
const pageOf = (place: Place): number => Math.max(1, Math.floor(Number(place.q['page'])) || 1)
const lastOf = (total: number): number => Math.max(1, Math.ceil(total / PAGE))
const sliceOf = (page: number): Slice => ({ offset: (page - 1) * PAGE, limit: PAGE })

interface Slice {
  readonly offset: number
  readonly limit: number
}

/** The page of rows that are all there; all until its end where it is a part of more. */
export function paged<R>(all: readonly R[], place: Place, isPart: boolean = false): Paged<R> {
  return pagedBy(
    place,
    ({ offset, limit }) => ({ rows: all.slice(offset, offset + limit), total: all.length }),
    isPart,
  )
}

/** The page of rows that somebody else cuts, and counts; asked once more where there are fewer pages. */
export function pagedBy<F extends Paged<unknown>>(
  place: Place,
  find: (slice: Slice) => F,
  isPart: boolean = false,
): F {
  const page = pageOf(place)
  if (isPart) return find({ offset: 0, limit: Math.min(MOST_OF_PART, page * PAGE) })
  const found = find(sliceOf(page))
  const last = lastOf(found.total)
  return page <= last ? found : find(sliceOf(last))
}

/** Which page of how many rows, with links to its neighbours. */
export function Pager({ of, total }: { of: Shown<unknown>; total: number }): Node | null {
  const last = lastOf(of.merged ? Math.min(total, MOST_OF_PART) : total)
  const page = Math.min(last, pageOf(of.place))
  if (last === 1) return null
  const link = (at: number, text: string): Node => (
    <Go of={of} to={having(of.place, { page: at === 1 ? '' : String(at) })}>
      {text}
    </Go>
  )
  return (
    <nav class="pager" aria-label="Pages">
      {page > 1 && link(page - 1, 'Newer')}
      <span>
        {number((page - 1) * PAGE + 1)}–{number(Math.min(total, page * PAGE))} of {number(total)}
      </span>
      {page < last && link(page + 1, 'Older')}
      {of.merged && page === last && total > MOST_OF_PART && <span>Choose one node to see more.</span>}
    </nav>
  )
}
