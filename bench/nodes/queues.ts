// Work that waits for its turn: processes that do one thing at a time, on cores that they may have to share.
// Invariant: a process does what has come to it in that order, what is urgent first; a core that is free goes to whoever has waited longest. What has begun is
// finished: pieces of work are shorter than what a system lets a process run for. Time goes only by what happens; nothing is by chance here.
// Does not know what the work is.

export interface Work {
  readonly cost: number
  readonly done: () => void
}

interface Process {
  readonly urgent: Work[]
  readonly waiting: Work[]
  isBusy: boolean
  isReady: boolean
  used: number
}

export class Queues {
  now = 0
  readonly #processes: Process[]
  readonly #ready: Process[] = []
  readonly #due = new Heap()
  #free: number

  /** `cores`: Infinity where each process has its own. */
  constructor(processes: number, cores: number) {
    this.#free = cores
    this.#processes = Array.from({ length: processes }, () => ({
      urgent: [],
      waiting: [],
      isBusy: false,
      isReady: false,
      used: 0,
    }))
  }

  at(time: number, go: () => void): void {
    this.#due.push(time, go)
  }

  /** Gives a process something to do. */
  give(process: number, cost: number, done: () => void, isUrgent = true): void {
    const to = this.#processes[process] as Process
    ;(isUrgent ? to.urgent : to.waiting).push({ cost, done })
    this.#begin(to)
  }

  /** How much a process has done so far. */
  used(process: number): number {
    return this.#processes[process]?.used ?? 0
  }

  run(until: number): void {
    for (;;) {
      const next = this.#due.pop(until)
      if (next === undefined) break
      this.now = next.time
      next.go()
    }
    this.now = until
  }

  #begin(process: Process): void {
    if (process.isBusy || process.isReady || process.urgent.length + process.waiting.length === 0) return
    if (this.#free === 0) {
      process.isReady = true
      this.#ready.push(process)
      return
    }
    this.#free--
    process.isBusy = true
    const { cost, done } = (process.urgent.shift() ?? process.waiting.shift()) as Work
    process.used += cost
    this.at(this.now + cost, () => {
      process.isBusy = false
      this.#free++
      done()
      this.#begin(process)
      while (this.#free > 0 && this.#ready.length > 0) {
        const other = this.#ready.shift() as Process
        other.isReady = false
        this.#begin(other)
      }
    })
  }
}

interface Due {
  readonly time: number
  readonly go: () => void
}

/** What is next; of the same time, in no order. */
class Heap {
  readonly #all: Due[] = []

  push(time: number, go: () => void): void {
    const all = this.#all
    let at = all.length
    const due = { time, go }
    while (at > 0) {
      const above = (at - 1) >> 1
      if ((all[above] as Due).time <= time) break
      all[at] = all[above] as Due
      at = above
    }
    all[at] = due
  }

  pop(until: number): Due | undefined {
    const all = this.#all
    const first = all[0]
    if (first === undefined || first.time > until) return undefined
    const last = all.pop() as Due
    const size = all.length
    if (size === 0) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (below >= size) break
      if (below + 1 < size && (all[below + 1] as Due).time < (all[below] as Due).time) below++
      if ((all[below] as Due).time >= last.time) break
      all[at] = all[below] as Due
      at = below
    }
    all[at] = last
    return first
  }
}
