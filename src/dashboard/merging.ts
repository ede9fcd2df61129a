// What several nodes took for one screen, put together: rows with their nodes, sorted and cut again; figures added up.
// Invariant: as if one program had done all of it, as far as each part reaches: of a list its first rows, four pages at most.
// Does not know screens.
import type { ServerFigures } from 'repartee/server'
import { paged, type Paged } from './pages.tsx'
import type { Place } from './place.ts'
import type { OfNode, Part } from './screen.ts'
import { sorted } from './table.tsx'

type By<R> = Readonly<Record<string, (row: R) => string | number>>

/** Each part's rows with their node. */
export function rowsOf<D, R extends object>(
  parts: readonly Part<D>[],
  of: (data: D) => readonly R[],
): readonly (R & OfNode)[] {
  return parts.flatMap(({ node, data }) => of(data).map(row => ({ ...row, on: node })))
}

/** One page of the rows of all. `first`: their order where the address says none; below 0, `a` comes first. */
export function listOf<D, R extends object>(
  parts: readonly Part<D>[],
  place: Place,
  of: (data: D) => Paged<R>,
  by: By<R>,
  first?: (a: R, b: R) => number,
): Paged<R & OfNode> {
  const rows = rowsOf(parts, data => of(data).rows)
  return cut(
    sorted(first === undefined ? rows : rows.toSorted(first), place, { ...by, node: nameOf }),
    sum(parts, data => of(data).total),
    place,
  )
}

const nameOf = ({ on }: OfNode): string => on?.name ?? ''

/** One page of them. */
export function cut<R>(rows: readonly R[], total: number, place: Place): Paged<R> {
  return { rows: paged(rows, place).rows, total }
}

/** The rows of all that are the same by a name, made one. */
export function together<R>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  join: (same: readonly R[]) => R,
): readonly R[] {
  const groups = new Map<string, R[]>()
  for (const row of rows) {
    const same = groups.get(keyOf(row))
    if (same === undefined) groups.set(keyOf(row), [row])
    else same.push(row)
  }
  return [...groups.values()].map(same => (same.length === 1 ? (same[0] as R) : join(same)))
}

export function sum<D>(parts: readonly Part<D>[], of: (data: D) => number): number {
  return parts.reduce((all, { data }) => all + of(data), 0)
}

/** The first part that has it. */
export function firstOf<D, T>(
  parts: readonly Part<D>[],
  of: (data: D) => T | null | undefined,
): { readonly part: Part<D>; readonly value: T } | undefined {
  for (const part of parts) {
    const value = of(part.data)
    if (value !== null && value !== undefined) return { part, value }
  }
  return undefined
}

/** Figures of which every number is a count: added up, however deep they lie. */
export function added<T extends object>(all: readonly T[]): T {
  const first = all[0] as Readonly<Record<string, unknown>>
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(first)) {
    const values = all.map(each => (each as Readonly<Record<string, unknown>>)[name])
    made[name] =
      typeof value === 'number'
        ? values.reduce<number>((total, each) => total + (typeof each === 'number' ? each : 0), 0)
        : typeof value === 'object' && value !== null
          ? added(values.filter(each => typeof each === 'object' && each !== null))
          : value
  }
  return made as T
}

/** What the servers hold together; null where there is none. */
export function figuresOf<D extends { readonly figures: ServerFigures | null }>(
  parts: readonly Part<D>[],
): ServerFigures | null {
  const all = parts.flatMap(({ data }) => (data.figures === null ? [] : [data.figures]))
  return all.length === 0 ? null : serversOf(all)
}

/** What several servers hold together. Who served a page does not learn that its stream came to another, so that is reckoned. */
export function serversOf(all: readonly ServerFigures[]): ServerFigures {
  const sum = added(all)
  return { ...sum, batons: Math.min(sum.batons, Math.max(0, sum.minted - sum.opened)) }
}
