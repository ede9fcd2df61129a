// A browser tab's own history of one conversation: the entries that its Back and Forward buttons go through.
// Invariant: as the client: more behind than before is a new entry, and what was ahead is gone; fewer is a way back; as many is
// the same entry, renamed.
// Does not know what an entry shows.
import type { History } from '../kernel/index.ts'

/** An entry: its number in the conversation's history, its address, and how many are before it. */
export interface Entry {
  readonly address: string
  readonly at: number
  readonly behind: number
}

export class Tab {
  #entries: Entry[] = [{ address: '', at: 0, behind: 0 }]
  #index = 0

  get here(): Entry {
    return this.#entries[this.#index] as Entry
  }

  /** Takes over where a conversation is. */
  open(history: History): void {
    const { at, address, forgotten, back, forward } = history
    const entries = [...back, { at, address }, ...forward]
    this.#entries = entries.map((each, i) => ({ at: each.at, address: each.address, behind: forgotten + i }))
    this.#index = back.length
  }

  /** The server says where the page is now. */
  place(entry: Entry): void {
    if (entry.behind > this.here.behind) this.#entries = [...this.#entries.slice(0, this.#index + 1), entry]
    const index = this.#entries.findIndex(each => each.behind === entry.behind)
    this.#index = Math.max(0, index)
    this.#entries[this.#index] = entry
  }

  /** The visitor goes to the entry before, or after; undefined if there is none. */
  go(by: -1 | 1): Entry | undefined {
    const to = this.#entries[this.#index + by]
    if (to !== undefined) this.#index += by
    return to
  }
}
