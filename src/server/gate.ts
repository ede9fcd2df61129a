// The gate: those who come (a page, a stream) are let in one at each turn of the event loop, so that a thousand who come back in
// the same second hold up nobody who is there already.
// Invariant: in order of arrival; how many wait, and how long, is bounded, and whoever waits in vain is told so.
// Does not know who comes.
import { MOST_WAITING, PATIENCE_MS, PER_TURN } from './limits.ts'

interface Waiting {
  readonly since: number
  readonly go: (isIn: boolean) => void
}

export class Gate {
  readonly #now: () => number
  #room = PER_TURN
  #woken = false
  #waiting: Waiting[] = []
  #first = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether there was room, at once or after a while. */
  enter(): Promise<boolean> | true {
    this.#wake()
    const waits = this.#waiting.length - this.#first
    if (this.#room > 0 && waits === 0) {
      this.#room--
      return true
    }
    if (waits >= MOST_WAITING) return Promise.resolve(false)
    return new Promise(go => this.#waiting.push({ since: this.#now(), go }))
  }

  #wake(): void {
    if (this.#woken) return
    this.#woken = true
    setImmediate(turn, this)
  }

  turn(): void {
    this.#woken = false
    this.#room = PER_TURN
    const now = this.#now()
    while (this.#room > 0 && this.#first < this.#waiting.length) {
      const { since, go } = this.#waiting[this.#first++] as Waiting
      const isIn = now - since <= PATIENCE_MS
      if (isIn) this.#room--
      go(isIn)
    }
    if (this.#first < this.#waiting.length) return this.#wake()
    this.#waiting = []
    this.#first = 0
    // Those who were just let in are this turn's; the next begins when they are dealt with.
    if (this.#room < PER_TURN) this.#wake()
  }
}

const turn = (gate: Gate): void => gate.turn()
