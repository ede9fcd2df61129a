// The runs of one cron: those that run, the one that may wait, the last that ended, and what they said.
// Invariant: whether a run starts is decided at once and told; a run that was stopped counts as running until it has ended, so a
// cron that skips never overlaps itself. A run's own code begins in a later turn, when all this is settled.
// Does not know schedules or the present list of crons; tells `changed` of what happens by itself, never of what it was asked.
import type { Cron } from './cron.ts'
import { LINE_LENGTH, LOG_LINES, type LogLine } from './logs.ts'
import { clip, reasonOf, stackOf } from './op.ts'
import type { Outside } from './outside.ts'
import { Ring } from './ring.ts'

/** What a run was started for: its time, a time that was missed, or an operator. */
export type RunCause = 'schedule' | 'misfire' | 'trigger'
/** How a run ended. One that is 'stopping' was told to end and has not yet. */
export type RunOutcome = 'running' | 'stopping' | 'done' | 'failed' | 'timed-out' | 'cancelled'

export interface CronRun {
  /** Counts up from 1 for each cron. */
  readonly id: number
  readonly cause: RunCause
  /** The time of the schedule it stands for, epoch ms; null when an operator started it. */
  readonly dueAt: number | null
  readonly startedAt: number
  /** Null while it runs, as `tookMs`, which is in ms to a tenth. */
  readonly endedAt: number | null
  readonly tookMs: number | null
  readonly outcome: RunOutcome
  /** What it threw, at most 300 characters. */
  readonly error: string | null
  /** How many lines it wrote, and the last of them. */
  readonly lines: number
  readonly lastLine: string | null
}

export interface CronLine extends LogLine {
  readonly run: number
}

/** How often a run ended how, and how many times of the schedule led to none. */
export interface CronCounts {
  readonly done: number
  readonly failed: number
  readonly timedOut: number
  readonly cancelled: number
  /** Came while another run was still running. */
  readonly skipped: number
  /** Went by while suspended, too busy, or when the clock was set; one run of cause 'misfire' may stand for them. Counted to a hundred at once. */
  readonly missed: number
}

export type Offered =
  | { readonly started: true; readonly run: number }
  | { readonly started: false; readonly waits: boolean }

/** How many ended runs are remembered. */
export const RUNS_KEPT = 20
/** How many run beside each other where overlapping is allowed. */
export const MOST_AT_ONCE = 10

interface Going {
  readonly controller: AbortController
  readonly beganTicks: number
  readonly ended: Promise<void>
  stopped: 'timed-out' | 'cancelled' | undefined
  shown: CronRun
}

const COUNTED = { done: 'done', failed: 'failed', 'timed-out': 'timedOut', cancelled: 'cancelled' } as const

export class CronRuns {
  /** What is run from the next start on. */
  op: Cron
  readonly #outside: Outside
  readonly #changed: () => void
  readonly #going: Map<number, Going> = new Map()
  readonly #past: Ring<CronRun> = new Ring(RUNS_KEPT)
  readonly #stacks: Map<number, string> = new Map()
  readonly #lines: Ring<CronLine> = new Ring(LOG_LINES)
  #waiting: { readonly cause: RunCause; readonly dueAt: number | null } | undefined
  #lastId: number = 0
  #counts: CronCounts = { done: 0, failed: 0, timedOut: 0, cancelled: 0, skipped: 0, missed: 0 }

  constructor(op: Cron, outside: Outside, changed: () => void) {
    this.op = op
    this.#outside = outside
    this.#changed = changed
  }

  get counts(): CronCounts {
    return this.#counts
  }

  get waits(): boolean {
    return this.#waiting !== undefined
  }

  /** How many run. */
  get going(): number {
    return this.#going.size
  }

  /** Of those that run the one that began last; if none does, the one that ended last. */
  get latest(): CronRun | undefined {
    return [...this.#going.values()].at(-1)?.shown ?? this.#past.last
  }

  /** Settles when all that run now have ended. Never rejects. */
  get quiet(): Promise<unknown> {
    return Promise.all([...this.#going.values()].map(({ ended }) => ended))
  }

  /** Those that run and those that ended, the newest first. */
  list(): readonly CronRun[] {
    const going = [...this.#going.values()].map(({ shown }) => shown)
    return [...this.#past.list(), ...going].toSorted((a, b) => b.id - a.id)
  }

  /** The last lines, oldest first. */
  lines(): readonly CronLine[] {
    return this.#lines.list()
  }

  /** Where the error of that run came from, while it is remembered. */
  stack(id: number): string | null {
    return this.#stacks.get(id) ?? null
  }

  /** Starts a run if those that run let it. */
  offer(cause: RunCause, dueAt: number | null): Offered {
    const most = this.op.overlap === 'allow' ? MOST_AT_ONCE : 1
    if (this.#going.size < most) return { started: true, run: this.#start(cause, dueAt) }
    const waits = this.op.overlap === 'queue' && this.#waiting === undefined
    if (waits) this.#waiting = { cause, dueAt }
    return { started: false, waits }
  }

  count(what: 'skipped' | 'missed', times: number): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + times }
  }

  /** Keeps it as a run that failed before it could begin. */
  failedToStart(cause: RunCause, dueAt: number, error: unknown): void {
    const now = this.#outside.now()
    const id = ++this.#lastId
    const run = { id, cause, dueAt, startedAt: now, endedAt: now, tookMs: 0, lines: 0, lastLine: null }
    this.#keep({ ...run, outcome: 'failed', error: reasonOf(error) }, stackOf(error))
  }

  /** Forgets the one that waits. Whether there was one. */
  dropWaiting(): boolean {
    const waited = this.waits
    this.#waiting = undefined
    return waited
  }

  /** Tells runs to end: that one, or all. How many it told. */
  stop(why: string, id?: number): number {
    let told = 0
    for (const [each, going] of this.#going)
      if (id === undefined || id === each) told += this.#tell(going, 'cancelled', why, 'AbortError') ? 1 : 0
    return told
  }

  #start(cause: RunCause, dueAt: number | null): number {
    const { op } = this
    const id = ++this.#lastId
    const controller = new AbortController()
    const log = (line: string): void => this.#log(id, line)
    // In a later turn, so that what it does finds this one among those that run.
    const work = Promise.resolve().then(() => op.run({ signal: controller.signal, log }))
    const callOff =
      op.timeoutMs === null
        ? undefined
        : this.#outside.after(op.timeoutMs, () => {
            const why = `ran longer than ${op.timeoutMs} ms`
            if (this.#tell(going, 'timed-out', why, 'TimeoutError')) this.#changed()
          })
    const end = (outcome: 'done' | 'failed', error?: unknown): void => {
      callOff?.()
      this.#end(going, outcome, error)
    }
    const going: Going = {
      controller,
      beganTicks: this.#outside.ticks(),
      ended: work.then(
        () => end('done'),
        (error: unknown) => end('failed', error),
      ),
      stopped: undefined,
      shown: {
        id,
        cause,
        dueAt,
        startedAt: this.#outside.now(),
        endedAt: null,
        tookMs: null,
        outcome: 'running',
        error: null,
        lines: 0,
        lastLine: null,
      },
    }
    this.#going.set(id, going)
    return id
  }

  #tell(going: Going, stopped: 'timed-out' | 'cancelled', why: string, name: string): boolean {
    if (going.stopped !== undefined) return false
    going.stopped = stopped
    going.shown = { ...going.shown, outcome: 'stopping', error: why }
    // Who listens to the signal is a run's own code as well.
    queueMicrotask(() => going.controller.abort(new DOMException(why, name)))
    return true
  }

  #end(going: Going, ended: 'done' | 'failed', thrown: unknown): void {
    const outcome = going.stopped ?? ended
    const error = outcome === 'failed' ? reasonOf(thrown) : going.shown.error
    this.#going.delete(going.shown.id)
    this.#keep(
      {
        ...going.shown,
        endedAt: this.#outside.now(),
        tookMs: Math.round((this.#outside.ticks() - going.beganTicks) * 10) / 10,
        outcome,
        error,
      },
      outcome === 'failed' ? stackOf(thrown) : null,
    )
    const next = this.#waiting
    this.#waiting = undefined
    if (next !== undefined) this.offer(next.cause, next.dueAt)
    this.#changed()
  }

  #keep(run: CronRun, stack: string | null): void {
    this.#past.push(run)
    if (stack !== null) this.#stacks.set(run.id, stack)
    const kept = new Set(this.#past.list().map(({ id }) => id))
    for (const id of this.#stacks.keys()) if (!kept.has(id)) this.#stacks.delete(id)
    if (run.outcome === 'running' || run.outcome === 'stopping') return
    const counted = COUNTED[run.outcome]
    this.#counts = { ...this.#counts, [counted]: this.#counts[counted] + 1 }
  }

  #log(id: number, line: string): void {
    const going = this.#going.get(id)
    if (going === undefined) return
    const text = clip(line, LINE_LENGTH)
    this.#lines.push({ at: this.#outside.now(), run: id, text })
    going.shown = { ...going.shown, lines: going.shown.lines + 1, lastLine: text }
    this.#changed()
  }
}
