// The Redis server that several processes share, where they were not given one: the system's own program, started here and ended with us.
// Invariant: it ends when whoever started it is gone, however that came; only this user can read its password, its folder is its own.
// Installs nothing by itself: scripts/setup.mjs does, where it may.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ReparteeError } from 'repartee/errors'

export interface Store {
  readonly url: string
  /** For people. */
  readonly name: string
  close(): Promise<void>
}

const SETUP = fileURLToPath(new URL('../../../scripts/setup.mjs', import.meta.url))
/** Either of them does. */
const PROGRAMS = ['redis-server', 'valkey-server']

/** Ends the program when what it reads ends, which it does with us. */
const LEASH = 'exec 3<&0; "$@" & it=$!; { cat <&3; kill $it; } >/dev/null 2>&1 & wait $it'

/** `folder`: where it keeps things; undefined for nowhere. */
export async function openStore(folder: string | undefined): Promise<Store> {
  const { program, name } = found() ?? installed()
  const place = folder ?? mkdtempSync(join(tmpdir(), 'gallery-'))
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    `dir ${JSON.stringify(place)}`,
    'save ""',
    `appendonly ${folder === undefined ? 'no' : 'yes'}`,
    'appendfsync everysec',
    'maxmemory-policy noeviction',
  ]
  const file = join(place, 'redis.conf')
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o600 })
  const child = spawn('sh', ['-c', LEASH, 'sh', program, file], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  })
  const ended = once(child, 'exit')
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw notThere(`${program} ended at once, with ${child.exitCode}`)
    await sleep(20)
  }
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    name: `${name}, port ${port}`,
    async close() {
      child.stdin.end()
      await ended
      if (folder === undefined) rmSync(place, { recursive: true, force: true })
    },
  }
}

interface Program {
  readonly program: string
  readonly name: string
}

function found(): Program | undefined {
  for (const program of PROGRAMS) {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
    const [, name, version] = /^(\w+) server v=([\d.]+)/i.exec(stdout ?? '') ?? []
    if (name !== undefined) return { program, name: `${name} ${version}` }
  }
  return undefined
}

function installed(): Program {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
    spawnSync(process.execPath, [SETUP, '--redis'], { stdio: 'inherit' })
  const program = found()
  if (program === undefined) throw notThere(`none of ${PROGRAMS.join(', ')}`)
  return program
}

const notThere = (got: string): ReparteeError =>
  new ReparteeError('store-missing', {
    what: 'Several processes need a Redis server to share, and there is none',
    expected: `${PROGRAMS.join(' or ')} on the PATH`,
    got,
    try: 'apt-get install redis-server, or name a server: REDIS_URL=redis://localhost:6379 npm start -- --nodes 3',
  })

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function accepts(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done(true)
    }).on('error', () => done(false))
  })
}
