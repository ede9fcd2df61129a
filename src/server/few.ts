// At most so many pieces of work at once; the others wait for their turn, in order.
// Invariant: one that fails makes room like any other.
// Does not know what is done.

export class Few {
  readonly #most: number
  readonly #waiting: (() => void)[] = []
  #going = 0

  constructor(most: number) {
    this.#most = most
  }

  async do<T>(work: () => Promise<T>): Promise<T> {
    // Whoever ends hands its place on, so that none who comes meanwhile takes it.
    if (this.#going === this.#most) await new Promise<void>(go => this.#waiting.push(go))
    else this.#going++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#going--
      else next()
    }
  }
}
