// Which of many comes due first: a heap with four children per node, of groups that are due at the same time.
// Idea: the keys (due time, then number of arrival) lie beside the items in one array of plain numbers, so finding the
// least of four children reads one cache line and no item. An item that is due together with one added shortly before
// only queues up behind it, outside the heap; so a crowd due at once costs no more than a list.
// Invariant: an item's place is its index if it is in the heap, QUEUED if behind another, ABSENT if it is not here.
// Knows nothing of clocks.

/** Something that can wait in the heap. All but `dueAt` belong to the heap; `place` starts as ABSENT. */
export interface Due<T> {
  readonly dueAt: number
  place: number
  /** Its neighbours among those due together, in the order they were added. */
  ahead: T | undefined
  behind: T | undefined
}

export const ABSENT = -1
const QUEUED = -2
const FEWEST = 16
/** How many due times are remembered, by their low bits: those of about four seconds, where they are milliseconds. */
const RECENT = 4096

export class DueHeap<T extends Due<T>> {
  #items: T[] = []
  /** Due time and number of arrival of each item, in pairs. */
  #keys: Float64Array = new Float64Array(2 * FEWEST)
  #arrivals: number = 0
  /** The last item added of each due time, by its low bits. */
  #recent: (T | undefined)[] = unknown()

  /** The one that is due first; of several the one that was added first. */
  get first(): T | undefined {
    return this.#items[0]
  }

  /** When `first` is due; Infinity if there is none. */
  get firstDue(): number {
    return this.#items.length === 0 ? Infinity : (this.#keys[0] as number)
  }

  add(item: T): void {
    const recent = item.dueAt & (RECENT - 1)
    const ahead = this.#recent[recent]
    this.#recent[recent] = item
    if (ahead?.dueAt === item.dueAt) {
      ahead.behind = item
      item.ahead = ahead
      item.place = QUEUED
      return
    }
    const place = this.#items.length
    if (2 * place === this.#keys.length) this.#resize(2 * this.#keys.length)
    this.#items.push(item)
    this.#rise(place, item, item.dueAt, this.#arrivals++)
  }

  remove(item: T): void {
    const { ahead, behind, place } = item
    const recent = item.dueAt & (RECENT - 1)
    if (this.#recent[recent] === item) this.#recent[recent] = ahead
    item.ahead = undefined
    item.behind = undefined
    item.place = ABSENT
    if (behind !== undefined) behind.ahead = ahead
    if (ahead !== undefined) {
      ahead.behind = behind
    } else if (behind !== undefined) {
      // It takes over the place, with a key that is due at the same time and arrived even earlier.
      this.#items[place] = behind
      behind.place = place
    } else {
      this.#close(place)
    }
  }

  clear(): void {
    for (let item of this.#items) {
      for (let next: T | undefined = item; next !== undefined;) {
        item = next
        next = item.behind
        item.place = ABSENT
        item.ahead = undefined
        item.behind = undefined
      }
    }
    this.#items = []
    this.#keys = new Float64Array(2 * FEWEST)
    this.#recent = unknown()
  }

  /** Fills the gap at `place` with the last one. */
  #close(place: number): void {
    const last = this.#items.pop()
    if (last === undefined || place === this.#items.length) return
    const at = 2 * this.#items.length
    const due = this.#keys[at] as number
    const arrival = this.#keys[at + 1] as number
    if (at > 2 * FEWEST && 8 * at < this.#keys.length) this.#resize(this.#keys.length / 2)
    if (this.#isBefore(due, arrival, (place - 1) >> 2)) this.#rise(place, last, due, arrival)
    else this.#sink(place, last, due, arrival)
  }

  /** Whether the key comes before the one at `place`. Before the root comes nothing. */
  #isBefore(due: number, arrival: number, place: number): boolean {
    return (
      place >= 0 && before(due, arrival, this.#keys[2 * place] as number, this.#keys[2 * place + 1] as number)
    )
  }

  // Both move a gap, not the item: it is put down once, where the gap ends. What they read in every step they keep in
  // locals, which is worth a third of the time.

  #rise(from: number, item: T, due: number, arrival: number): void {
    const [items, keys] = [this.#items, this.#keys]
    let gap = from
    while (gap > 0) {
      const parent = (gap - 1) >> 2
      const parentDue = keys[2 * parent] as number
      const parentArrival = keys[2 * parent + 1] as number
      if (!before(due, arrival, parentDue, parentArrival)) break
      put(items, keys, gap, items[parent] as T, parentDue, parentArrival)
      gap = parent
    }
    put(items, keys, gap, item, due, arrival)
  }

  #sink(from: number, item: T, due: number, arrival: number): void {
    const [items, keys] = [this.#items, this.#keys]
    const size = items.length
    let gap = from
    for (let child = 4 * gap + 1; child < size; child = 4 * gap + 1) {
      let least = child
      let leastDue = keys[2 * child] as number
      let leastArrival = keys[2 * child + 1] as number
      const end = Math.min(child + 4, size)
      for (let i = child + 1; i < end; i++) {
        const otherDue = keys[2 * i] as number
        const otherArrival = keys[2 * i + 1] as number
        if (before(leastDue, leastArrival, otherDue, otherArrival)) continue
        least = i
        leastDue = otherDue
        leastArrival = otherArrival
      }
      if (before(due, arrival, leastDue, leastArrival)) break
      put(items, keys, gap, items[least] as T, leastDue, leastArrival)
      gap = least
    }
    put(items, keys, gap, item, due, arrival)
  }

  #resize(length: number): void {
    const keys = new Float64Array(length)
    keys.set(this.#keys.subarray(0, Math.min(length, this.#keys.length)))
    this.#keys = keys
  }
}

/** Due earlier, or at the same time but added earlier. */
function before(due: number, arrival: number, otherDue: number, otherArrival: number): boolean {
  return due < otherDue || (due === otherDue && arrival < otherArrival)
}

function put<T extends Due<T>>(
  items: T[],
  keys: Float64Array,
  place: number,
  item: T,
  due: number,
  arrival: number,
): void {
  items[place] = item
  keys[2 * place] = due
  keys[2 * place + 1] = arrival
  item.place = place
}

/** Filled, because an array with so wide a gap would become a slow one. */
const unknown = (): undefined[] => Array.from({ length: RECENT }, () => undefined)
