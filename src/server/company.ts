// The conversations in memory by the session that opened them, so that one session cannot fill it.
// Invariant: a session has at most so many; one more gives up the one that was left longest ago, or seen longest ago if all are
// attended. Whoever is added is removed under the same name, also when signing in gave it another session meanwhile.
// Does not know what giving up is.
import type { Held } from './held.ts'

export class Company {
  readonly #most: number
  /** Most sessions have one. */
  readonly #held = new Map<string, Held | Set<Held>>()

  constructor(most: number) {
    this.#most = most
  }

  /** Returns the one that is too many. */
  add(held: Held): Held | undefined {
    const { opener } = held
    const others = this.#held.get(opener)
    if (others === undefined) {
      this.#held.set(opener, held)
      return undefined
    }
    const all = others instanceof Set ? others.add(held) : new Set([others, held])
    this.#held.set(opener, all)
    if (all.size <= this.#most) return undefined
    let last: Held | undefined
    for (const each of all) if (each !== held && (last === undefined || isBefore(each, last))) last = each
    return last
  }

  remove(held: Held): void {
    const { opener } = held
    const all = this.#held.get(opener)
    if (all instanceof Set ? all.delete(held) && all.size === 0 : all === held) this.#held.delete(opener)
  }
}

function isBefore(one: Held, two: Held): boolean {
  const [here, there] = [one.stream.attached, two.stream.attached]
  return here === there ? one.lastSeen < two.lastSeen : there
}
