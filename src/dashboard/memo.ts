// What took a while to compute, kept for whoever asks for the same again: layouts of graphs, lines of the last minute.
// Invariant: bounded; what was not asked for longest goes first. What is kept is never changed.
// Does not know what it keeps.

/** How many values are kept. */
const MOST = 300

export class Memo {
  readonly #kept = new Map<string, { readonly of: unknown; readonly value: unknown }>()

  /** What `make` gave when it was last asked for this `name` with the same (===) `of`; made now where that was another, or never. */
  get<T>(name: string, of: unknown, make: () => T): T {
    const known = this.#kept.get(name)
    this.#kept.delete(name)
    const kept = known !== undefined && known.of === of ? known : { of, value: make() }
    this.#kept.set(name, kept)
    if (this.#kept.size > MOST) for (const oldest of this.#kept.keys()) if (this.#kept.delete(oldest)) break
    return kept.value as T
  }
}
