import fc from 'fast-check'
import type { SpanRow } from 'repartee/ops'
import { describe, expect, it } from 'vitest'
import { waterfallOf } from './waterfall.ts'

const span = (
  id: string,
  parentId: string | null,
  startedAt: number,
  durationMs: number | null,
): SpanRow => ({
  id,
  parentId,
  name: id,
  kind: 'internal',
  service: 'shop',
  resource: null,
  startedAt,
  durationMs,
  error: null,
})

describe('a waterfall', () => {
  it('has each span below its caller, on the time that all share', () => {
    const { rows, totalMs, startedAt } = waterfallOf([
      span('a', 'abroad', 1000, 200),
      span('b', 'a', 1050, 50),
      span('d', 'b', 1060, 10),
      span('c', 'a', 1100, 100),
    ])
    expect([startedAt, totalMs]).toEqual([1000, 200])
    expect(
      rows.map(({ span: { id }, depth, afterMs, from, width }) => [id, depth, afterMs, from, width]),
    ).toEqual([
      ['a', 0, 0, 0, 100],
      ['b', 1, 50, 25, 25],
      ['d', 2, 60, 30, 5],
      ['c', 1, 100, 50, 50],
    ])
  })

  it('draws one that still ran up to the end', () => {
    const { rows } = waterfallOf([span('a', null, 0, 100), span('b', 'a', 40, null)])
    expect(rows[1]).toMatchObject({ from: 40, width: 60 })
  })

  it('shows one part alone, with a time of its own', () => {
    const all = [
      span('a', null, 0, 100),
      span('b', 'a', 40, 20),
      span('c', 'b', 50, 5),
      span('d', 'a', 90, 5),
    ]
    const { rows, totalMs } = waterfallOf(all, 'b')
    expect([rows.map(({ span: { id } }) => id), totalMs]).toEqual([['b', 'c'], 20])
  })

  it('has nothing of nothing, and shows what took no time', () => {
    expect(waterfallOf([])).toEqual({ rows: [], hidden: 0, startedAt: 0, totalMs: 0 })
    expect(waterfallOf([span('a', null, 5, 0)]).rows[0]).toMatchObject({ from: 0, width: 100 })
  })

  it('says how many are too many', () => {
    const many = Array.from({ length: 500 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, i, 1))
    const { rows, hidden } = waterfallOf(many)
    expect([rows.length, hidden, rows.at(-1)?.depth]).toEqual([400, 100, 24])
  })

  it('shows every span once, whatever parents they name', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const spans = fc.array(
      fc.record({ id: name, parent: fc.option(name), at: fc.nat(1000), ms: fc.option(fc.nat(1000)) }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(spans, drawn => {
        const all = drawn.map(({ id, parent, at, ms }) => span(id, parent, at, ms))
        const { rows } = waterfallOf(all)
        expect(new Set(rows.map(row => row.span)).size).toBe(all.length)
        for (const { from, width } of rows) expect(from >= 0 && from + width <= 100.02).toBe(true)
      }),
    )
  })
})
