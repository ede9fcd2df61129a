// Streams that ended with their process, until each goes on elsewhere: how many of them, and how long the last one was away.
// Invariant: what goes on is known by its address, so nobody else's stream is taken for it.
// Does not know what a process is, but for its number.

/** What happens within so long is one thing, ms. */
const AT_ONCE_MS = 1000
/** Who is not back by then does not come, ms. */
const GONE_MS = 15_000

interface Ended {
  readonly of: number
  readonly url: string
  readonly at: number
}

/** All that ended with one process. */
export interface Cut {
  readonly of: number
  readonly pages: number
  readonly back: number
  /** Of those that are back, the longest. */
  readonly awayMs: number
}

export class Cuts {
  readonly #told: (n: number, cut: Cut) => void
  /** That ended lately, and not by their reader. */
  #ended: readonly Ended[] = []
  #open: { readonly n: number; readonly at: number; cut: Cut; readonly missed: Ended[] }[] = []

  /** `told`: how it is with what was cut under that number. */
  constructor(told: (n: number, cut: Cut) => void) {
    this.#told = told
  }

  ends(of: number, url: string): void {
    const one = { of, url, at: performance.now() }
    this.#ended = [...this.#lately(one.at), one]
    // The streams' ends and the process's are told in either order.
    const open = this.#open.find(({ at, cut }) => cut.of === of && at > one.at - AT_ONCE_MS)
    if (open === undefined) return
    open.missed.push(one)
    this.#say(open, { ...open.cut, pages: open.cut.pages + 1 })
  }

  /** A process ended; `n` is what it is told under. */
  dies(of: number, n: number): void {
    const at = performance.now()
    const missed = this.#lately(at).filter(ended => ended.of === of)
    const open = { n, at, missed, cut: { of, pages: missed.length, back: 0, awayMs: 0 } }
    this.#open = [...this.#open.filter(other => other.at > at - GONE_MS), open]
    this.#say(open, open.cut)
  }

  begins(url: string): void {
    for (const open of this.#open) {
      const at = open.missed.findIndex(ended => ended.url === url)
      const [ended] = at < 0 ? [] : open.missed.splice(at, 1)
      if (ended === undefined) continue
      const { cut } = open
      const awayMs = Math.max(cut.awayMs, performance.now() - ended.at)
      this.#say(open, { ...cut, back: cut.back + 1, awayMs })
    }
  }

  #lately(now: number): readonly Ended[] {
    return this.#ended.filter(({ at }) => at > now - AT_ONCE_MS)
  }

  #say(open: { readonly n: number; cut: Cut }, cut: Cut): void {
    open.cut = cut
    this.#told(open.n, cut)
  }
}
