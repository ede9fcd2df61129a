// Stands for a service of somebody else's that does not always answer: it is away for a while, and back again.
export class Warehouse {
  readonly #random: () => number
  readonly #now: () => number
  #awayUntil = 0
  #lookedAt = 0

  constructor(random: () => number = Math.random, now: () => number = Date.now) {
    this.#random = random
    this.#now = now
  }

  /** What there is; rejects while it is away. */
  async stock(): Promise<readonly string[]> {
    this.#live()
    if (this.#now() < this.#awayUntil) throw new Error('the warehouse does not answer')
    return ['apples', 'bread', 'coffee', 'dill', 'eggs']
  }

  /** Of its seconds every 90th or so is the first of some ten that it is away for. */
  #live(): void {
    const now = this.#now()
    const seconds = Math.min(10, Math.floor((now - this.#lookedAt) / 1000))
    if (seconds < 1) return
    this.#lookedAt = now
    if (this.#random() < seconds / 90) this.#awayUntil = now + 5000 + this.#random() * 10_000
  }
}
