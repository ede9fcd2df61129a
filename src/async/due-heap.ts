// Which of many comes due first: a heap with four children per node.
// Idea: the keys (due time, then number of arrival) lie beside the items in one array of plain numbers, so finding the
// least of four children reads one cache line and no item. Each item knows its place, so it leaves without a search.
// Invariant: an item's place is its index, or -1 when it is not here. Knows nothing of clocks.

/** Something that can wait in the heap. `place` belongs to the heap, and starts as -1. */
export interface Placed {
  place: number
}

const FEWEST = 16

export class DueHeap<T extends Placed> {
  #items: T[] = []
  /** Due time and number of arrival of each item, in pairs. */
  #keys: Float64Array = new Float64Array(2 * FEWEST)
  #arrivals: number = 0

  /** The one that is due first; of several the one that was added first. */
  get first(): T | undefined {
    return this.#items[0]
  }

  /** When `first` is due; Infinity if there is none. */
  get firstDue(): number {
    return this.#items.length === 0 ? Infinity : (this.#keys[0] as number)
  }

  add(item: T, dueAt: number): void {
    const place = this.#items.length
    if (2 * place === this.#keys.length) this.#resize(2 * this.#keys.length)
    this.#items.push(item)
    this.#rise(place, item, dueAt, this.#arrivals++)
  }

  remove(item: T): void {
    const { place } = item
    item.place = -1
    const last = this.#items.pop()
    if (last === undefined || last === item) return
    const at = 2 * this.#items.length
    const due = this.#keys[at] as number
    const arrival = this.#keys[at + 1] as number
    if (at > 2 * FEWEST && 8 * at < this.#keys.length) this.#resize(this.#keys.length / 2)
    if (this.#before(due, arrival, (place - 1) >> 2)) this.#rise(place, last, due, arrival)
    else this.#sink(place, last, due, arrival)
  }

  clear(): void {
    for (const item of this.#items) item.place = -1
    this.#items = []
    this.#keys = new Float64Array(2 * FEWEST)
  }

  /** Whether the key comes before the one at `place`. Before the root comes nothing. */
  #before(due: number, arrival: number, place: number): boolean {
    if (place < 0) return false
    const other = this.#keys[2 * place] as number
    return due < other || (due === other && arrival < (this.#keys[2 * place + 1] as number))
  }

  #rise(from: number, item: T, due: number, arrival: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 2
      if (!this.#before(due, arrival, parent)) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(place, item, due, arrival)
  }

  #sink(from: number, item: T, due: number, arrival: number): void {
    const keys = this.#keys
    const size = this.#items.length
    let place = from
    for (;;) {
      const child = 4 * place + 1
      if (child >= size) break
      let least = child
      const end = Math.min(child + 4, size)
      for (let i = child + 1; i < end; i++) {
        if (this.#before(keys[2 * i] as number, keys[2 * i + 1] as number, least)) least = i
      }
      const leastDue = keys[2 * least] as number
      if (due < leastDue || (due === leastDue && arrival < (keys[2 * least + 1] as number))) break
      this.#move(least, place)
      place = least
    }
    this.#put(place, item, due, arrival)
  }

  #move(from: number, to: number): void {
    const item = this.#items[from] as T
    this.#put(to, item, this.#keys[2 * from] as number, this.#keys[2 * from + 1] as number)
  }

  #put(place: number, item: T, due: number, arrival: number): void {
    this.#items[place] = item
    this.#keys[2 * place] = due
    this.#keys[2 * place + 1] = arrival
    item.place = place
  }

  #resize(length: number): void {
    const keys = new Float64Array(length)
    keys.set(this.#keys.subarray(0, Math.min(length, this.#keys.length)))
    this.#keys = keys
  }
}
