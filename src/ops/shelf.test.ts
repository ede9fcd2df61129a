import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Shelf } from './shelf.ts'

/** Writes as a bucket does: looks first. */
function put(shelf: Shelf, key: string, value: number, meter: number): void {
  shelf.find(key)
  shelf.write(key, value, meter)
}

describe('a shelf', () => {
  it('remembers what is ahead of the meter and, after a while, nothing else', () => {
    const shelf = new Shelf(1_000_000)
    for (let meter = 0; meter < 100_000; meter++) put(shelf, `key ${meter}`, meter + 50, meter)
    expect(shelf.find('key 99999')).toBe(100_049)
    expect(shelf.size).toBeLessThan(300)
  })

  it('keeps who is ahead far longer than others', () => {
    const shelf = new Shelf(1_000_000)
    put(shelf, 'ahead', 5_000, 0)
    for (let meter = 0; meter < 4_999; meter++) put(shelf, `key ${meter}`, meter + 1, meter)
    expect(shelf.find('ahead')).toBe(5_000)
  })

  it('holds twice as many as it is to remember, whatever comes, and forgets those not written for longest', () => {
    const shelf = new Shelf(100)
    put(shelf, 'busy', 1e9, 0)
    for (let i = 0; i < 10_000; i++) {
      put(shelf, `key ${i}`, 1e9, 0)
      if (i % 50 === 0) put(shelf, 'busy', 1e9, 0)
      expect(shelf.size).toBeLessThanOrEqual(200)
    }
    expect(shelf.find('busy')).toBe(1e9)
    expect(shelf.find('key 9950')).toBe(1e9)
    expect(shelf.find('key 0')).toBe(-Infinity)
  })

  it('is empty when it is swept after all was passed', () => {
    const shelf = new Shelf(100)
    put(shelf, 'a', 10, 0)
    shelf.sweep(9)
    expect(shelf.size).toBe(1)
    shelf.sweep(10)
    expect(shelf.size).toBe(0)
  })

  it('is, for who is ahead of the meter, a table that forgets nothing', () => {
    const put = fc.record({ key: fc.nat(200), ahead: fc.nat(80), go: fc.nat(3), sweep: fc.boolean() })
    fc.assert(
      fc.property(fc.array(put, { maxLength: 600 }), puts => {
        const [shelf, table] = [new Shelf(1_000), new Map<string, number>()]
        let meter = 0
        for (const { key, ahead, go, sweep } of puts) {
          meter += go
          const name = `key ${key}`
          expect(Math.max(meter, shelf.find(name))).toBe(Math.max(meter, table.get(name) ?? 0))
          shelf.write(name, meter + ahead, meter)
          table.set(name, meter + ahead)
          if (sweep) shelf.sweep(meter)
        }
      }),
    )
  })
})
