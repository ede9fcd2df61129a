// A cron, declared: what runs, when, and what happens where two runs meet or a time was missed.
// Invariant: a plain frozen description that was found to be sound; nothing runs until a scheduler is given it and started.
// Does not know the scheduler.
import { ReparteeError } from '../errors/index.ts'
import { checkName, type Op, type Run } from './op.ts'
import { readSchedule } from './schedule.ts'

/** What happens to a time that comes while the last run still runs: it is dropped, waits (one at most), or runs beside it. */
export type Overlap = 'skip' | 'queue' | 'allow'
/** What happens to times that passed while the process was suspended, too busy, or the clock was set: one run for all, or none. */
export type Misfire = 'once' | 'skip'
/** Whether a time leads to one run of the program, or to one in each of its processes. */
export type Per = 'program' | 'process'

export interface CronOptions {
  /** Default 'skip'. With 'allow' ten run beside each other at most. */
  readonly overlap?: Overlap
  /** A run's signal is aborted after this time, ms. It counts as running until it has ended. Default: never. */
  readonly timeoutMs?: number
  /** As in the IANA list. Default: the machine's own. */
  readonly timezone?: string
  readonly description?: string
  /** Default 'once'. */
  readonly misfire?: Misfire
  /**
   * 'program': of all processes over one engine, one runs it. 'process': each does, as for what lies in its own memory or on its machine's
   * disk. Default 'program'.
   *
   * @example
   * cron('forget old prices', '* * * * *', async () => prices.clear(), { per: 'process' })
   */
  readonly per?: Per
}

export interface Cron extends Op {
  readonly kind: 'cron'
  readonly schedule: string
  readonly run: (run: Run) => Promise<void>
  readonly overlap: Overlap
  readonly timeoutMs: number | null
  readonly timezone: string | null
  readonly description: string | null
  readonly misfire: Misfire
  readonly per: Per
}

/** The longest time that may be given to a run, ms: a week. */
const LONGEST_RUN_MS = 7 * 24 * 3_600_000

/**
 * Declares what is to run by the calendar. Throws `bad-argument` for a schedule that cannot be read or never comes.
 *
 * @param schedule Five fields, six with seconds in front, or `@hourly`, `@daily` …
 * @example
 * cron('tidy', '30 2 * * *', async ({ signal, log }) => log(`${await tidy(signal)} rows`), {
 *   timezone: 'Europe/Lisbon',
 *   timeoutMs: 60_000,
 * })
 */
export function cron(
  name: string,
  schedule: string,
  run: (run: Run) => Promise<void>,
  options: CronOptions = {},
): Cron {
  const {
    overlap = 'skip',
    timeoutMs = null,
    timezone = null,
    description = null,
    misfire = 'once',
    per = 'program',
  } = options
  const op = {
    kind: 'cron',
    name,
    schedule,
    run,
    overlap,
    timeoutMs,
    timezone,
    description,
    misfire,
    per,
  } as const
  checkCron(op)
  return Object.freeze(op)
}

/** Refuses what no scheduler could keep to, however it was made. */
export function checkCron(op: Cron): void {
  const { name, schedule, run, overlap, timeoutMs, timezone, description, misfire, per } = op
  checkName('cron', name)
  const check = (fine: boolean, field: string, expected: string, got: unknown): void => {
    if (fine) return
    throw new ReparteeError('bad-argument', {
      what: `The cron ${JSON.stringify(name)} was given ${field} that cannot be used`,
      expected,
      got: String(got),
      try: `correct ${field}`,
    })
  }
  check(typeof run === 'function', 'run', 'a function', typeof run)
  check(['skip', 'queue', 'allow'].includes(overlap), 'overlap', "'skip', 'queue' or 'allow'", overlap)
  check(['once', 'skip'].includes(misfire), 'misfire', "'once' or 'skip'", misfire)
  check(['program', 'process'].includes(per), 'per', "'program' or 'process'", per)
  check(
    timeoutMs === null || (timeoutMs >= 1 && timeoutMs <= LONGEST_RUN_MS),
    'timeoutMs',
    'from 1 ms to a week',
    timeoutMs,
  )
  check(description === null || typeof description === 'string', 'description', 'a text', typeof description)
  readSchedule(schedule, timezone ?? undefined)
}
