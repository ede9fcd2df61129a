// The server that files are sent to, or the least that could take them: bytes straight from the request to a file.
// With REDIS, one of several over that. Says its port, then, asked, the CPU that it used and the most memory that it had.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { component } from 'repartee'
import type { Upload } from 'repartee'
import { redis } from 'repartee/engines/redis'
import { serve } from 'repartee/server'

export interface Used {
  /** CPU, microseconds. */
  readonly cpu: number
  /** Bytes, the most at any time, and before the first byte came. */
  readonly most: number
  readonly least: number
}

const Sink = component({
  name: 'sink',
  state: () => ({ files: 0 }),
  on: { add: (s, files: readonly Upload[]) => ({ files: s.files + files.length }) },
  view: (s, on) => (
    <input type="file" multiple maxsize={8_000_000_000} onUpload={on.add} title={String(s.files)} />
  ),
})

const folder = mkdtempSync(join(tmpdir(), 'bench-uploads-'))
async function start(): Promise<number> {
  if (process.argv[2] !== 'floor') {
    const room = 16 * 1024 ** 3
    const { REDIS } = process.env
    const { url } = await serve({
      pages: { '/': Sink },
      port: 0,
      ...(REDIS !== undefined && { engine: redis(REDIS), secret: 'of all of the servers' }),
      uploads: { folder, total: room, perConversation: room },
    })
    return Number(new URL(url).port)
  }
  const server = createServer((request, response) => {
    const at = Number(request.headers['rp-at'])
    const file = join(folder, String(request.url).replaceAll('/', '_'))
    void pipeline(request, createWriteStream(file, { flags: at === 0 ? 'w' : 'r+', start: at })).then(() =>
      response.writeHead(204).end(),
    )
  })
  await new Promise<void>(done => server.listen(0, 'localhost', done))
  return (server.address() as AddressInfo).port
}

process.send?.({ port: await start() })
gc?.()
const least = process.memoryUsage.rss()
let most = least
setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
process.on('message', said => {
  if (said === 'used') {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: user + system, most, least } satisfies Used)
  } else {
    rmSync(folder, { recursive: true })
    process.exit(0)
  }
})
