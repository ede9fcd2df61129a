// Mistakes that the oracle has to find: a server that breaks what is promised, in one place. As sources that do not keep it, or as an
// engine that does not.
// A mistake whose text is not to be found any more is refused (build.ts): then say it in the words that are there now.
import type { Patch } from './build.ts'
import type { Fault } from './faults.ts'

export interface Mistake {
  readonly patches?: readonly Patch[]
  readonly isHasty?: boolean
  readonly processes: number
  readonly faults?: Readonly<Partial<Record<Fault, number>>>
}

export const MISTAKES: Readonly<Record<string, Mistake>> = {
  'it acknowledges before it commits': { isHasty: true, processes: 1 },
  'it forgets what it has heard': {
    processes: 1,
    patches: [{ file: 'kernel/tasks.ts', was: `if (event.n <= conversation.heard) return 'stale'`, is: '' }],
  },
  'nobody looks for timers that are late': {
    processes: 1,
    patches: [
      {
        file: 'engines/sqlite/engine.ts',
        was: 'records.overdue(this.#now(), this.#now() - lateMs, limit)',
        is: '(void records, void lateMs, void limit, [])',
      },
    ],
  },
  'work that may be done once is done again': {
    processes: 1,
    patches: [
      {
        file: 'kernel/resume.ts',
        was: 'work: again && once ? interrupted : work',
        is: 'work: (void again, work)',
      },
    ],
  },
  'an owner that was replaced still writes': {
    processes: 2,
    faults: { freeze: 6 },
    patches: [
      {
        file: 'engines/sqlite/records.ts',
        was: 'return row?.owner === owner && row.epoch === epoch ? row : undefined',
        is: 'return (void owner, void epoch, row)',
      },
      {
        file: 'engines/sqlite/records.ts',
        was: `if (healed < 0) return { ok: false, why: 'conflict' }`,
        is: '',
      },
    ],
  },
  'whoever comes back is not told that something was missed': {
    processes: 1,
    patches: [
      {
        file: 'server/held.ts',
        was: 'if (again) this.#tellMissed(conversation)',
        is: '',
      },
    ],
  },
}
