import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PAGE, paged, pagedBy } from './pages.tsx'
import { placeOf } from './place.ts'

const rowsOf = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
const at = (page: unknown) => placeOf({ page: String(page) })

describe('a page of rows', () => {
  it('has what stands there, and past the last page what stands on the last', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: -3, max: 12 }), (count, page) => {
        const last = Math.max(1, Math.ceil(count / PAGE))
        const from = (Math.min(last, Math.max(1, page)) - 1) * PAGE
        const wanted = { rows: rowsOf(count).slice(from, from + PAGE), total: count }
        expect(paged(rowsOf(count), at(page))).toEqual(wanted)
      }),
    )
  })

  it('is the first where the address says nothing that can be read', () => {
    for (const page of ['', 'two', 'NaN', '0', '-1', '1.9']) expect(paged([7], at(page)).rows).toEqual([7])
  })

  it('that somebody else cuts is asked for once, and once more only where it lies past the last', () => {
    const asked: number[] = []
    const find = ({ offset, limit }: { offset: number; limit: number }) => {
      asked.push(offset)
      return { rows: rowsOf(120).slice(offset, offset + limit), total: 120, more: true }
    }
    expect(pagedBy(at(2), find)).toMatchObject({ rows: { length: 50, 0: 50 }, more: true })
    expect(pagedBy(at(9), find)).toMatchObject({ rows: { length: 20, 0: 100 }, more: true })
    expect(asked).toEqual([50, 400, 100])
  })
})
