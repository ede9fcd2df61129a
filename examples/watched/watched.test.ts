// Programs of three frameworks with a dashboard in them, each a process of its own. What is promised is the same for all of them.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { MetricsSnapshot, TraceRow, FaultRow, EdgeRow } from 'repartee/ops'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openTab } from '../../test/browser.ts'

const BASIC = { authorization: `Basic ${Buffer.from('ops:open sesame').toString('base64')}` }
const STRANGER = { 'x-forwarded-for': '203.0.113.7' }

interface Program {
  readonly file: string
  /** What somebody who may see the dashboard sends along, and what somebody who may not. */
  readonly mine: Record<string, string>
  readonly others: Record<string, string>
  /** How the latter is answered. */
  readonly refused: number
}

const PROGRAMS: readonly (readonly [string, Program])[] = [
  ['Express', { file: 'express', mine: {}, others: STRANGER, refused: 403 }],
  ['Fastify', { file: 'fastify', mine: {}, others: STRANGER, refused: 403 }],
  ['Hono', { file: 'hono', mine: BASIC, others: {}, refused: 401 }],
]

interface Snapshot {
  readonly sections: {
    readonly metrics: MetricsSnapshot
    readonly traces: readonly TraceRow[]
    readonly faults: readonly FaultRow[]
    readonly edges: readonly EdgeRow[]
  }
}

async function start(file: string, env: Record<string, string> = {}): Promise<[ChildProcess, string]> {
  const program = fileURLToPath(new URL(`${file}/main.tsx`, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', program], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = /http:\S+/.exec(line) ?? []
    if (address !== undefined) return [child, address]
  }
  throw new Error('The program ended without listening')
}

describe.each(PROGRAMS)('%s, watched', (_name, { file, mine, others, refused }) => {
  let child: ChildProcess
  let url: string

  beforeAll(async () => {
    ;[child, url] = await start(file)
  })
  afterAll(() => child?.kill('SIGKILL'))

  const get = (path: string, headers = mine): Promise<Response> => fetch(url + path, { headers })
  const seen = async (): Promise<Snapshot['sections']> =>
    ((await (await get('/ops/snapshot')).json()) as Snapshot).sections

  it('its endpoints are seen with their figures, its errors with their stacks, its database in the topology', async () => {
    expect(await (await get('/orders/2')).json()).toEqual({ id: 2, what: 'bread' })
    expect((await get('/orders/7')).status).toBe(404)
    expect((await fetch(`${url}/orders`, { method: 'POST' })).status).toBe(500)
    // Responses close a moment after they are read.
    await expect.poll(async () => (await seen()).metrics.total.count).toBe(3)
    const { metrics, faults, edges } = await seen()
    expect(metrics.endpoints.map(({ name, count, errors }) => `${name}: ${count}, ${errors}`).sort()).toEqual(
      ['GET /orders/:id: 2, 0', 'POST /orders: 1, 1'],
    )
    expect(faults).toMatchObject([{ message: 'nobody takes orders', endpoint: 'POST /orders' }])
    expect(edges.map(({ to }) => to.name)).toContain('database')
  })

  it('is scraped, and its changes are streamed', async () => {
    const metrics = await get('/ops/metrics')
    expect(metrics.headers.get('content-type')).toContain('text/plain')
    expect(await metrics.text()).toContain('endpoint="GET /orders/:id"')
    const live = await get('/ops/live')
    expect(live.headers.get('content-type')).toContain('text/event-stream')
    const events = eventsOf(live)
    expect((await events.next()).value).toMatch(/^event:snapshot\nid:0\ndata:\{"seq":0,/)
    await get('/orders/1')
    for await (const event of events) if (/^event:change.*"metrics":/s.test(event)) break
  })

  it('has a dashboard that opens in a browser', async () => {
    const browser = await openBrowser()
    try {
      const context = await browser.newContext({ extraHTTPHeaders: mine })
      const { page, errors, warnings } = await openTab(browser, context)
      await page.goto(`${url}/ops?screen=crons`)
      await page.waitForSelector('html[rp-state=live]')
      await page.getByRole('link', { name: 'count orders' }).first().click()
      await page.getByRole('button', { name: /^Run now/ }).click()
      await page.getByText('3 orders').first().waitFor()
      expect([...errors, ...warnings]).toEqual([])
    } finally {
      await browser.close()
    }
  })

  it('is closed to others, with all of its addresses', async () => {
    const paths = ['/ops', '/ops/snapshot', '/ops/live', '/ops/metrics']
    const answers = await Promise.all(paths.map(async path => (await get(path, others)).status))
    expect(answers).toEqual(paths.map(() => refused))
  })

  it('ends when it is asked to, with a viewer there', async () => {
    const events = eventsOf(await get('/ops/live'))
    await events.next()
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

it('in production nobody may see it who is not let in, wherever they sit', async () => {
  const [child, url] = await start('express', { NODE_ENV: 'production' })
  try {
    expect([(await fetch(`${url}/ops`)).status, (await fetch(`${url}/ops/snapshot`)).status]).toEqual([
      403, 403,
    ])
    expect((await fetch(`${url}/orders/1`)).status).toBe(200)
  } finally {
    child.kill('SIGKILL')
  }
})

async function* eventsOf(response: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of response.body ?? []) {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = events.pop() ?? ''
    yield* events
  }
}
