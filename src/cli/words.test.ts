import fc from 'fast-check'
import { expect, it } from 'vitest'
import { painter } from './paint.ts'
import { tableOf } from './table.ts'
import { counted, cut, date, harmless, processOf, size, span, undirected, widthOf } from './words.ts'

it('says a length of time in its largest unit', () => {
  expect([-1, 999, 3999, 60_000, 3_599_999, 86_400_000, 172_800_000].map(span)).toEqual([
    '0s',
    '0s',
    '3s',
    '1m',
    '59m',
    '24h',
    '2d',
  ])
})

it('says sizes in thousands, and numbers with their word', () => {
  expect([0, 999, 1000, 1300, 12_000, 2.1e8, 5e12].map(size)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.3 kB',
    '12 kB',
    '210 MB',
    '5000 GB',
  ])
  expect([counted(1, 'entry', 'entries'), counted(2000, 'entry', 'entries')]).toEqual([
    '1 entry',
    '2,000 entries',
  ])
  expect(date(NaN)).toBe('no date')
})

it('finds the number of a process in the name of its node', () => {
  expect([processOf('sqlite~4711.ab'), processOf('elsewhere')]).toEqual(['4711', undefined])
})

it('writes out whatever would move the cursor, ring, hide or turn the direction of writing', () => {
  expect(harmless('a\u001b[2J\u0007\r\n\u0085\u202eb')).toBe('a\\x1b[2J\\x07\\x0d\\x0a\\x85\\u202eb')
  expect(undirected('\u001b[1mb\u2066')).toBe('\u001b[1mb\\u2066')
})

it('cuts to columns, not characters', () => {
  expect([cut('Zoë', 3), cut('Zoë', 2), cut('日本語', 5), cut('日本語', 6)]).toEqual([
    'Zoë',
    'Z…',
    '日本…',
    '日本語',
  ])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, columns) => {
      expect(widthOf(cut(text, columns + 1))).toBeLessThanOrEqual(columns + 1)
    }),
  )
})

const cells = (...texts: string[]) => texts.map(text => ({ text }))
const plain = painter(false)

it('lays a table out, and leaves out a column that says nothing', () => {
  const columns = [
    { head: 'A', cells: cells('x', 'yyy') },
    { head: 'B', cells: cells('', '') },
    { head: 'C', cells: cells('1', '22'), isRight: true as const },
  ]
  expect(tableOf(columns, Infinity, plain)).toEqual(['A     C', 'x     1', 'yyy  22'])
})

it('makes room by cutting what can be typed shorter, then the widest, then by leaving out the least wanted', () => {
  const columns = [
    { head: 'CID', cells: cells('abcdefgh'), least: 4, isTyped: true as const },
    { head: 'WHERE', cells: cells('/a/long/address'), least: 8 },
    { head: 'REV', cells: cells('12'), spare: 1 },
  ]
  const first = (room: number): string | undefined => tableOf(columns, room, plain)[1]
  expect(first(30)).toBe('abcdefgh  /a/long/address  12')
  expect(first(27)).toBe('abcde  /a/long/address  12')
  expect(first(22)).toBe('abcd  /a/long/ad…  12')
  expect(first(14)).toBe('abcd  /a/long…')
})

it('colours what it cuts without losing a column', () => {
  const columns = [{ head: 'A', cells: [{ text: 'abcdef', colour: 'red' as const }], least: 3 }]
  expect(tableOf(columns, 3, painter(true))[1]).toBe('\u001b[31mab…\u001b[0m')
})
