// Of very many services those that matter: the others are drawn as one.
// Invariant: what flows in all is as before; a service that uses a resource is drawn before one that does not, then the one that has been
// asked more often, so that a drawing changes seldom.
import type { Corner, EdgeRow } from 'repartee/ops'

type Ends = Pick<EdgeRow, 'from' | 'to' | 'perSecond' | 'lastMinute' | 'errorsLastMinute' | 'count'>

/** Drawn one by one. */
const MOST_SERVICES = 12

export interface Folded {
  readonly rows: readonly Ends[]
  /** Services that are drawn as one. */
  readonly folded: ReadonlySet<string>
}

export function fold(rows: readonly Ends[], loose: Iterable<string>): Folded {
  const worth = new Map<string, number>()
  const add = ({ kind, name }: Corner, much: number): void => {
    if (kind === 'service') worth.set(name, (worth.get(name) ?? 0) + much)
  }
  for (const name of loose) add({ kind: 'service', name }, 0)
  for (const { from, to, count } of rows) {
    add(from, to.kind === 'resource' ? 1e12 : 0)
    add(to, count)
  }
  const folded = new Set(
    [...worth]
      .toSorted((a, b) => b[1] - a[1])
      .slice(MOST_SERVICES)
      .map(([name]) => name),
  )
  // One by itself is drawn as well as a fold of one.
  if (folded.size < 2) return { rows, folded: new Set() }
  const others: Corner = { kind: 'other', name: `${folded.size} more services` }
  const corner = (one: Corner): Corner => (one.kind === 'service' && folded.has(one.name) ? others : one)
  const merged = new Map<string, Ends>()
  for (const row of rows) {
    const [from, to] = [corner(row.from), corner(row.to)]
    if (from === others && to === others) continue
    const id = JSON.stringify([from, to])
    const { perSecond, lastMinute, errorsLastMinute, count } = merged.get(id) ?? NOTHING
    merged.set(id, {
      from,
      to,
      perSecond: perSecond + row.perSecond,
      lastMinute: lastMinute + row.lastMinute,
      errorsLastMinute: errorsLastMinute + row.errorsLastMinute,
      count: count + row.count,
    })
  }
  return { rows: [...merged.values()], folded }
}

const NOTHING = { perSecond: 0, lastMinute: 0, errorsLastMinute: 0, count: 0 }
