// Lamps that belong to the house, not to a conversation: lit from a live page or by anybody else, they shine on every page.
import { component, io, watch, type Component, type Live } from 'repartee'

const ALL = 12

/** How many are lit. Tells when that changed. */
export class House implements Live<number> {
  readonly name = 'lamps'
  #lit = 0
  #changed: (() => void) | undefined

  read(): number {
    return this.#lit
  }

  light(by: number): void {
    this.#lit = Math.max(0, Math.min(this.#lit + by, ALL))
    this.#changed?.()
  }

  setChangeHook(hook: (() => void) | undefined): void {
    this.#changed = hook
  }
}

export const lampsOf = (house: House): Component<{}, never> =>
  component({
    name: 'lamps',
    // How many are lit is no part of how a conversation begins: it is seen as soon as somebody looks.
    state: () => ({ lit: null as number | null }),
    on: {
      seen: (_, lit: number) => ({ lit }),
      light: (_, by: number) => io(() => house.light(by)),
    },
    listen: (_, on) => watch(house, on.seen),
    view: (s, on) => (
      <section class="lamps">
        <p role="status">{s.lit === null ? 'Looking …' : `${s.lit} of ${ALL} are lit.`}</p>
        <p aria-hidden="true">
          {'●'.repeat(s.lit ?? 0)}
          <span>{'○'.repeat(ALL - (s.lit ?? 0))}</span>
        </p>
        <div class="row">
          <button onClick={on.light(1)}>Light one</button>
          <button onClick={on.light(-1)}>Put one out</button>
        </div>
      </section>
    ),
  })
