// The measured server as the driver sees it: a process of its own over one of the engines, which says when it listened, its CPU, its
// memory, and what left it.
// Invariant: whatever is started here is ended here, in good order where it answers. Does not know what is measured.
import { spawn } from 'node:child_process'
import { compile, flags, MEASURED_CORE } from '../compile.ts'
import type { Begun, Counts, Kind, Memory, Question, Said, Usage } from './program.ts'

/** For a server to end by itself. */
const PATIENCE_MS = 30_000

export interface Home extends Begun {
  /** When it was started, on the clock of `performance`. */
  readonly startedAt: number
  /** CPU it has used so far, all threads, microseconds. */
  cpu(): Promise<number>
  memory(): Promise<Memory>
  counts(): Promise<Counts>
  end(): Promise<void>
}

/** Compiles the server; returns the file. */
export const compiled = (): Promise<string> => compile(new URL('program.ts', import.meta.url), 'durable')

export async function start(program: string, kind: Kind, file: string, pinned: boolean): Promise<Home> {
  const line = [process.execPath, '--expose-gc', ...flags(), program, kind, file]
  const [command = '', ...args] = pinned ? ['taskset', '-c', String(MEASURED_CORE), ...line] : line
  const startedAt = performance.now()
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let answered: ((said: Said) => void) | undefined
  let failed: ((error: Error) => void) | undefined
  const ended = new Promise<void>(done => child.once('exit', () => done()))
  child.on('message', (said: Said) => answered?.(said))
  child.once('error', error => failed?.(error))
  child.once('exit', () => failed?.(new Error('durable: the server ended')))
  const heard = (): Promise<Said> =>
    new Promise((done, fail) => {
      answered = done
      failed = fail
    })
  // One question at a time: answers say nothing of what was asked.
  let last: Promise<unknown> = Promise.resolve()
  const ask = (question: Question): Promise<Said> => {
    const asked = last.then(() => {
      const answer = heard()
      child.send(question)
      return answer
    })
    last = asked.catch(() => undefined)
    return asked
  }
  const begun = (await heard()) as Begun
  return {
    ...begun,
    startedAt,
    cpu: async () => ((await ask('usage')) as Usage).cpu,
    memory: async () => (await ask('memory')) as Memory,
    counts: async () => (await ask('counts')) as Counts,
    async end() {
      failed = undefined
      child.send('end' satisfies Question)
      const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(kill)
    },
  }
}
