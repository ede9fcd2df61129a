// The server as the driver sees it: a process of its own, that says its port, its CPU and its memory.
// Invariant: whatever is started here is ended here. How it is compiled and pinned: ../compile.ts.
import { spawn } from 'node:child_process'
import { compile as compiled, flags, MEASURED_CORE } from '../compile.ts'
import type { Question, Said } from './program.ts'

/** For a server to end by itself. */
const PATIENCE_MS = 3000

export interface Target {
  readonly port: number
  /** CPU it has used so far, microseconds. */
  cpu(): Promise<number>
  /** Bytes after a collection: of the heap and what belongs to it, and of the process. */
  memory(): Promise<{ readonly live: number; readonly rss: number }>
  end(): Promise<void>
}

/** Compiles the server; returns the file. */
export const compile = (): Promise<string> => compiled(new URL('program.ts', import.meta.url), 'serve')

export async function start(file: string, args: readonly string[], pinned: boolean): Promise<Target> {
  const line = [process.execPath, '--expose-gc', ...flags(), file, ...args]
  const [command = '', ...rest] = pinned ? ['taskset', '-c', String(MEASURED_CORE), ...line] : line
  const child = spawn(command, rest, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let answered: ((said: Said) => void) | undefined
  let failed: ((error: Error) => void) | undefined
  const ended = new Promise<void>(done => child.once('exit', () => done()))
  child.on('message', (said: Said) => answered?.(said))
  child.once('error', error => failed?.(error))
  child.once('exit', () => failed?.(new Error('serve: the server ended')))
  const answer = (question?: Question): Promise<Said> =>
    new Promise((done, fail) => {
      answered = done
      failed = fail
      if (question !== undefined) child.send(question)
    })
  const { port } = (await answer()) as { port: number }
  return {
    port,
    cpu: async () => ((await answer('usage')) as { cpu: number }).cpu,
    memory: async () => (await answer('memory')) as { live: number; rss: number },
    async end() {
      failed = undefined
      child.send('end' satisfies Question)
      const kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended
      clearTimeout(kill)
    },
  }
}
