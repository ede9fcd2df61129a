// One worker's life: its present run, the pause before the next, and what is shown of it.
// Idea: every transition ends in one new row; the row is all that is shown, and whether it differs decides about a nudge.
// Invariant: never two runs at a time, also when a run that was told to stop does not; of two wishes the later holds.
// A run counts as running once it has beaten or lived for a while, so one that dies at once is never shown as running.
// (Longer than most files: start, end, silence and wishes all turn on the same run.)
import { backoffMs } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { DONE, reasonOf, stackOf, undone } from './op.ts'
import type { Done } from './op.ts'
import type { Outside } from './outside.ts'
import type { WorkerStatus } from './registry.ts'
import { Ring } from './ring.ts'
import { within } from './within.ts'
import type { Restart, Worker } from './worker.ts'

export interface WorkerShown {
  readonly name: string
  readonly description: string | null
  readonly restart: Restart
  readonly status: WorkerStatus
  /** It was told to stop and has not yet. */
  readonly stopping: boolean
  /** It used to say that it is well, and does not any more. */
  readonly silent: boolean
  /** Of the present or last run, epoch ms. */
  readonly startedAt: number | null
  /** Of the last run; null while one runs. */
  readonly endedAt: number | null
  /** When it will be started again. */
  readonly nextStartAt: number | null
  readonly starts: number
  /** Of the last run that failed, also while another runs. */
  readonly lastError: string | null
}

export interface WorkerRunShown {
  /** 1 for the first. */
  readonly number: number
  readonly startedAt: number
  readonly endedAt: number
  /** 'ended' by itself, 'failed' by throwing, or 'stopped' because it was told to. */
  readonly outcome: 'ended' | 'failed' | 'stopped'
  readonly error: string | null
  readonly stack: string | null
}

export interface LifeOptions {
  readonly outside: Outside
  readonly backoff: Backoff
  readonly healthyAfterMs: number
  readonly runningAfterMs: number
  readonly log: (line: string) => void
  readonly tell: (row: WorkerShown) => void
}

/** How many ended runs of a worker are kept. */
const WORKER_RUNS = 50

interface Present {
  readonly number: number
  readonly startedAt: number
  readonly startedTicks: number
  readonly abort: AbortController
  readonly ended: Promise<void>
  readonly end: () => void
  beatAt: number | null
  beatTicks: number
}

export class WorkerLife {
  readonly #worker: Worker
  readonly #options: LifeOptions
  readonly #runs = new Ring<WorkerRunShown>(WORKER_RUNS)
  #row: WorkerShown
  #run: Present | undefined
  #wished: 'run' | 'rest' = 'rest'
  /** In a row, without a while of health in between. */
  #ends: number = 0
  #closed: boolean = false
  #cancelNext: () => void = () => {}
  #cancelRunning: () => void = () => {}
  #cancelSilence: () => void = () => {}
  #lastBeatAt: number | null = null

  constructor(worker: Worker, options: LifeOptions) {
    this.#worker = worker
    this.#options = options
    this.#row = {
      name: worker.name,
      description: worker.description,
      restart: worker.restart,
      status: 'stopped',
      stopping: false,
      silent: false,
      startedAt: null,
      endedAt: null,
      nextStartAt: null,
      starts: 0,
      lastError: null,
    }
  }

  get worker(): Worker {
    return this.#worker
  }

  get row(): WorkerShown {
    return this.#row
  }

  get runs(): readonly WorkerRunShown[] {
    return this.#runs.list()
  }

  get lastBeatAt(): number | null {
    return this.#run?.beatAt ?? this.#lastBeatAt
  }

  start(): Done {
    if (this.#closed) return undone('the program is closing')
    if (this.#run !== undefined)
      return undone(this.#row.stopping ? 'it is still stopping' : 'it runs already')
    this.#wished = 'run'
    this.#ends = 0
    this.#begin()
    return DONE
  }

  async stop(boundMs: number): Promise<Done> {
    this.#wished = 'rest'
    if (this.#run !== undefined)
      return (await this.#halted(this.#run, boundMs)) ? DONE : undone(late(boundMs))
    if (this.#row.nextStartAt === null) return undone('it does not run')
    this.#cancelNext()
    this.#set({ status: 'stopped', nextStartAt: null })
    return DONE
  }

  async restart(boundMs: number): Promise<Done> {
    if (this.#closed) return undone('the program is closing')
    this.#wished = 'run'
    const former = this.#run
    if (former !== undefined && !(await this.#halted(former, boundMs))) return undone(late(boundMs))
    if (this.#wished !== 'run' || this.#closed) return undone('it was stopped meanwhile')
    // Another restart that waited for the same end may have been first.
    if (this.#run === undefined) this.start()
    return DONE
  }

  async close(boundMs: number): Promise<void> {
    this.#closed = true
    await this.stop(boundMs)
  }

  #halted(run: Present, boundMs: number): Promise<boolean> {
    this.#cancelRunning()
    this.#set({ stopping: true })
    run.abort.abort()
    return within(this.#options.outside, boundMs, run.ended)
  }

  #begin(): void {
    this.#cancelNext()
    const { outside, runningAfterMs } = this.#options
    let end = (): void => {}
    const ended = new Promise<void>(resolve => (end = resolve))
    const run: Present = {
      number: this.#row.starts + 1,
      startedAt: outside.now(),
      startedTicks: outside.ticks(),
      abort: new AbortController(),
      ended,
      end,
      beatAt: null,
      beatTicks: 0,
    }
    this.#run = run
    this.#cancelRunning = outside.after(runningAfterMs, () => this.#set({ status: 'running' }))
    const { signal } = run.abort
    const given = { signal, log: this.#options.log, beat: () => this.#beat(run) }
    // Not in this turn: whoever starts it does not wait for its first steps. Stopped before them, it takes none.
    void Promise.resolve()
      .then(() => (signal.aborted ? undefined : this.#worker.run(given)))
      .then(
        () => this.#over(run, undefined),
        (error: unknown) => this.#over(run, { error }),
      )
    this.#set({
      status: 'starting',
      startedAt: run.startedAt,
      endedAt: null,
      nextStartAt: null,
      starts: run.number,
    })
  }

  #over(run: Present, thrown: { readonly error: unknown } | undefined): void {
    const { outside, backoff, healthyAfterMs } = this.#options
    const { signal } = run.abort
    this.#cancelRunning()
    this.#cancelSilence()
    this.#lastBeatAt = run.beatAt
    this.#run = undefined
    const failure =
      thrown !== undefined && !(signal.aborted && isAbort(thrown.error, signal)) ? thrown : undefined
    const outcome = signal.aborted ? 'stopped' : failure === undefined ? 'ended' : 'failed'
    const error = failure === undefined ? null : reasonOf(failure.error)
    const stack = failure === undefined ? null : stackOf(failure.error)
    const endedAt = outside.now()
    this.#runs.push({ number: run.number, startedAt: run.startedAt, endedAt, outcome, error, stack })
    if (outside.ticks() - run.startedTicks >= healthyAfterMs) this.#ends = 0
    const { restart } = this.#worker
    const again =
      outcome !== 'stopped' && (restart === 'always' || (restart === 'on-failure' && outcome === 'failed'))
    const waitMs = again ? backoffMs(backoff, ++this.#ends, outside.random()) : 0
    if (again) this.#cancelNext = outside.after(waitMs, () => this.#begin())
    run.end()
    this.#set({
      status: outcome === 'failed' ? 'failed' : 'stopped',
      stopping: false,
      silent: false,
      endedAt,
      nextStartAt: again ? endedAt + waitMs : null,
      lastError: error ?? this.#row.lastError,
    })
  }

  #beat(run: Present): void {
    // What a run leaves behind may go on beating for it.
    if (run !== this.#run) return
    const first = run.beatAt === null
    run.beatAt = this.#options.outside.now()
    run.beatTicks = this.#options.outside.ticks()
    if (first || this.#row.silent) this.#listen(run, this.#worker.silentAfterMs)
    if (this.#row.stopping) return this.#set({ silent: false })
    this.#cancelRunning()
    this.#set({ status: 'running', silent: false })
  }

  /** One timer a run, whatever the number of beats: when it fires, it waits for what is left since the last one. */
  #listen(run: Present, ms: number): void {
    const { outside } = this.#options
    this.#cancelSilence = outside.after(ms, () => {
      const left = run.beatTicks + this.#worker.silentAfterMs - outside.ticks()
      if (left > 0) this.#listen(run, left)
      else this.#set({ silent: true })
    })
  }

  #set(change: Partial<WorkerShown>): void {
    this.#row = { ...this.#row, ...change }
    this.#options.tell(this.#row)
  }
}

function late(boundMs: number): string {
  return `it was told to stop, and still runs after ${boundMs} ms`
}

/** Whether it only says that it was told to stop. */
function isAbort(error: unknown, { reason }: AbortSignal): boolean {
  return error === reason || (error instanceof Error && error.name === 'AbortError')
}
