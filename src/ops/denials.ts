// Who was denied most, and who was denied last, among any number of keys.
// Idea: a few places; a key that has none takes the place of the one with the least and goes on from its count. So whoever was denied
// more often than the least is there for certain, and so is the last one. Invariant: what a place counts is never too little, and too
// much by `over` at most. Does not know limits.

export interface DeniedKey {
  readonly key: string
  /** How often it was denied, at most. */
  readonly denied: number
  /** How many of these may have been others before it. */
  readonly over: number
  /** Epoch ms. */
  readonly lastAt: number
}

/** How many keys are shown a limit. */
export const DENIED_KEYS = 32

export class Denials {
  readonly #places: Map<string, DeniedKey> = new Map()

  count(key: string, at: number): void {
    const known = this.#places.get(key)
    const least = known === undefined && this.#places.size >= DENIED_KEYS ? this.#least() : undefined
    if (least !== undefined) this.#places.delete(least.key)
    const over = known?.over ?? least?.denied ?? 0
    this.#places.set(key, { key, denied: ((known ?? least)?.denied ?? 0) + 1, over, lastAt: at })
  }

  /** Whether it was there. */
  forget(key: string): boolean {
    return this.#places.delete(key)
  }

  /** Whether there was anybody. */
  clear(): boolean {
    const any = this.#places.size > 0
    this.#places.clear()
    return any
  }

  /** The most denied first; among equals the latest. */
  list(): readonly DeniedKey[] {
    return [...this.#places.values()].toSorted((a, b) => b.denied - a.denied || b.lastAt - a.lastAt)
  }

  #least(): DeniedKey | undefined {
    let least: DeniedKey | undefined
    for (const place of this.#places.values())
      if (least === undefined || place.denied < least.denied) least = place
    return least
  }
}
