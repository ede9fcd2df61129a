// A server for tests: the system's own program on a free port, in a folder of its own; it is killed and its folder removed at the end.
// Invariant: what a test starts it ends, also where the test process dies of an error.
// Does not install anything: scripts/setup.mjs does, where it may.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findServer, findServers, serverWanted } from '../../../scripts/programs.mjs'

export interface TestServer {
  readonly port: number
  readonly url: string
  /** As if its machine had lost power, but for the disk. */
  kill(): Promise<void>
  /** Again, with what it kept. */
  up(): Promise<void>
  signal(signal: NodeJS.Signals): void
  end(): Promise<void>
}

const PROGRAM = findServer()
/** One of another make, where it is there, too. */
export const OTHER: string | undefined = findServers().find(path => path !== PROGRAM)
/** A server of somebody else's, where one is named; tests leave keys in it that expire. */
const NAMED = process.env['REPARTEE_TEST_REDIS_URL']

/** Why there is nothing to test with. Under CI that is an error: nobody would read it. `own`: one that can be killed. */
export function noServer(own = false): string | undefined {
  if (PROGRAM !== undefined || (NAMED !== undefined && !own)) return undefined
  if (process.env['CI'] === 'true') throw new Error(serverWanted)
  console.warn(`The Redis engine is NOT tested. ${serverWanted}`)
  return serverWanted
}

/** The one that is named, or one of its own. */
export async function anyServer(): Promise<Pick<TestServer, 'url' | 'end'>> {
  return NAMED === undefined ? redisServer() : { url: NAMED, end: async () => undefined }
}

/** One that follows another. */
export const replicaOf = (port: number): Promise<TestServer> =>
  redisServer(['--replicaof', '127.0.0.1', String(port), '--appendonly', 'yes'])

/** Three that watch over that one; all of them in one URL. */
export async function sentinelsOf(
  port: number,
  name: string,
  password = '',
): Promise<{ readonly url: string; readonly all: readonly TestServer[]; end(): Promise<void> }> {
  const lines = [
    `sentinel monitor ${name} 127.0.0.1 ${port} 2`,
    `sentinel down-after-milliseconds ${name} 1500`,
    `sentinel failover-timeout ${name} 6000`,
    ...(password === '' ? [] : [`requirepass ${password}`, `sentinel auth-pass ${name} ${password}`]),
  ]
  const all = await Promise.all([1, 2, 3].map(() => redisServer(['--sentinel'], lines)))
  return {
    url: `redis+sentinel://${password && `:${password}@`}${all.map(one => `127.0.0.1:${one.port}`).join(',')}/${name}`,
    all,
    end: async () => void (await Promise.all(all.map(one => one.end()))),
  }
}

/** `kept`: lines of a file of its own, in which it keeps what it learns. */
export async function redisServer(
  settings: readonly string[] = ['--appendonly', 'yes'],
  kept?: readonly string[],
  program: string = PROGRAM as string,
): Promise<TestServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'repartee-redis-'))
  const file = join(folder, 'kept.conf')
  if (kept !== undefined)
    writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, ...kept].join('\n'))
  let child: ChildProcess | undefined
  const atExit = (): void => void child?.kill('SIGKILL')
  process.once('exit', atExit)
  const up = async (): Promise<void> => {
    const args = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendfsync',
      'everysec',
      // Replicas are let in at once.
      '--repl-diskless-sync-delay',
      '0',
    ]
    child = spawn(program, kept === undefined ? [...args, ...settings] : [file, ...settings], {
      stdio: 'ignore',
    })
    while (!(await accepts(port))) await wait(10)
  }
  const kill = async (): Promise<void> => {
    if (child === undefined) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    child = undefined
  }
  await up()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    up,
    signal: signal => void child?.kill(signal),
    async end() {
      await kill()
      process.off('exit', atExit)
      rmSync(folder, { recursive: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
