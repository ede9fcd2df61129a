// The observer, held at arm's length: what it throws is noted and goes no further, and the work is done once whatever it does.
// Invariant: a piece of work that was begun ends once. Work that nobody here asked for (a timer, a message) is begun outside of whatever
// async context happens to be the present one, so no trace grows for ever.
// Does not know what is measured.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Measured, Observer, Outcome, Work } from './inspect-types.ts'

type Lost = (error: unknown) => void

export class Measuring {
  readonly #observer: Observer
  readonly #lost: Lost
  readonly #outside = AsyncLocalStorage.snapshot()
  readonly #told = new Set<string>()

  constructor(observer: Observer, lost: Lost) {
    this.#observer = observer
    this.#lost = lost
  }

  begin(work: Work): Measured | undefined {
    const { begin } = this.#observer
    if (begin === undefined) return undefined
    try {
      const measured = begin.call(this.#observer, work)
      return measured && new Held(measured, (method, error) => this.fail(method, error))
    } catch (error) {
      this.fail('begin', error)
      return undefined
    }
  }

  /** The same, by nobody's doing. */
  beginOutside(work: Work): Measured | undefined {
    return this.#outside(() => this.begin(work))
  }

  hides(service: string): boolean {
    try {
      return this.#observer.hides?.(service) === true
    } catch (error) {
      this.fail('hides', error)
      return false
    }
  }

  greeting(): unknown {
    try {
      return this.#observer.greeting?.()
    } catch (error) {
      return this.fail('greeting', error)
    }
  }

  /** Undefined where it answers nothing. Rejects as it does. */
  async answer(question: string): Promise<string | undefined> {
    return this.#outside(() => this.#observer.answer?.(question))
  }

  /** What the observer threw: told once for each of its methods. */
  fail(method: string, error: unknown): void {
    if (this.#told.has(method)) return
    this.#told.add(method)
    this.#lost(error)
  }
}

class Held implements Measured {
  readonly traceparent?: string
  readonly #of: Measured
  readonly #fail: (method: string, error: unknown) => void
  #ended = false

  constructor(of: Measured, fail: (method: string, error: unknown) => void) {
    this.#of = of
    this.#fail = fail
    const { traceparent } = of
    if (typeof traceparent === 'string') this.traceparent = traceparent
  }

  run<T>(work: () => T): T {
    let came: { readonly value: T } | { readonly error: unknown } | undefined
    const once = (): T => {
      if (came === undefined) {
        try {
          came = { value: work() }
        } catch (error) {
          came = { error }
        }
      }
      if ('error' in came) throw came.error
      return came.value
    }
    try {
      this.#of.run(once)
    } catch (error) {
      const isOurs = came !== undefined && 'error' in came && (came as { error: unknown }).error === error
      if (!isOurs) this.#fail('run', error)
    }
    return once()
  }

  end(outcome: Outcome): void {
    if (this.#ended) return
    this.#ended = true
    try {
      this.#of.end(outcome)
    } catch (error) {
      this.#fail('end', error)
    }
  }
}
