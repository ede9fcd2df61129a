// What operators changed about limits, in all processes of a program: for each limit one note.
// Idea: the note is the present state: the override, and how often all buckets were filled. Whoever changes it here says so until it was
// heard; of two who change it at once the later one counts.
// Invariant: what another process noted is applied here once; what was noted before this process began, when it begins.
// Does not know buckets, nor when an override ends.
import type { LimitRule } from './limit.ts'
import type { Outside } from './outside.ts'
import type { Shared } from './shared.ts'

export interface LimitNote {
  /** Counts its writings. */
  readonly n: number
  /** `until` in epoch ms; null: until it is lifted. */
  readonly override: (LimitRule & { readonly until: number | null }) | null
  /** How often all buckets were filled. */
  readonly fills: number
}

const KEY = 'limit:'
const PAUSE_MS = 1_000

export class LimitNotes {
  readonly #shared: Shared
  readonly #outside: Outside
  readonly #heard: (name: string, note: LimitNote) => void
  readonly #known: Map<string, number> = new Map()
  /** What is to be said, and what is being said. */
  readonly #unsaid: Map<string, Omit<LimitNote, 'n'>> = new Map()
  #isOpen: boolean = true

  constructor(shared: Shared, outside: Outside, heard: (name: string, note: LimitNote) => void) {
    this.#shared = shared
    this.#outside = outside
    this.#heard = heard
    shared.onNote((key, text) => {
      if (key.startsWith(KEY)) this.#hear(key.slice(KEY.length), read(text))
    })
  }

  /** Learns what was noted before. */
  async meet(name: string): Promise<void> {
    while (this.#isOpen && this.#shared.isShared) {
      try {
        let note: LimitNote | undefined
        await this.#shared.rewrite(KEY + name, async text => void (note = read(text)))
        return this.#hear(name, note)
      } catch {
        await this.#pause()
      }
    }
  }

  /** Notes it, as soon as that can be done. */
  say(name: string, note: Omit<LimitNote, 'n'>): void {
    if (!this.#shared.isShared) return
    const isSaying = this.#unsaid.has(name)
    this.#unsaid.set(name, note)
    if (!isSaying) void this.#sayIt(name)
  }

  close(): void {
    this.#isOpen = false
  }

  async #sayIt(name: string): Promise<void> {
    for (;;) {
      const said = this.#unsaid.get(name)
      if (said === undefined || !this.#isOpen) return
      try {
        let n = 0
        await this.#shared.rewrite(KEY + name, async text => {
          n = (read(text)?.n ?? 0) + 1
          return JSON.stringify({ ...said, n })
        })
        this.#known.set(name, n)
        if (this.#unsaid.get(name) === said) this.#unsaid.delete(name)
      } catch {
        await this.#pause()
      }
    }
  }

  #hear(name: string, note: LimitNote | undefined): void {
    // Ours is about to take its place.
    if (note === undefined || this.#unsaid.has(name) || note.n <= (this.#known.get(name) ?? 0)) return
    this.#known.set(name, note.n)
    this.#heard(name, note)
  }

  #pause(): Promise<void> {
    return new Promise(done => void this.#outside.after(PAUSE_MS, done))
  }
}

/** Undefined for what is none, as another version of the program may have written. */
function read(text: string | undefined): LimitNote | undefined {
  try {
    const note = JSON.parse(text ?? '') as Partial<LimitNote>
    return typeof note.n === 'number' && typeof note.fills === 'number' ? (note as LimitNote) : undefined
  } catch {
    return undefined
  }
}
