import { component } from 'repartee'
import type { Plain } from 'repartee/server'
import { talk } from 'repartee/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, same, Value, type ValueProps } from './values.tsx'

const leaf: fc.Arbitrary<Plain> = fc.oneof(
  fc.string({ maxLength: 3000 }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant<Plain>({ is: 'hidden', text: '(hidden)' }),
)
const { plain } = fc.letrec<{ plain: Plain }>(tie => ({
  plain: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({
      is: fc.constantFrom('object' as const, 'list' as const, 'map' as const, 'set' as const),
      of: fc.uniqueArray(fc.tuple(fc.string(), tie('plain')), { selector: ([name]) => name }),
    }),
  ),
}))

const object = (of: Readonly<Record<string, Plain>>): Plain => ({ is: 'object', of: Object.entries(of) })
const page = (props: ValueProps) =>
  talk(
    component({
      name: 'a value',
      state: () => ({}),
      on: {},
      view: () => (
        <main>
          <Value {...props} />
        </main>
      ),
    }),
    {},
  )

describe('a value that is cut', () => {
  it('is no larger than it may be, whatever it was', () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: 0, max: 2000 }), (value, left) => {
        expect(JSON.stringify(cut(value, { left })).length).toBeLessThan(left * 12 + 1000)
      }),
    )
  })

  it('is the same where there is room', () => {
    const value = object({ a: 1, b: 'text', c: { is: 'list', of: [['0', null]] } })
    expect(cut(value, { left: 1000 })).toEqual(value)
  })

  it('says how much of it is left out', () => {
    const list: Plain = { is: 'list', of: Array.from({ length: 100 }, (_, i) => [String(i), i]), more: 5 }
    expect(cut(list, { left: 10_000 })).toMatchObject({ more: 45 })
    expect(cut('x'.repeat(1000), { left: 10_000 })).toEqual({ is: 'text', text: 'x'.repeat(600), more: 400 })
  })
})

describe('a value that is shown', () => {
  it('stands on one line where it is small, and opens where it is not', () => {
    page({ of: object({ n: 1, name: 'Ada' }), name: 'state' }).shows('state { n: 1, name: "Ada" }')
    const large = object({ n: 1, text: 'x'.repeat(100) })
    const closed = page({ of: large, name: 'state' })
    closed.lacks('x'.repeat(100))
    closed.click('state 2 fields').shows('x'.repeat(100))
    page({ of: large, open: true }).shows('x'.repeat(100))
  })

  it('says where something is hidden, cut or none', () => {
    page({ of: object({ pin: { is: 'hidden', text: '(hidden)' } }) }).shows('{ pin: (hidden) }')
    page({ of: { is: 'text', text: 'ab', more: 12_000 } }).shows('"ab" … 12 000 more characters')
    page({ of: { is: 'list', of: [] } }).shows('[]')
  })

  it('shows names that are equal, or no names for keys', () => {
    page({
      of: {
        is: 'map',
        of: [
          ['1', 'a'.repeat(60)],
          ['1', 'b'.repeat(60)],
        ],
      },
      open: true,
    }).shows('b'.repeat(60))
    page({ of: object({ '': 'a'.repeat(90), 'a/b': 1 }), open: true }).shows('a/b')
  })

  it('can be drawn beside any other', () => {
    fc.assert(
      fc.property(plain, plain, (one, two) => {
        const room = { left: 5000 }
        page({ of: cut(one, room), beside: { value: cut(two, room) }, open: true })
      }),
      { numRuns: 50 },
    )
  })

  it('stands open where it differs, and only there', () => {
    const state = (n: number): Plain =>
      object({
        changed: object({ n, text: 'y'.repeat(80) }),
        still: object({ n: 1, text: 'z'.repeat(80) }),
      })
    const shown = page({ of: state(1), beside: { value: state(2) } })
    shown.shows('y'.repeat(80))
    shown.lacks('z'.repeat(80))
    expect(same(state(1), state(1))).toBe(true)
  })
})
