// One count for everybody. It belongs to the process, not to a conversation: whoever looks watches it, and a restart begins anew.
import { component, io, watch, type Live } from 'repartee'

/** A number that tells when it changed. */
export class Tally implements Live<number> {
  readonly name: string
  #count = 0
  #changed: (() => void) | undefined

  constructor(name: string) {
    this.name = name
  }

  read(): number {
    return this.#count
  }

  add(by: number): void {
    this.#count += by
    this.#changed?.()
  }

  setChangeHook(hook: (() => void) | undefined): void {
    this.#changed = hook
  }
}

/** A component that shares this very tally with everybody who is shown one. */
export const sharing = (tally: Tally) =>
  component({
    name: `shared ${tally.name}`,
    // What others do is not part of how a conversation begins: it is heard as soon as somebody looks.
    state: () => ({ count: null as number | null }),
    on: {
      heard: (_, count: number) => ({ count }),
      add: (_, by: number) => io(() => tally.add(by)),
    },
    listen: (_, on) => watch(tally, on.heard),
    view: (s, on) => (
      <p class="counter">
        <button onClick={on.add(-1)} aria-label="one less for everybody">
          −
        </button>
        <output>{s.count ?? '…'}</output>
        <button onClick={on.add(1)} aria-label="one more for everybody">
          +
        </button>
      </p>
    ),
  })

export const Shared = sharing(new Tally('visitors'))
