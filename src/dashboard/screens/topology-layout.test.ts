import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HEIGHT, layoutOf } from './topology-layout.ts'

const graph = fc
  .integer({ min: 1, max: 9 })
  .chain(count =>
    fc.record({
      parts: fc.constant(
        Array.from({ length: count }, (_, i) => ({ id: `p${i}`, name: 'x'.repeat(1 + i * 5) })),
      ),
      edges: fc.uniqueArray(fc.record({ from: fc.nat({ max: count - 1 }), to: fc.nat({ max: count - 1 }) }), {
        maxLength: 14,
        selector: ({ from, to }) => `${from} ${to}`,
      }),
    }),
  )
  .map(({ parts, edges }) => ({
    parts,
    edges: edges.map(({ from, to }) => ({ from: `p${from}`, to: `p${to}` })),
  }))

it('places every part, none over another, all within the drawing', () => {
  fc.assert(
    fc.property(graph, ({ parts, edges }) => {
      const { boxes, width, height } = layoutOf(parts, edges)
      const all = parts.map(({ id }) => boxes[id])
      for (const [i, a] of all.entries()) {
        if (a === undefined) throw new Error('a part has no place')
        expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + HEIGHT <= height).toBe(true)
        for (const b of all.slice(i + 1)) {
          if (b === undefined) continue
          const apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + HEIGHT <= b.y || b.y + HEIGHT <= a.y
          expect(apart).toBe(true)
        }
      }
    }),
    { numRuns: 60 },
  )
})

it('gives every edge a way, also one back, and one of a part to itself', () => {
  fc.assert(
    fc.property(graph, ({ parts, edges }) => {
      const { ways } = layoutOf(parts, edges)
      expect(ways).toHaveLength(edges.length)
      for (const { path } of ways) expect(path).toMatch(/^M-?\d+ -?\d+(?:C(?:-?\d+ ?){6})+$/)
    }),
    { numRuns: 60 },
  )
})

it('is the same for the same', () => {
  fc.assert(
    fc.property(graph, ({ parts, edges }) => {
      expect(layoutOf(parts, edges)).toEqual(layoutOf(parts, edges))
    }),
    { numRuns: 20 },
  )
})

it('leads an edge from the right side of the one to the left side of the other', () => {
  const parts = ['a', 'b'].map(id => ({ id, name: id }))
  const { boxes, ways } = layoutOf(parts, [{ from: 'a', to: 'b' }])
  const [a, b] = [boxes['a'], boxes['b']]
  expect(ways[0]?.path.startsWith(`M${(a?.x ?? 0) + (a?.width ?? 0)} ${(a?.y ?? 0) + HEIGHT / 2}C`)).toBe(
    true,
  )
  expect(ways[0]?.path.endsWith(` ${b?.x} ${(b?.y ?? 0) + HEIGHT / 2}`)).toBe(true)
})
