// Conversations whose timers came due while nobody had them: those that left memory, and those of a process that died.
// Invariant: one after the other, each in a turn of its own, so that visitors do not wait for them; one that cannot be woken stops no other.
// Does not know timers: whoever is opened fires his own.
import type { Engine } from '../engines/index.ts'
import type { Gone } from '../wire/index.ts'
import type { Held } from './held.ts'
import { HeldElsewhere } from './opening.ts'

/** What came due so long ago, ms, is nobody's: whoever has it would have fired it. */
const LATE_MS = 700
/** So many are asked for at a time; more where none of those can be woken, since their owners live and are late. */
const LEAST = 100
const MOST = 10_000

export interface WakingOptions {
  readonly engine: Engine
  isHeld(cid: string): boolean
  /** Not from a process that lives. */
  open(cid: string): Promise<Held | Gone>
  isClosing(): boolean
  onLost(error: unknown): void
}

export class Waking {
  readonly #options: WakingOptions
  #isBusy = false
  #limit = LEAST
  /** What failed last: each second the same would be no news. */
  #failed = ''

  constructor(options: WakingOptions) {
    this.#options = options
  }

  /** Begins to look for them, unless it does. */
  look(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    this.#look()
      .then(
        () => (this.#failed = ''),
        (error: unknown) => this.#tell(error),
      )
      .finally(() => (this.#isBusy = false))
  }

  async #look(): Promise<void> {
    const { engine, isHeld, open, isClosing } = this.#options
    for (;;) {
      const due = await engine.overdue(this.#limit, LATE_MS)
      const woken: Held[] = []
      for (const cid of due) {
        if (isClosing()) return
        if (isHeld(cid)) continue
        try {
          const opened = await open(cid)
          if (!('why' in opened)) woken.push(opened)
        } catch (error) {
          // Else its owner lives, and fires it.
          if (!(error instanceof HeldElsewhere)) this.#tell(error)
        }
        await new Promise(done => setImmediate(done))
      }
      await Promise.all(woken.map(held => held.settled()))
      const isAll = due.length < this.#limit
      this.#limit = woken.length > 0 || isAll ? LEAST : Math.min(MOST, this.#limit * 4)
      if (isAll || woken.length === 0) return
    }
  }

  #tell(error: unknown): void {
    const failed = String(error)
    if (failed !== this.#failed) this.#options.onLost(error)
    this.#failed = failed
  }
}
