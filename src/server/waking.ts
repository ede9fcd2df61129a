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
  /** What failed in the last look: each second the same would be no news. */
  #failed: ReadonlySet<string> = new Set()

  constructor(options: WakingOptions) {
    this.#options = options
  }

  /** Begins to look for them, unless it does. */
  look(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    const failed = new Set<string>()
    const tell = (error: unknown): void => {
      const text = String(error)
      if (!this.#failed.has(text) && !failed.has(text)) this.#options.onLost(error)
      failed.add(text)
    }
    this.#look(tell)
      .catch(tell)
      .finally(() => {
        this.#failed = failed
        this.#isBusy = false
      })
  }

  async #look(tell: (error: unknown) => void): Promise<void> {
    const { engine, isHeld, open, isClosing } = this.#options
    let limit = LEAST
    for (;;) {
      const due = await engine.overdue(limit, LATE_MS)
      const woken: Held[] = []
      for (const cid of due) {
        if (isClosing()) return
        if (isHeld(cid)) continue
        try {
          const opened = await open(cid)
          if (!('why' in opened)) woken.push(opened)
        } catch (error) {
          // Else its owner lives, and fires it.
          if (!(error instanceof HeldElsewhere)) tell(error)
        }
        await new Promise(done => setImmediate(done))
      }
      await Promise.all(woken.map(held => held.settled()))
      if (due.length < limit) return
      if (woken.length > 0) limit = LEAST
      else if (limit === MOST) return
      else limit = Math.min(MOST, limit * 4)
    }
  }
}
