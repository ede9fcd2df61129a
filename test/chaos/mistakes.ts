// Mistakes that the oracle has to find: sources that break what is promised, in one place each. The first one is the control: without its
// fence the whole protocol is worth nothing.
// A mistake whose text is not to be found any more is refused (build.ts): then say it in the words that are there now.
import type { Patch } from '../crash/build.ts'
import type { Fault } from './faults.ts'

export interface Mistake {
  readonly patches: readonly Patch[]
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  /** So long, s; the control goes on after something was found, to count. */
  readonly seconds: number
  readonly goesOn?: boolean
}

export const MISTAKES: Readonly<Record<string, Mistake>> = {
  'no fence': {
    seconds: 35,
    goesOn: true,
    faults: { stop: 3, slow: 3, 'dead wire': 4 },
    patches: [
      {
        file: 'engines/redis/scripts.ts',
        was: 'if owner ~= ARGV[1] or epoch ~= ARGV[2] then return {-1} end',
        is: `if not owner then return {-1} end`,
      },
      { file: 'engines/redis/scripts.ts', was: 'if stored > given then return {-2} end', is: '' },
    ],
  },
  'what the server lost is not put again': {
    seconds: 60,
    faults: { 'server set back': 1 },
    patches: [{ file: 'engines/redis/engine.ts', was: 'if (isNew) {', is: `if (isNew && me === '') {` }],
  },
  'nobody looks for timers that are late': {
    seconds: 15,
    faults: { kill: 1 },
    patches: [
      {
        file: 'engines/redis/engine.ts',
        was: 'for (let at = 0; at < reply.length; at += 2)',
        is: 'for (let at = 0; at < 0; at += 2)',
      },
    ],
  },
  'it forgets what it has heard': {
    seconds: 60,
    faults: { cut: 3, slow: 1, kill: 1 },
    patches: [{ file: 'kernel/tasks.ts', was: `if (event.n <= conversation.heard) return 'stale'`, is: '' }],
  },
}
