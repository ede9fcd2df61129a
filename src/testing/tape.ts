// A log while it is replayed: what sources said at once when somebody began to watch them, in the midst of a step.
// Invariant: what a source said belongs to the step after which it stands; a step that is not in the log is told nothing.
// Does not know who asks.
import type { Step } from './log.ts'

export class Tape {
  /** Where in the log we are: the step that is being done; -1: before the first; undefined: at none. */
  at: number | undefined = -1
  readonly #said = new Map<string, unknown[]>()

  constructor(log: readonly Step[]) {
    let of = -1
    for (const [at, step] of log.entries()) {
      if (step.do !== 'read' || step.first !== true) {
        of = at
        continue
      }
      const name = `${of} ${step.who ?? 0} ${step.watch}`
      this.#said.set(name, [...(this.#said.get(name) ?? []), step.value])
    }
  }

  /** What a source says first to this visitor's watch; nothing if the log does not say. */
  first(who: number, watch: string): { readonly value: unknown } | undefined {
    const said = this.#said.get(`${this.at} ${who} ${watch}`)
    return said === undefined || said.length === 0 ? undefined : { value: said.shift() }
  }
}
