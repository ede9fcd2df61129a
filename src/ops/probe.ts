// One question to a resource, with a time limit. Invariant: `settled` comes exactly once, in time, even if the answer never
// does; `answered` is when the resource itself has let go of the question, so that no second one is asked before.
import { reasonOf } from './op.ts'
import type { Outside } from './outside.ts'

/** How a check went. */
export interface Probe {
  /** When it was asked, epoch ms. */
  readonly at: number
  /** How long the answer took, or what was waited for one, ms. */
  readonly ms: number
  readonly ok: boolean
  readonly reason: string | null
}

export interface Asked {
  readonly settled: Promise<Probe>
  readonly answered: Promise<void>
  /** Tells the check that nobody waits any more. */
  readonly abort: () => void
}

export function ask(
  outside: Outside,
  timeoutMs: number,
  check: (signal: AbortSignal) => Promise<unknown>,
): Asked {
  const abort = new AbortController()
  const [at, began] = [outside.now(), outside.ticks()]
  // Not called in this turn: a check that blocks must not hold up who asks.
  // Nor at all, if what it is asked of was closed in the meantime.
  const answer = Promise.resolve().then(() => (abort.signal.aborted ? undefined : check(abort.signal)))
  const answered = answer.then(
    () => {},
    () => {},
  )
  const settled = new Promise<Probe>(resolve => {
    const end = (ok: boolean, reason: string | null): void => {
      cancel()
      // Microseconds are enough.
      resolve({ at, ms: Math.round((outside.ticks() - began) * 1000) / 1000, ok, reason })
    }
    const cancel = outside.after(timeoutMs, () => {
      end(false, `no answer within ${timeoutMs} ms`)
      abort.abort()
    })
    answer.then(
      () => end(true, null),
      (error: unknown) => end(false, reasonOf(error)),
    )
  })
  return { settled, answered, abort: () => abort.abort() }
}
