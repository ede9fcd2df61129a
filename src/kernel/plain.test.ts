import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sameData } from './plain.ts'

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
})

it('data is the same as its copy', () => {
  fc.assert(
    fc.property(fc.clone(anything, 2), ([one, other]) => {
      expect(sameData(one, other)).toBe(true)
    }),
  )
})

it('data is the same as other data exactly where it says the same', () => {
  const few = fc.oneof(
    fc.constantFrom<unknown>(0, '0', null, undefined, {}, [], new Date(0), new Map(), new Set()),
  )
  const some = fc.oneof(few, fc.array(few, { maxLength: 2 }), fc.dictionary(fc.constantFrom('a', 'b'), few))
  fc.assert(
    fc.property(some, some, (one, other) => {
      let isSame = true
      try {
        expect(one).toStrictEqual(other)
      } catch {
        isSame = false
      }
      expect(sameData(one, other)).toBe(isSame)
    }),
  )
})

it('cycles are compared, and an end is found', () => {
  const ring = (at: number): unknown => {
    const first: { at: number; next?: unknown; also?: unknown } = { at }
    const second = { first, next: first }
    return Object.assign(first, { next: second, also: second })
  }
  expect(sameData(ring(1), ring(1))).toBe(true)
  expect(sameData(ring(1), ring(2))).toBe(false)
})

it('holes, lengths, prototypes and what is in maps and sets count', () => {
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [[], Array.from({ length: 1 })],
    // oxlint-disable-next-line no-sparse-arrays -- a hole is meant
    [[], [,]],
    [new Map([['a', 1]]), new Map([['a', 2]])],
    [new Set([1]), new Set([2])],
    [new Date(1), new Date(2)],
    [{}, []],
    [{ a: undefined }, { b: undefined }],
    [{ a: undefined }, {}],
    [() => 1, () => 1],
  ]
  for (const [one, other] of pairs) expect(sameData(one, other)).toBe(false)
})
