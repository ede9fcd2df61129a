import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Table } from './table.ts'

const number = fc.oneof(fc.nat(70), fc.nat(40_000), fc.nat(Number.MAX_SAFE_INTEGER)).map(String)
const change = fc.record({ key: number, set: fc.boolean() })

describe('a table', () => {
  it('holds what a map would, in the order of its numbers, whatever was set and deleted', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), changes => {
        const map = new Map<string, number>()
        let table = new Table<number>()
        const keys = changes.map(each => each.key)
        changes.forEach(({ key, set }, i) => {
          if (set) map.set(key, i)
          else map.delete(key)
          table = set ? table.with(key, i) : table.without(key)
          expect(table.size).toBe(map.size)
        })
        for (const key of keys) expect(table.get(key)).toBe(map.get(key))
        expect([...table]).toEqual([...map].sort((a, b) => Number(a[0]) - Number(b[0])))
      }),
    )
  })

  it('leaves the table that it was made from as it was', () => {
    const one = new Table<string>().with('1', 'a').with('40', 'b')
    one.with('1', 'x').with('2000', 'y').without('40')
    expect([...one]).toEqual([
      ['1', 'a'],
      ['40', 'b'],
    ])
  })

  it('has nothing under what is no number', () => {
    const table = new Table<string>().with('0', 'page')
    for (const key of ['', 'x', '-1', 'NaN', '__proto__', '1e9']) expect(table.get(key)).toBeUndefined()
  })
})
