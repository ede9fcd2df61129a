import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Held } from './held.ts'
import { findTimers } from './inspect-find.ts'

/** As much of a conversation as is asked for its timers. */
const holding = (dues: readonly number[]): readonly Held[] =>
  dues.map((dueAt, i) => ({
    cid: String(i),
    timers: [{ iid: '1', timer: { dueAt }, name: undefined }],
  })) as unknown as readonly Held[]

it('gives each page of what was found as if all had been sorted, however deep it is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 1500, size: 'max' }),
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 0, max: 60 }),
      (dues, offset, limit) => {
        const { total, rows } = findTimers(holding(dues), { offset, limit }, 0)
        expect(total).toBe(dues.length)
        const all = dues.map((due, i) => [due, String(i)] as const).toSorted(([a], [b]) => a - b)
        expect(rows.map(({ due, cid }) => [due, cid])).toEqual(all.slice(offset, offset + limit))
      },
    ),
  )
})
