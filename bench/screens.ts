// How long after something happened each screen of the dashboard shows it, in a real browser, while the program works.
// Idea: the page notes what stands on it after every change, and when; both clocks are this machine's. No baseline: a person
// notices a fifth of a second.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { dashboard } from 'repartee/dashboard'
import { cron, limit, ops, resource, worker, type Ops } from 'repartee/ops'
import { serve } from 'repartee/server'
import { openBrowser } from '../test/browser.ts'
import { Visitor } from '../test/visitor.ts'
import type { Bench } from './harness.ts'
import { Shop } from './screens/shop.tsx'

const ROUNDS = 9
/** Pieces of work in a second, meanwhile. */
const RATE = 1000
const LONGEST_MS = 10_000

/** What happens, and the text that says so on the screen; undone afterwards, if it can be. */
interface Happening {
  act(mark: string): unknown
  text?(mark: string, came: unknown): string
  undo?(): unknown
}

export default async function (bench: Bench): Promise<void> {
  let isWell = true
  const db = resource('db', {
    open: () => ({}),
    check: async () => {
      if (!isWell) throw new Error('it is away')
    },
    everyMs: 3_600_000,
  })
  const idle = worker(
    'idle',
    ({ signal }) => new Promise(done => signal.addEventListener('abort', () => done())),
  )
  const digest = cron('digest', '0 3 * * *', async () => {})
  const operations = ops([db, idle, digest, limit('search', { rate: '5/second' })])
  const { url, close } = await serve({
    pages: { '/shops/:of': Shop, '/ops': dashboard(operations) },
    ops: operations,
    port: 0,
    host: '127.0.0.1',
  })
  const working = setInterval(() => {
    for (let i = 0; i < RATE / 50; i++) work(operations, `GET /things/${i}`)
  }, 20)
  const visit = async (of: string): Promise<Visitor> => new Visitor(fetch, url).open(`/shops/${of}`)
  const weather = (well: boolean) => (): unknown => ((isWell = well), operations.resources.check('db'))
  const screens: Readonly<Record<string, Happening & { readonly query: string }>> = {
    overview: { query: '', act: mark => work(operations, 'GET /late', mark) },
    topology: {
      query: '?screen=topology&text=db-',
      act: mark =>
        operations
          .begin({ service: 'shop', endpoint: 'GET /', transport: 'http' })
          ?.run(() => operations.span('load', () => 1, { resource: `db-${mark}` })),
    },
    endpoints: { query: '?screen=endpoints&text=odd', act: mark => work(operations, `GET /odd/${mark}`) },
    conversations: { query: '?screen=conversations', act: visit },
    timers: {
      query: '?screen=timers',
      act: visit,
      text: (_, came) => (came as Visitor).boot.cid.slice(0, 8),
    },
    topics: { query: '?screen=topics', act: visit },
    workers: {
      query: '?screen=workers',
      act: () => operations.workers.stop('idle'),
      text: () => 'stopped',
      undo: () => operations.workers.start('idle'),
    },
    crons: {
      query: '?screen=crons',
      act: () => operations.crons.pause('digest'),
      text: () => 'paused',
      undo: () => operations.crons.resume('digest'),
    },
    limits: {
      query: '?screen=limits',
      act: () => operations.limits.override('search', { rate: '77/hour' }),
      text: () => '77/hour',
      undo: () => operations.limits.lift('search'),
    },
    resources: {
      query: '?screen=resources',
      act: weather(false),
      text: () => 'unhealthy',
      undo: weather(true),
    },
    // Of what is ordinary only some is kept.
    traces: { query: '?screen=traces&text=odd', act: mark => work(operations, `GET /odd/${mark}`, mark) },
    errors: { query: '?screen=errors', act: mark => work(operations, 'GET /late', mark) },
    audit: {
      query: '?screen=audit',
      act: mark => operations.audit.record({ who: 'bench', what: 'try', target: mark }),
    },
  }
  const browser = await openBrowser()
  try {
    for (const [name, { query, ...happening }] of Object.entries(screens)) {
      const page = await browser.newPage()
      await page.goto(`${url}/ops${query}`)
      await page.locator('html[rp-state=live]').waitFor()
      // The compiler names functions with this.
      await page.evaluate('globalThis.__name = given => given')
      await page.evaluate(note)
      bench.report(`${name}: shown after`, { unit: 'ms', ours: await delays(page, happening) })
      await page.close()
    }
  } finally {
    clearInterval(working)
    await browser.close()
    await close()
  }
}

function work(operations: Ops, endpoint: string, message?: string): void {
  const outcome = message === undefined ? { status: 200 } : { status: 500, error: new Error(message) }
  operations.begin({ service: 'shop', endpoint, transport: 'http' })?.end(outcome)
}

async function delays(page: Page, { act, text, undo }: Happening): Promise<number[]> {
  const took: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const mark = `m${round}x${Date.now().toString(36)}`
    await sleep(200 + 100 * Math.random())
    await page.evaluate(() => void (globalThis as unknown as Noted).noted.splice(0))
    const at = Date.now()
    const came = await act(mark)
    const shown = await page.evaluate(first, [text?.(mark, came) ?? mark, LONGEST_MS] as const)
    took.push(shown - at)
    await undo?.()
  }
  return took
}

interface Noted {
  readonly noted: [at: number, text: string][]
}

/** In the page: what stands there, after every change. */
function note(): void {
  const noted: Noted['noted'] = []
  const look = (): void => void noted.push([Date.now(), document.body.innerText])
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  Object.assign(globalThis, { noted })
}

/** In the page: when a text first stood there. */
async function first([text, longest]: readonly [string, number]): Promise<number> {
  const { noted } = globalThis as unknown as Noted
  for (const until = Date.now() + longest; Date.now() < until;) {
    const found = noted.find(([, all]) => all.includes(text))
    if (found !== undefined) return found[0]
    await new Promise(done => setTimeout(done, 5))
  }
  throw new Error(`${text} was not shown`)
}
