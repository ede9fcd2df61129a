// The workers of a program, started and stopped together, watched one by one. A source: it nudges when a worker's status or
// what is shown beside it becomes other; beats alone change nothing, and lines are a source of their own (`logs`).
// Does not know how a single one lives.
import { ReparteeError } from '../errors/index.ts'
import { BACKOFF } from './backoff.ts'
import type { Backoff } from './backoff.ts'
import { Logs } from './logs.ts'
import type { LogLine } from './logs.ts'
import { DONE, undone } from './op.ts'
import type { Done } from './op.ts'
import { outside as real } from './outside.ts'
import type { Outside } from './outside.ts'
import type { Registry } from './registry.ts'
import { Source } from './source.ts'
import { Table } from './table.ts'
import { WorkerLife } from './worker-life.ts'
import type { WorkerRunShown, WorkerShown } from './worker-life.ts'
import type { Worker } from './worker.ts'

export interface WorkersOptions {
  readonly outside?: Outside
  /** Is told of every worker and its status. */
  readonly registry?: Pick<Registry, 'registerWorker' | 'updateWorkerStatus'>
  /** The pause before the next run. Half a second, doubling up to a minute, half of it left to chance, by default. */
  readonly backoff?: Backoff
  /** A run that lasted so long, ms, makes the pauses short again. 60,000 by default. */
  readonly healthyAfterMs?: number
  /** A run that has not ended after so long, ms, is running, if it has not beaten before. 1,000 by default. */
  readonly runningAfterMs?: number
}

export interface WorkerDetail {
  /** The ended ones, oldest first, 50 at most. */
  readonly runs: readonly WorkerRunShown[]
  /** Oldest first, 200 at most. */
  readonly lines: readonly LogLine[]
  /** Epoch ms; null if it never said that it is well. */
  readonly lastBeatAt: number | null
}

/** How many workers a program may have. */
const MOST_WORKERS = 1000
/** How long a verb waits for a run to end, ms, unless told otherwise. */
const STOP_WITHIN_MS = 10_000

const UNKNOWN: Done = undone('there is no such worker')

export class Workers extends Source<readonly WorkerShown[]> {
  /** What their runs have logged. */
  readonly logs: Logs
  readonly #options: WorkersOptions
  readonly #outside: Outside
  readonly #lives = new Map<string, WorkerLife>()
  readonly #rows = new Table<WorkerShown>()
  #phase: 'new' | 'started' | 'closed' = 'new'

  constructor(options: WorkersOptions = {}) {
    super('ops/workers')
    this.#options = options
    this.#outside = options.outside ?? real
    this.logs = new Logs('ops/worker-logs', this.#outside)
  }

  /** The same worker again is no change. One that comes after `start` is started at once. Throws `bad-argument`. */
  add(worker: Worker): void {
    const { name } = worker
    const known = this.#lives.get(name)
    if (known?.worker === worker) return
    if (known !== undefined)
      throw refused(`Two workers are called '${name}'`, 'a name that no other worker has')
    if (this.#lives.size >= MOST_WORKERS)
      throw refused('There are too many workers', `${MOST_WORKERS} at most`)
    const { backoff = BACKOFF, healthyAfterMs = 60_000, runningAfterMs = 1000 } = this.#options
    const life = new WorkerLife(worker, {
      outside: this.#outside,
      backoff,
      healthyAfterMs,
      runningAfterMs,
      log: line => this.logs.write(name, line),
      tell: row => this.#put(row),
    })
    this.#lives.set(name, life)
    const description = worker.description ?? undefined
    this.#options.registry?.registerWorker({ name, description })
    this.#put(life.row)
    if (this.#phase === 'started') life.start()
  }

  /** Starts the worker of that name; without a name all of them, and those to come. */
  start(name?: string): Done {
    if (name !== undefined) return this.#lives.get(name)?.start() ?? UNKNOWN
    if (this.#phase === 'closed') return undone('the program is closing')
    if (this.#phase === 'started') return undone('they were started before')
    this.#phase = 'started'
    for (const life of this.#lives.values()) life.start()
    return DONE
  }

  /** Tells it to stop and waits until it has. It is not started again until somebody says so. */
  async stop(name: string, boundMs: number = STOP_WITHIN_MS): Promise<Done> {
    return (await this.#lives.get(name)?.stop(boundMs)) ?? UNKNOWN
  }

  /** Stops it if it runs, then starts it. If it does not stop in time it is left stopping, and not started. */
  async restart(name: string, boundMs: number = STOP_WITHIN_MS): Promise<Done> {
    return (await this.#lives.get(name)?.restart(boundMs)) ?? UNKNOWN
  }

  /** Tells all of them to stop, starts none any more, and waits for their ends, `boundMs` at most. Never rejects. */
  async close(boundMs: number): Promise<void> {
    this.#phase = 'closed'
    await Promise.all([...this.#lives.values()].map(life => life.close(boundMs)))
  }

  /** What is too much to be in every snapshot. */
  detail(name: string): WorkerDetail | undefined {
    const life = this.#lives.get(name)
    if (life === undefined) return undefined
    return { runs: life.runs, lines: this.logs.of(name), lastBeatAt: life.lastBeatAt }
  }

  protected show(): readonly WorkerShown[] {
    return this.#rows.list()
  }

  #put(row: WorkerShown): void {
    if (this.#rows.put(row.name, row) === 'same') return
    this.#options.registry?.updateWorkerStatus(row.name, row.status, row.lastError ?? undefined)
    this.changed()
  }
}

function refused(what: string, expected: string): ReparteeError {
  return new ReparteeError('bad-argument', {
    what,
    expected,
    got: 'one more',
    try: 'declare each worker once, outside of what runs often',
  })
}
