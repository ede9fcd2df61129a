// The bell: how often it was rung, and the line of readers who wait for it to ring.
// Idea: a ring is a number, not a message. A reader remembers the last number it was given and compares, so ringing
// costs nothing for those who do not wait.
// Invariant: the line is in order of `heard`, because a reader joins at its end and only when nothing is owed to it; so
// those who are owed a nudge stand in front. Knows nothing of promises, nor of what a reader does when its turn comes.

/** Who stands in the line. The links are the line's own; they make leaving from the middle a few writes. */
export interface Reader {
  /** The number of the last ring that it was given. */
  readonly heard: number
  ahead: Reader | undefined
  behind: Reader | undefined
  /** Called out of the line: hands out what is owed, and joins again if it still waits. Runs no foreign code. */
  serve(): void
}

export class Bell {
  /** Not wrapped to 32 bits: a reader who slept through 2^32 rings would then seem up to date. Exact up to 2^53. */
  rings = 0
  subscribers = 0
  readonly #slice: number
  #first: Reader | undefined
  #last: Reader | undefined
  #moreToWake = false

  /** `slice`: readers woken in one turn of the event loop; the default takes a few milliseconds. */
  constructor(slice = 10_000) {
    this.#slice = slice
  }

  ring(): void {
    this.rings++
    if (this.#first !== undefined && !this.#moreToWake) this.#wake()
  }

  join(reader: Reader): void {
    reader.ahead = this.#last
    if (this.#last === undefined) this.#first = reader
    else this.#last.behind = reader
    this.#last = reader
  }

  leave(reader: Reader): void {
    const { ahead, behind } = reader
    if (ahead === undefined) this.#first = behind
    else ahead.behind = behind
    if (behind === undefined) this.#last = ahead
    else behind.ahead = ahead
    reader.ahead = reader.behind = undefined
  }

  #wake(): void {
    for (let woken = 0; this.#first !== undefined && this.#first.heard < this.rings; woken++) {
      if (woken === this.#slice) {
        this.#moreToWake = true
        nextTurn(() => {
          this.#moreToWake = false
          this.#wake()
        })
        return
      }
      const reader = this.#first
      // `leave` spelled out for the first one, where most of its writes have nothing to write.
      const { behind } = reader
      this.#first = behind
      if (behind === undefined) this.#last = undefined
      else behind.ahead = undefined
      reader.behind = undefined
      reader.serve()
    }
  }
}

// Not a microtask: the event loop takes no input before the last of those has run.
function nextTurn(run: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(run)
  else setTimeout(run, 0)
}
