// The pump: runs all deliveries, a little of each lane in turn, and gives the event loop back after a short time.
// Idea: a lane is something with deliveries waiting (a topic, the expired timers). Lanes are served round-robin, a slice
// each, so a large one holds up a small one by no more than a slice per lane.
// Invariant: a lane that has been added is served until nothing waits in it. Knows nothing of what a lane delivers.

/** Something with deliveries waiting. `next` and `queued` belong to the pump. */
export interface Lane {
  next: Lane | undefined
  queued: boolean
  readonly waiting: boolean
  /** Makes up to `limit` deliveries, at least one if any waits. Returns how many steps it took. Must not throw. */
  deliver(limit: number): number
}

/** How long one turn may hold the event loop. */
const TURN_MS = 2
/** The most that one turn delivers, however fast: a clock that stands still must not make a turn endless. */
const TURN_DELIVERIES = 10_000
/** How long the deliveries between two looks at the clock should take. A look costs as much as several deliveries. */
const SLICE_MS = 0.25
/** The most of them: those to come may be slower than those before. */
const LONGEST_SLICE = 64

export class Pump {
  readonly #now: () => number
  #first: Lane | undefined = undefined
  #last: Lane | undefined = undefined
  #running: boolean = false
  #woken: boolean = false
  /** How many deliveries are made between two looks at the clock. */
  #slice: number = 16
  readonly #wokenUp: () => void = () => {
    this.#woken = false
    this.#run()
  }

  constructor(now: () => number) {
    this.#now = now
  }

  /** Puts the lane in the round, if it is not there yet. The round goes on in a later turn of the event loop. */
  add(lane: Lane): void {
    this.#join(lane)
    this.#wake()
  }

  /** The same, and the round goes on at once; from inside a delivery, when that is done. */
  serve(lane: Lane): void {
    this.#join(lane)
    this.#run()
  }

  #join(lane: Lane): void {
    if (lane.queued) return
    lane.queued = true
    this.#append(lane)
  }

  #run(): void {
    if (this.#running) return
    this.#running = true
    this.#turn()
    this.#running = false
    this.#wake()
  }

  #turn(): void {
    let start: number | undefined
    let looked = 0
    let total = 0
    let since = 0
    for (let lane = this.#first; lane !== undefined; lane = this.#first) {
      this.#first = lane.next
      if (this.#first === undefined) this.#last = undefined
      lane.next = undefined
      since += lane.deliver(this.#slice)
      if (lane.waiting) this.#append(lane)
      else lane.queued = false
      if (since < this.#slice) continue
      total += since
      since = 0
      const now = this.#now()
      // The first slice is not measured: a turn of few deliveries needs no clock at all.
      if (start === undefined) start = now
      else this.#fit(now - looked)
      // Set back, the clock says nothing about the time spent.
      if (now - start >= TURN_MS || now < looked || total >= TURN_DELIVERIES) return
      looked = now
    }
  }

  /** Fits the slice to deliveries that took `ms` for the last one. */
  #fit(ms: number): void {
    if (ms > SLICE_MS) this.#slice = Math.max(1, this.#slice >> 1)
    else if (ms < SLICE_MS / 4) this.#slice = Math.min(LONGEST_SLICE, 2 * this.#slice)
  }

  #append(lane: Lane): void {
    if (this.#last === undefined) this.#first = lane
    else this.#last.next = lane
    this.#last = lane
  }

  #wake(): void {
    if (this.#woken || this.#running || this.#first === undefined) return
    this.#woken = true
    later(this.#wokenUp)
  }
}

/** Runs `task` in a later turn of the event loop, after I/O had its chance: setImmediate, or what comes nearest. */
function later(task: () => void): void {
  if (typeof setImmediate === 'function') {
    setImmediate(task)
  } else if (typeof MessageChannel === 'function') {
    // Not setTimeout, which browsers stretch to 4 ms where it is nested.
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      task()
    })
    port1.start()
    port2.postMessage(undefined)
  } else {
    setTimeout(task, 0)
  }
}
