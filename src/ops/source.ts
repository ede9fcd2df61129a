// What every source shares: a name, one hook, and a snapshot that is made when it is asked for and kept until something
// changes. Invariant: between two calls of `changed` every `read` gives the same object; a hook that throws stops nobody.
// Whoever extends it calls `changed` once all is as it shall be, and only if it would show something else than before.
import type { ChangeHook, ChangeSource } from '../live/index.ts'

export abstract class Source<T> implements ChangeSource {
  /** What pages watch it by, as 'ops/workers'. */
  readonly name: string
  #hook: ChangeHook | undefined
  #kept: { readonly value: T } | undefined

  constructor(name: string) {
    this.name = name
  }

  /** The present snapshot: plain data, to be read only. The same object until something changes. */
  read(): T {
    this.#kept ??= { value: this.show() }
    return this.#kept.value
  }

  setChangeHook(hook: ChangeHook | undefined): void {
    this.#hook = hook
  }

  /** Makes the snapshot from what is there: no probing, no waiting. */
  protected abstract show(): T

  protected changed(): void {
    this.#kept = undefined
    try {
      this.#hook?.()
    } catch {
      // Whoever listens must not break what it listens to.
    }
  }
}
