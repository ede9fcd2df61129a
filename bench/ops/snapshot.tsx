// What it costs to look: all sections as JSON, with a thousand endpoints and ten thousand conversations, and how that grows.
import { component } from 'repartee'
import { ops, type Ops } from 'repartee/ops'
import { handler, type Inspection } from 'repartee/server'
import type { Bench, Work } from '../harness.ts'

const Counter = component({
  name: 'counter',
  state: () => ({ n: 0 }),
  on: { inc: s => ({ n: s.n + 1 }) },
  view: (s, on) => <button onClick={on.inc}>{s.n}</button>,
})

function used(operations: Ops, endpoints: number): void {
  for (let at = 0; at < endpoints; at++)
    operations
      .begin({ service: 'shop', endpoint: `GET /things/${at}`, transport: 'http' })
      ?.end({ status: 200 })
}

/** A program that was used, of which one endpoint is used between two looks. */
function program(endpoints: number): Work {
  const operations = ops()
  used(operations, endpoints)
  return {
    run(times) {
      let chars = 0
      for (let i = 0; i < times; i++) {
        used(operations, 1)
        chars += operations.snapshot().length
      }
      return chars
    },
  }
}

interface Held {
  readonly operations: Ops
  readonly server: Inspection
  close(): Promise<void>
}

/** A server that holds so many conversations, whose pages were closed again. */
async function holding(conversations: number): Promise<Held> {
  const operations = ops()
  const pages = handler({
    pages: { '/': Counter },
    ops: operations,
    limits: { pagesPerSecond: 1e9, conversationsPerSession: 1e9 },
  })
  const one = async (): Promise<void> => {
    const page = await pages.fetch(new Request('http://localhost/'))
    const [, meta = '{}'] = /<meta name="repartee" content="([^"]*)">/.exec(await page.text()) ?? []
    const { base, cid, token } = JSON.parse(meta.replaceAll('&quot;', '"')) as Record<string, string>
    const cookie = page.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    const headers = { cookie, 'rp-token': token ?? '', 'rp-cursor': '0' }
    const stream = await pages.fetch(new Request(`http://localhost${base}/stream/${cid}`, { headers }))
    if (stream.status !== 200) throw new Error(`ops: no stream, but ${stream.status}`)
    await stream.body?.cancel()
  }
  for (let begun = 0; begun < conversations; begun += 50)
    await Promise.all(Array.from({ length: Math.min(50, conversations - begun) }, one))
  const server = operations.attached.find((it): it is Inspection => 'publish' in it)
  return { operations, server: server as Inspection, close: () => pages.close() }
}

export async function snapshot(bench: Bench): Promise<void> {
  await bench.compare('a snapshot as JSON, 1,000 endpoints', { ours: () => program(1000), times: 20 })
  await bench.growth('a snapshot as JSON, 100 endpoints, then 1,000', { from: 100, ours: program, times: 20 })
  const held = [await holding(1000), await holding(10_000)] as const
  for (const [at, count] of ['1,000', '10,000'].entries()) {
    const { operations, server } = held[at] as Held
    used(operations, 1000)
    await bench.compare(`a snapshot as JSON, 1,000 endpoints and ${count} conversations`, {
      ours: () => ({
        run(times) {
          let chars = 0
          for (let i = 0; i < times; i++) {
            used(operations, 1)
            chars += operations.snapshot().length
          }
          return chars
        },
      }),
      times: 20,
    })
    await bench.compare(`figures of ${count} conversations`, {
      ours: () => ({ run: times => read(server, times) }),
    })
    await bench.compare(`one found among ${count} conversations`, {
      ours: () => ({
        run(times) {
          let found = 0
          for (let i = 0; i < times; i++) found += server.find({ text: 'nobody', limit: 50 }).total
          return found
        },
      }),
      times: 5,
    })
  }
  for (const { close } of held) await close()
}

function read(server: Inspection, times: number): number {
  let sum = 0
  for (let i = 0; i < times; i++) sum += server.read().conversations.away
  return sum
}
