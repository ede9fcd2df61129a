// Those who ask too much are answered late: who sends the next request when the last one is answered is slowed down to what is
// allowed, instead of asking, and costing, thousands of times a second.
// Invariant: how many wait is bounded; one too many is answered at once and loses the connection, and with it all that follows on it.
// Does not know what was too much.
import type { Clock } from '../async/index.ts'
import type { Told } from './exchange.ts'

/** An answer waits no longer than this, ms. A client that heeds `Retry-After` loses nothing by it. */
const LONGEST_MS = 1000
/** In all; each is a request and a timer. */
const MOST = 1000

export class Patience {
  readonly #clock: Clock
  #waiting = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The answer, when `seconds` have passed, or a second. */
  late(told: Told, seconds: number): Told | Promise<Told> {
    if (this.#waiting >= MOST) return { ...told, headers: { ...told.headers, connection: 'close' } }
    this.#waiting++
    return new Promise(done => {
      const until = this.#clock.now() + Math.min(seconds * 1000, LONGEST_MS)
      this.#clock.setTimer(until, () => {
        this.#waiting--
        done(told)
      })
    })
  }
}
