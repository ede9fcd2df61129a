import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ABSENT, DueHeap } from './due-heap.ts'

class Item {
  place: number = ABSENT
  ahead: Item | undefined = undefined
  behind: Item | undefined = undefined
  readonly id: number
  readonly dueAt: number

  constructor(id: number, dueAt: number) {
    this.id = id
    this.dueAt = dueAt
  }
}

/** Adds and removes, by turns; a removal names any item added so far. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.integer({ min: -3, max: 30 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({ add: fc.constantFrom(-4096, 4096, 4099, 8192, 1e12, 1e12 + 4096, 0.5, 1e300) }),
    },
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
          const item = new Item(added.length, step.add)
          added.push(item)
          model.push(item)
          heap.add(item)
        } else if ('take' in step) {
          if (heap.first !== undefined) remove(heap.first)
        } else {
          const item = added[step.remove % Math.max(1, added.length)]
          if (item !== undefined && item.place !== ABSENT) remove(item)
        }
        expect(heap.first).toBe(inOrder()[0])
        expect(heap.firstDue).toBe(inOrder()[0]?.dueAt ?? Infinity)
      }
      for (const item of inOrder()) {
        expect(heap.first).toBe(item)
        heap.remove(item)
        expect(item.place).toBe(ABSENT)
      }
      expect(heap.first).toBeUndefined()
    }),
  )
})

it('grows and shrinks with what it holds', () => {
  const heap = new DueHeap<Item>()
  const items = Array.from({ length: 20_000 }, (_, id) => new Item(id, (id * 7919) % 10_007))
  for (const item of items) heap.add(item)
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
  const items = [5, 5, 7, 5].map((dueAt, id) => new Item(id, dueAt))
  for (const item of items) heap.add(item)
  heap.clear()
  expect([heap.first, heap.firstDue]).toEqual([undefined, Infinity])
  for (const item of items)
    expect([item.place, item.ahead, item.behind]).toEqual([ABSENT, undefined, undefined])
  for (const item of items) heap.add(item)
  expect(heap.first).toBe(items[0])
})

it('keeps no neighbours with what has left', () => {
  const heap = new DueHeap<Item>()
  const items = [0, 1, 2].map(id => new Item(id, 5))
  for (const item of items) heap.add(item)
  for (const item of items) {
    heap.remove(item)
    expect([item.ahead, item.behind]).toEqual([undefined, undefined])
  }
})
