// One subscriber: which ring it heard last, and who of its own waits for the next.
// Invariant: whatever was rung since `heard` went to its waiters in turn, one ring each; what is left over is the one
// pending nudge. So its state follows from three numbers, and it does not matter when the bell gets round to waking it:
// every method catches up first. It stands in the bell's line exactly while somebody waits.
import type { Bell, Reader } from './bell.ts'
import type { Nudges } from './nudges.ts'

type Read = IteratorResult<void, undefined>
type Waiter = (read: Read) => void

const nudge = (): Read => ({ done: false, value: undefined })
const done = (): Read => ({ done: true, value: undefined })

export class Subscriber implements Nudges, Reader {
  heard: number
  ahead: Reader | undefined = undefined
  behind: Reader | undefined = undefined
  /** Undefined once cancelled. */
  #bell: Bell | undefined
  /** A nudge that was pending at the end. */
  #left = false
  /** Nearly always none or one, so only several of them cost an array. Never an empty one. */
  #waiters: Waiter | Waiter[] | undefined = undefined

  constructor(bell: Bell) {
    this.#bell = bell
    this.heard = bell.rings
    bell.subscribers++
  }

  next(): Promise<Read> {
    const bell = this.#bell
    if (bell === undefined) {
      const read = this.#left ? nudge() : done()
      this.#left = false
      return Promise.resolve(read)
    }
    this.#catchUp(bell)
    if (this.heard < bell.rings) {
      this.heard = bell.rings
      return Promise.resolve(nudge())
    }
    return new Promise(resolve => this.#wait(bell, resolve))
  }

  get pending(): boolean {
    return this.#bell === undefined ? this.#left : this.#bell.rings - this.heard > this.#waiting()
  }

  cancel(): void {
    const bell = this.#bell
    if (bell === undefined) return
    this.#catchUp(bell)
    this.#left = this.heard < bell.rings
    if (this.#waiters !== undefined) bell.leave(this)
    for (let waiter = this.#shift(); waiter !== undefined; waiter = this.#shift()) waiter(done())
    this.#bell = undefined
    bell.subscribers--
  }

  return(): Promise<Read> {
    this.cancel()
    return Promise.resolve(done())
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  [Symbol.dispose](): void {
    this.cancel()
  }

  serve(): void {
    const bell = this.#bell
    if (bell === undefined) return
    for (; this.heard < bell.rings; this.heard++) {
      const waiter = this.#shift()
      if (waiter === undefined) return
      waiter(nudge())
    }
    if (this.#waiters !== undefined) bell.join(this)
  }

  /** What the bell would have done by now, had it woken everybody at once. */
  #catchUp(bell: Bell): void {
    if (this.#waiters === undefined || this.heard === bell.rings) return
    bell.leave(this)
    this.serve()
  }

  #wait(bell: Bell, waiter: Waiter): void {
    const waiters = this.#waiters
    if (waiters === undefined) {
      this.#waiters = waiter
      bell.join(this)
    } else if (typeof waiters === 'function') this.#waiters = [waiters, waiter]
    else waiters.push(waiter)
  }

  #waiting(): number {
    if (this.#waiters === undefined) return 0
    return typeof this.#waiters === 'function' ? 1 : this.#waiters.length
  }

  /** Takes the waiter who came first, if there is one. */
  #shift(): Waiter | undefined {
    const waiters = this.#waiters
    if (typeof waiters !== 'object') {
      this.#waiters = undefined
      return waiters
    }
    const first = waiters.shift()
    if (waiters.length === 0) this.#waiters = undefined
    return first
  }
}
