// The server as the driver sees it: a process of its own, compiled as it would be published, on a core of its own where `taskset`
// is there.
// Invariant: whatever is started here is ended here.
// SERVE_FLAGS are flags for the server's node, e.g. `SERVE_FLAGS="--cpu-prof --cpu-prof-dir=.cache/profiles"`.
import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Question, Said } from './program.ts'

const SERVER_CORE = 0
const DRIVER_CORE = 1
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
export async function compile(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../.cache/bench/serve.mjs', import.meta.url))
  await build({
    entryPoints: [fileURLToPath(new URL('./program.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    conditions: ['source'],
    jsx: 'automatic',
    jsxImportSource: 'repartee',
    logLevel: 'error',
  })
  return outfile
}

/** Puts this process on the driver's core; answers whether that is possible here. */
export function pin(): boolean {
  if (availableParallelism() < 2) return false
  return spawnSync('taskset', ['-acp', String(DRIVER_CORE), String(process.pid)]).status === 0
}

export async function start(file: string, args: readonly string[], pinned: boolean): Promise<Target> {
  const flags = (process.env['SERVE_FLAGS'] ?? '').split(' ').filter(Boolean)
  const line = [process.execPath, '--expose-gc', ...flags, file, ...args]
  const [command = '', ...rest] = pinned ? ['taskset', '-c', String(SERVER_CORE), ...line] : line
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
