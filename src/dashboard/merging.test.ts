import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { added, cut, listOf, together } from './merging.ts'
import { paged, PAGE } from './pages.tsx'
import { placeOf } from './place.ts'
import type { Part } from './screen.ts'

interface Row {
  readonly id: number
  readonly of: number
}

describe('lists of several nodes', () => {
  it('are the same pages as of one list that has all of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 90, size: 'max' }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.constantFrom('id', '-id'),
        fc.integer({ min: 1, max: 4 }),
        (nodes, sort, page) => {
          const place = placeOf({ sort, page: String(page) })
          const sign = sort === 'id' ? 1 : -1
          const inOrder = (rows: readonly Row[]): readonly Row[] =>
            rows.toSorted((a, b) => sign * (a.id - b.id))
          const rowsAt = (ids: readonly number[], of: number): readonly Row[] =>
            inOrder(ids.map(id => ({ id, of })))
          const parts = nodes.map(
            (ids, of): Part<{ readonly rows: readonly Row[]; readonly total: number }> => ({
              node: { id: String(of), name: `web-${of}` },
              data: paged(rowsAt(ids, of), place, true),
            }),
          )
          const { rows, total } = listOf(parts, place, data => data, { id: row => row.id })
          const all = paged(inOrder(nodes.flatMap(rowsAt)), place)
          expect([rows.map(row => row.id), total]).toEqual([all.rows.map(row => row.id), all.total])
          for (const row of rows) expect(row.on).toEqual({ id: String(row.of), name: `web-${row.of}` })
        },
      ),
    )
  })

  it('say of which node a row is, and can be sorted by that', () => {
    const parts = ['b', 'a'].map(name => ({ node: { id: name, name }, data: { rows: [{}], total: 1 } }))
    const { rows } = listOf(parts, placeOf({ sort: 'node' }), data => data, {})
    expect(rows.map(row => row.on?.name)).toEqual(['a', 'b'])
  })

  it('are cut to a page', () => {
    const rows = Array.from({ length: PAGE + 1 }, (_, i) => i)
    expect(cut(rows, 500, placeOf({ page: '2' }))).toEqual({ rows: [PAGE], total: 500 })
  })
})

it('rows of the same name are one row, in the order they came', () => {
  const rows = together(
    ['ab', 'ac', 'b'],
    row => row[0] ?? '',
    same => same.join(),
  )
  expect(rows).toEqual(['ab,ac', 'b'])
})

it('figures are added up however deep they lie, and words are those of the first', () => {
  expect(
    added([
      { n: 1, of: { m: 2 }, is: 'a' },
      { n: 3, of: { m: 4 }, is: 'b' },
    ]),
  ).toEqual({
    n: 4,
    of: { m: 6 },
    is: 'a',
  })
})
