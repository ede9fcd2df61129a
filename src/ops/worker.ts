// The declaration of a worker: something that runs as long as the program does. Inert until it is given to Workers.
import { ReparteeError } from '../errors/index.ts'
import { checkName } from './op.ts'
import type { Op, Run } from './op.ts'

/** What a worker's run is given. */
export interface WorkerRun extends Run {
  /** "I am well." Who has said so once and then does not for `silentAfterMs` is marked silent. */
  beat(): void
}

/** When a run that has ended is followed by another, after a pause. */
export type Restart = 'never' | 'on-failure' | 'always'

export interface WorkerOptions {
  /** 'on-failure' by default: a run that returns has done its work, one that throws is tried again. */
  readonly restart?: Restart
  readonly description?: string
  /** How long after a beat it counts as silent, ms. 30,000 by default. */
  readonly silentAfterMs?: number
}

export interface Worker extends Op {
  readonly kind: 'worker'
  readonly run: (run: WorkerRun) => Promise<void>
  readonly restart: Restart
  readonly description: string | null
  readonly silentAfterMs: number
}

/**
 * Declares a worker. Its run is to return, or throw, soon after its signal was aborted.
 * Throws `bad-argument`.
 *
 * @example
 * const mail = worker('mail', async run => {
 *   while (!run.signal.aborted) {
 *     run.beat()
 *     await sendNext(run.signal)
 *   }
 * })
 */
export function worker(
  name: string,
  run: (run: WorkerRun) => Promise<void>,
  options: WorkerOptions = {},
): Worker {
  checkName('worker', name)
  const { restart = 'on-failure', description = null, silentAfterMs = 30_000 } = options
  if (typeof run !== 'function') throw refused(name, 'a function to run', typeof run)
  if (!['never', 'on-failure', 'always'].includes(restart))
    throw refused(name, "restart: 'never', 'on-failure' or 'always'", String(restart))
  if (!(silentAfterMs > 0 && silentAfterMs < Infinity))
    throw refused(name, 'silentAfterMs: milliseconds above 0', String(silentAfterMs))
  return { kind: 'worker', name, run, restart, description, silentAfterMs }
}

function refused(name: string, expected: string, got: string): ReparteeError {
  return new ReparteeError('bad-argument', {
    what: `The worker '${name}' cannot be declared so`,
    expected,
    got,
    try: "worker('mail', async run => { … }, { restart: 'always' })",
  })
}
