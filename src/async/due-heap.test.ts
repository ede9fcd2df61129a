import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DueHeap } from './due-heap.ts'

interface Item {
  readonly id: number
  readonly dueAt: number
  place: number
}

/** Adds and removes, by turns; a removal names any item added so far. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.integer({ min: -3, max: 30 }) }) },
    { weight: 1, arbitrary: fc.record({ add: fc.double({ noNaN: true, noDefaultInfinity: true }) }) },
    { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ take: fc.constant(true) }) },
  ),
  { maxLength: 300, size: 'max' },
)

it('gives what is due first, of equals what came first, whatever else left', () => {
  fc.assert(
    fc.property(steps, script => {
      const heap = new DueHeap<Item>()
      const added: Item[] = []
      let model: Item[] = []
      const inOrder = () => model.toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id)
      const remove = (item: Item) => {
        heap.remove(item)
        model = model.filter(other => other !== item)
      }
      for (const step of script) {
        if ('add' in step) {
          const item = { id: added.length, dueAt: step.add, place: -1 }
          added.push(item)
          model.push(item)
          heap.add(item, item.dueAt)
        } else if ('take' in step) {
          if (heap.first !== undefined) remove(heap.first)
        } else {
          const item = added[step.remove % Math.max(1, added.length)]
          if (item !== undefined && item.place >= 0) remove(item)
        }
        expect(heap.first).toBe(inOrder()[0])
        expect(heap.firstDue).toBe(inOrder()[0]?.dueAt ?? Infinity)
      }
      for (const item of inOrder()) {
        expect(heap.first).toBe(item)
        heap.remove(item)
        expect(item.place).toBe(-1)
      }
      expect(heap.first).toBeUndefined()
    }),
  )
})

it('grows and shrinks with what it holds', () => {
  const heap = new DueHeap<Item>()
  const items = Array.from({ length: 20_000 }, (_, id) => ({ id, dueAt: (id * 7919) % 10_007, place: -1 }))
  for (const item of items) heap.add(item, item.dueAt)
  let last = -Infinity
  for (let left = items.length; left > 0; left--) {
    const { first } = heap
    expect(first).toBeDefined()
    if (first === undefined) return
    expect(first.dueAt).toBeGreaterThanOrEqual(last)
    last = first.dueAt
    heap.remove(first)
  }
  expect(heap.firstDue).toBe(Infinity)
})

it('forgets everything when cleared', () => {
  const heap = new DueHeap<Item>()
  const item = { id: 0, dueAt: 5, place: -1 }
  heap.add(item, 5)
  heap.clear()
  expect([heap.first, heap.firstDue, item.place]).toEqual([undefined, Infinity, -1])
  heap.add(item, 7)
  expect(heap.first).toBe(item)
})
