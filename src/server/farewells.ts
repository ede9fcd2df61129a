// Why conversations that ended lately ended, for browsers that were not there to hear it.
// Invariant: bounded; the oldest are forgotten first, and who asks then is told that nothing is known.
// Does not know whose they were.
import type { Ended } from '../kernel/index.ts'
import type { Gone } from '../wire/index.ts'

/** So many are remembered. */
const MOST = 1000

export class Farewells {
  readonly #said = new Map<string, Gone>()

  note(cid: string, gone: Gone): void {
    this.#said.set(cid, gone)
    for (const [oldest] of this.#said) {
      if (this.#said.size <= MOST) return
      this.#said.delete(oldest)
    }
  }

  of(cid: string): Gone | undefined {
    return this.#said.get(cid)
  }
}

/** What a browser is told of an end. */
export function goneOf({ why, reference }: Ended): Gone {
  return { why, ...(reference !== undefined && { reference }) }
}
