// Holds a source to its promise: it nudges exactly when it shows something else than before. `look` is called after each
// step of a test; what the hook sees must differ from what was seen last, and without a nudge it must be the same object.
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import type { Source } from './source.ts'

export interface Witness {
  /** Nudges so far. */
  readonly nudges: number
  look(): void
}

export function witness(source: Source<unknown>): Witness {
  let nudges = 0
  let seen = source.read()
  let idle = ''
  source.setChangeHook(() => {
    nudges++
    const now = source.read()
    if (isDeepStrictEqual(now, seen)) idle = `a nudge for nothing: ${JSON.stringify(now)}`
    seen = now
  })
  return {
    get nudges() {
      return nudges
    },
    look() {
      expect(idle).toBe('')
      expect(source.read()).toBe(seen)
      // A snapshot is plain data, so it survives the wire as it is.
      expect(JSON.parse(JSON.stringify(seen))).toEqual(seen)
    },
  }
}
