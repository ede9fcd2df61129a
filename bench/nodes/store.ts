// The real server that nodes share: a process of the system's own program, with a folder on disk, written to as the guide recommends.
// Invariant: what is started is ended, also where this process dies of an error; its folder goes with it.
// Does not know what is kept in it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient } from 'redis'
import { findServer, serverWanted } from '../../scripts/programs.mjs'

export interface Store {
  readonly url: string
  readonly pid: number
  /** What it says of itself, by name. */
  info(): Promise<ReadonlyMap<string, string>>
  /** One figure of that. */
  figure(name: string): Promise<number>
  /** How long the text of a conversation is that it keeps: of any. */
  kept(): Promise<number>
  /** CPU it has used so far, all threads, microseconds. */
  cpu(): Promise<number>
  end(): Promise<void>
}

export async function store(): Promise<Store> {
  const program = findServer()
  if (program === undefined) throw new Error(serverWanted)
  const all = fileURLToPath(new URL('../../.cache/bench', import.meta.url))
  mkdirSync(all, { recursive: true })
  const folder = mkdtempSync(join(all, 'redis-'))
  const port = await freePort()
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'everysec',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = spawn(program, args, { stdio: 'ignore' })
  const atExit = (): void => void child.kill('SIGKILL')
  process.once('exit', atExit)
  const client = createClient({ url: `redis://127.0.0.1:${port}` })
  // It is not up at once; whoever asks is told.
  client.on('error', () => {})
  await client.connect()
  while ((await client.ping().catch(() => '')) !== 'PONG') await wait(10)
  const info = async (): Promise<ReadonlyMap<string, string>> => {
    const lines = String(await client.info('everything')).split('\r\n')
    return new Map(lines.map(line => line.split(/:(.*)/, 2) as [string, string]))
  }
  const figure = async (name: string): Promise<number> => Number((await info()).get(name))
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid as number,
    info,
    figure,
    async kept() {
      const { keys } = await client.scan('0', { MATCH: 'rp:{*}:c:*', COUNT: 1000 })
      const [key] = keys
      if (key === undefined) throw new Error('nothing is kept')
      return Number(await client.hStrLen(key, 'd'))
    },
    async cpu() {
      const said = await info()
      return (Number(said.get('used_cpu_user')) + Number(said.get('used_cpu_sys'))) * 1e6
    },
    async end() {
      process.off('exit', atExit)
      client.destroy()
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
