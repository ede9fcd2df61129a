// A measured process as the driver sees it: it says when it is ready, and answers questions; those about CPU and memory are the same for all.
// Invariant: whatever is started here is ended here, in good order where it answers. One question at a time: answers say nothing of what was
// asked.
// Does not know what is measured. The other end of it: told.ts.
import { spawn } from 'node:child_process'
import { flags, MEASURED_CORE } from './compile.ts'
import type { Memory, Usage } from './told.ts'

/** For a process to end by itself. */
const PATIENCE_MS = 30_000

export interface Target<Begun> {
  /** What it said when it was ready. */
  readonly begun: Begun
  /** When it was started, on the clock of `performance`. */
  readonly startedAt: number
  readonly pid: number
  ask<Answer>(question: string): Promise<Answer>
  /** CPU it has used so far, all threads, microseconds. */
  cpu(): Promise<number>
  memory(): Promise<Memory>
  /** Whatever comes of it: nothing is asked of it any more, unless it goes on. */
  signal(signal: NodeJS.Signals): void
  end(): Promise<void>
}

/** `pinned`: on the core of those that are measured. */
export async function start<Begun>(
  file: string,
  args: readonly string[],
  pinned: boolean,
): Promise<Target<Begun>> {
  const line = [process.execPath, '--expose-gc', ...flags(), file, ...args]
  const [command = '', ...rest] = pinned ? ['taskset', '-c', String(MEASURED_CORE), ...line] : line
  const startedAt = performance.now()
  const child = spawn(command, rest, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let answered: ((said: unknown) => void) | undefined
  let failed: ((error: Error) => void) | undefined
  let isOver = false
  const ended = new Promise<void>(done => child.once('exit', () => done()))
  child.on('message', said => answered?.(said))
  // Also where it cannot be asked any more.
  child.on('error', error => failed?.(error))
  child.once('exit', () => {
    isOver = true
    failed?.(new Error('the measured process ended'))
  })
  const heard = (): Promise<unknown> =>
    new Promise((done, fail) => {
      answered = done
      failed = fail
    })
  let last: Promise<unknown> = Promise.resolve()
  const ask = <Answer>(question: string): Promise<Answer> => {
    const asked = last.then(() => {
      const answer = heard()
      child.send(question)
      return answer
    })
    last = asked.catch(() => undefined)
    return asked as Promise<Answer>
  }
  const begun = (await heard()) as Begun
  failed = undefined
  return {
    begun,
    startedAt,
    pid: child.pid as number,
    ask,
    cpu: async () => (await ask<Usage>('usage')).cpu,
    memory: () => ask<Memory>('memory'),
    signal: signal => void child.kill(signal),
    async end() {
      failed = undefined
      if (!isOver) child.send('end')
      const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(kill)
    },
  }
}
