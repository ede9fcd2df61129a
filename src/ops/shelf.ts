// Numbers by key, which become worthless when a meter that only rises has passed them; forgetting those costs nothing.
// Idea: two layers. Who is written goes to the young one; when the meter has passed all of the old layer it is let go of as a whole
// and the young one becomes old. So nothing is scanned or deleted, ever. Invariant: a number that is ahead of the meter is there,
// unless more keys came after it than the shelf is to hold: then the ones not written for longest are forgotten first.
// Does not know what the numbers mean.

interface Layer {
  readonly slots: Map<string, number>
  /** By slot. A list of numbers holds them bare, and gives the collector nothing to visit. */
  readonly values: number[]
  /** None is greater. */
  greatest: number
}

/** Layers smaller than this are not worth being let go of one by one. */
const WORTH = 32

const layer = (): Layer => ({ slots: new Map(), values: [], greatest: -Infinity })

export class Shelf {
  readonly #most: number
  #young: Layer = layer()
  #old: Layer = layer()
  #slot: number = -1

  /** @param most How many of the latest keys it remembers at least; it holds twice as many at most. */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#young.slots.size + this.#old.slots.size
  }

  /** The number of that key, -Infinity if there is none. `write` then writes to the key that was found last. */
  find(key: string): number {
    const young = this.#young.slots.get(key)
    this.#slot = young ?? -1
    if (young !== undefined) return this.#young.values[young] ?? -Infinity
    const old = this.#old.slots.get(key)
    return old === undefined ? -Infinity : (this.#old.values[old] ?? -Infinity)
  }

  /** Whether writing the same number again would keep it longer. */
  get ages(): boolean {
    return this.#slot === -1
  }

  /** @param key The one that `find` was called with last. */
  write(key: string, value: number, meter: number): void {
    if (this.#slot === -1) {
      const { size } = this.#young.slots
      if (size >= this.#most || (size >= WORTH && meter >= this.#old.greatest)) this.#turn()
      this.#slot = this.#young.values.push(value) - 1
      this.#young.slots.set(key, this.#slot)
    } else this.#young.values[this.#slot] = value
    if (value > this.#young.greatest) this.#young.greatest = value
  }

  /** Lets go of layers that the meter has passed, however small. */
  sweep(meter: number): void {
    if (meter >= this.#old.greatest && this.#old.slots.size > 0) this.#old = layer()
    if (meter >= this.#young.greatest && this.#young.slots.size > 0) this.#young = layer()
  }

  #turn(): void {
    this.#old = this.#young
    this.#young = layer()
  }
}
