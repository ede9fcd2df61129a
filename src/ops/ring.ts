// The last few of many: what is written to a full ring takes the place of its oldest.
// Invariant: it never holds more than its size; writing costs the same however much was written before.

export class Ring<T> {
  readonly size: number
  readonly #slots: T[] = []
  #written: number = 0

  constructor(size: number) {
    this.size = size
  }

  /** How many were ever written. */
  get written(): number {
    return this.#written
  }

  get last(): T | undefined {
    return this.#slots[(this.#written - 1) % this.size]
  }

  push(one: T): void {
    this.#slots[this.#written++ % this.size] = one
  }

  /** What it holds, oldest first. */
  list(): T[] {
    const first = this.#written > this.size ? this.#written % this.size : 0
    return [...this.#slots.slice(first), ...this.#slots.slice(0, first)]
  }
}
