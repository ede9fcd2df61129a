// A process with an engine on a file: commits to ten conversations for as long as it lives, and tells of each that was acknowledged.
import { sqlite } from './index.ts'

/** What it says. */
export type Said =
  | { readonly is: 'up'; readonly node: string }
  | { readonly is: 'acknowledged'; readonly cid: string; readonly revision: number }
  | { readonly is: 'heard'; readonly text: string }
  | { readonly is: 'gone' }

const [file = '', name = '', durability] = process.argv.slice(2)
const say = (said: Said): void => void process.send?.(said)

const engine = sqlite(file, { durability: durability === 'normal' ? 'normal' : 'full' })
const node = await engine.start({
  frame: bytes => say({ is: 'heard', text: new TextDecoder().decode(bytes) }),
  topic: (topic, bytes) => say({ is: 'heard', text: `${topic}: ${new TextDecoder().decode(bytes)}` }),
  resync() {},
})
await engine.join('news')

let isDraining = false

async function life(cid: string): Promise<void> {
  const claimed = await engine.claim(cid, await engine.peek(cid))
  if (!claimed.won) throw new Error(`${cid} is not free`)
  let { revision } = claimed
  while (!isDraining) {
    const data = new TextEncoder().encode(`${cid} ${revision + 1}`.padEnd(1300))
    const committed = await engine.commit(claimed.lease, {
      revision,
      token: `${name} ${revision}`,
      data,
      ttlMs: 1e9,
    })
    if (!committed.ok) throw new Error(committed.why)
    revision = committed.revision
    say({ is: 'acknowledged', cid, revision })
  }
  await engine.release(claimed.lease, revision)
}

async function drain(): Promise<void> {
  isDraining = true
  await Promise.all(lives)
  await engine.stop()
  say({ is: 'gone' })
  process.disconnect()
}

process.on('message', () => void drain())
say({ is: 'up', node })
const lives = Array.from({ length: 10 }, (_, n) => life(`${name} ${n}`))
