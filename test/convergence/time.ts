// Time that passes only when it is told to, for a whole world: the server, the network and every tab share it.
// Invariant: what is due happens in the order of its time, then of its making; between two such things everything that waits for a
// promise or for the browser's own queue has run. The same seed gives the same numbers.

/** Stands for Math.random: 0 to 1. */
export type Random = () => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Due {
  readonly at: number
  readonly order: number
  readonly fire: () => void
  off: boolean
}

const START = Date.UTC(2027, 0, 1)

export class Time {
  now: number = START
  /** Things that happened. */
  steps = 0
  #order = 0
  /** Soonest last. */
  #due: Due[] = []

  /** Milliseconds since the world began. */
  get age(): number {
    return this.now - START
  }

  /** Returns how to call it off. */
  at(at: number, fire: () => void): () => void {
    const due: Due = { at: Math.max(at, this.now), order: this.#order++, fire, off: false }
    let place = this.#due.length
    while (place > 0 && this.#due[place - 1]!.at <= due.at) place--
    this.#due.splice(place, 0, due)
    return () => void (due.off = true)
  }

  in(ms: number, fire: () => void): () => void {
    return this.at(this.now + Math.max(0, ms), fire)
  }

  /** Lets so many milliseconds pass; less if `enough` says so after something happened. */
  async pass(ms: number, enough: () => boolean = () => false): Promise<void> {
    const until = this.now + ms
    await idle()
    for (;;) {
      const next = this.#due.at(-1)
      if (next === undefined || next.at > until) break
      this.#due.pop()
      if (next.off) continue
      this.now = next.at
      this.steps++
      next.fire()
      await idle()
      if (enough()) return
    }
    this.now = until
  }
}

const { port1, port2 } = new MessageChannel()
const waiting: (() => void)[] = []
port1.onmessage = () => waiting.shift()?.()

/** Resolves when all that could go on has gone on: promises, and what the browser had queued (a dialog's `close`, say). */
function idle(): Promise<void> {
  return new Promise(done => {
    waiting.push(done)
    port2.postMessage(0)
  })
}
