// What a cron looks like from outside.
import type { CronCounts, CronRun, CronRuns } from './cron-runs.ts'
import type { Misfire, Overlap, Per } from './cron.ts'
import type { CronRunAt } from './turns.ts'

export interface CronShown {
  readonly name: string
  readonly schedule: string
  /** Null: the machine's own. */
  readonly timezone: string | null
  readonly description: string | null
  readonly overlap: Overlap
  readonly misfire: Misfire
  readonly per: Per
  readonly timeoutMs: number | null
  readonly paused: boolean
  /** Epoch ms; null while paused or not started. */
  readonly nextAt: number | null
  /** Whether a run waits for the present one to end. */
  readonly waiting: boolean
  readonly counts: CronCounts
  /** Those that run and the last 20 that ended, the newest first. */
  readonly runs: readonly CronRun[]
  /** The last run, where another process had it, as far as that was heard of. */
  readonly elsewhere: CronRunAt | null
}

export function cronShown(
  runs: CronRuns,
  paused: boolean,
  next: number | undefined,
  elsewhere: CronRunAt | null,
): CronShown {
  const { name, schedule, timezone, description, overlap, misfire, per, timeoutMs } = runs.op
  return {
    name,
    schedule,
    timezone,
    description,
    overlap,
    misfire,
    per,
    timeoutMs,
    paused,
    nextAt: next ?? null,
    waiting: runs.waits,
    counts: runs.counts,
    runs: runs.list(),
    elsewhere,
  }
}
