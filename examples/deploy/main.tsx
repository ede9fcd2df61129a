// A program that is replaced while it is used: a new one begins beside it, on the same port and over the same file, and then it is told
// to end. PORT and DATA say where; REPARTEE_SECRET is the same for both.
import { execFile } from 'node:child_process'
import { component } from 'repartee'
import { sqlite } from 'repartee/engines/sqlite'
import { serve } from 'repartee/server'

const Counter = component({
  name: 'deployed counter',
  state: () => ({ n: 0 }),
  on: { more: s => ({ n: s.n + 1 }) },
  view: (s, on) => (
    <p>
      count {s.n} <button onClick={on.more}>more</button>
    </p>
  ),
})

const { PORT = '3000', DATA = 'conversations.db', NOTIFY_SOCKET } = process.env
const { url, close } = await serve({
  pages: { '/': Counter },
  engine: sqlite(DATA),
  port: Number(PORT),
  sharePort: true,
})
process.once('SIGTERM', () => void close().then(() => process.exit(0)))
console.log(`open at ${url}`)
// systemd waits for this, before the old one is told to end.
if (NOTIFY_SOCKET !== undefined) execFile('systemd-notify', ['--ready'])
