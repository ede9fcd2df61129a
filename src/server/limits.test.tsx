// What happens where too much is asked: plain answers, bounded memory, and nobody else is harmed.
import { setImmediate as turn } from 'node:timers/promises'
import { component, every } from 'repartee'
import { describe, expect, it, vi } from 'vitest'
import { standing } from '../../test/standing.ts'
import { Visitor } from '../../test/visitor.ts'
import { Bucket, Buckets } from './buckets.ts'
import { addressOf, saysHttps } from './exchange.ts'
import { Gate } from './gate.ts'
import { edgeOf, handlerOf } from './handler.ts'
import type { Limits } from './limits.ts'
import { MOST_WAITING, PATIENCE_MS, PER_TURN } from './limits.ts'
import { Patience } from './patience.ts'

const Counter = component({
  name: 'counter',
  state: () => ({ n: 0 }),
  on: { more: s => ({ n: s.n + 1 }) },
  view: (s, on) => <button onClick={on.more}>{s.n}</button>,
})

const Hoarder = component({
  name: 'hoarder',
  state: () => ({ n: 0, rows: 1, waits: 0, text: '' }),
  on: {
    wait: s => ({ ...s, waits: s.waits + 6000 }),
    split: s => ({ ...s, rows: s.rows * 200 }),
    swell: s => ({ ...s, text: s.text + 'x'.repeat(40_000) }),
    more: s => ({ ...s, n: s.n + 1 }),
  },
  listen: (s, on) => Array.from({ length: s.waits }, (_, i) => every(60_000 + i, on.more)),
  view: (s, on) => (
    <div>
      {s.n} of {s.rows}
      {s.text.length}
      <button onClick={on.wait}>wait</button>
      <button onClick={on.split}>split</button>
      <button onClick={on.swell}>swell</button>
      <button onClick={on.more}>more</button>
      {Array.from({ length: s.rows }, (_, key) => (
        <Dot key={key} />
      ))}
    </div>
  ),
})
const Dot = component({ name: 'dot', state: () => ({}), on: {}, view: () => <i /> })

function serving(limits: Limits = {}) {
  const clock = standing()
  const onTrouble = vi.fn<(trouble: { error: unknown }) => void>()
  const edge = edgeOf({ pages: { '/': Counter, '/hoard': Hoarder }, limits, onTrouble }, { clock })
  const pages = handlerOf(edge, 1)
  const asVisitor = (): Visitor => new Visitor(request => pages.fetch(request))
  const troubles = (): string[] =>
    onTrouble.mock.calls.map(([{ error }]) => String(error).split('\n')[0] ?? '')
  return { clock, edge, pages, asVisitor, troubles }
}

/** What comes late: too soon for it nothing has come. */
async function waited<T>(clock: ReturnType<typeof standing>, late: Promise<T>): Promise<T> {
  let has = false
  void late.then(() => (has = true))
  for (let i = 0; i < 20; i++) await turn()
  expect(has).toBe(false)
  clock.pass(200)
  for (let i = 0; i < 20 && !has; i++) await turn()
  if (!has) clock.pass(1000)
  return late
}

describe('a bucket', () => {
  it('lets a burst through, then as many as it is filled with, and says how long to wait', () => {
    const bucket = new Bucket(3, 0)
    const take = (now: number): number => bucket.take(now, 2, 3)
    expect([take(0), take(0), take(0), take(0), take(250)]).toEqual([0, 0, 0, 0.5, 0.25])
    expect([take(500), take(500), take(400), take(10_000), take(10_000), take(10_000), take(10_000)]).toEqual(
      [0, 0.5, 0.5, 0, 0, 0, 0.5],
    )
  })

  it('is forgotten where too many are remembered', () => {
    const buckets = new Buckets(1, 1, 10)
    for (let i = 0; i < 1000; i++) expect(buckets.take(String(i), 0)).toBe(0)
    expect(buckets.size).toBe(10)
    expect(buckets.take('999', 0)).toBe(1)
  })
})

describe('the gate', () => {
  it('lets a few in at each turn, in the order in which they came', async () => {
    const gate = new Gate(() => 0)
    const came: number[] = []
    const all = Array.from({ length: 3 * PER_TURN }, async (_, i) => {
      if (await gate.enter()) came.push(i)
    })
    await Promise.resolve()
    expect(came).toHaveLength(PER_TURN)
    await turn()
    expect(came.length).toBeLessThanOrEqual(2 * PER_TURN)
    await Promise.all(all)
    expect(came).toEqual([...all.keys()])
    expect(await gate.enter()).toBe(true)
  })

  it('sends away whom it cannot let in soon, and those who are more than may wait', async () => {
    let now = 0
    const gate = new Gate(() => now)
    for (let i = 0; i < PER_TURN; i++) expect(gate.enter()).toBe(true)
    const waiting = Array.from({ length: MOST_WAITING }, async () => await gate.enter())
    expect(await gate.enter()).toBe(false)
    now = PATIENCE_MS + 1
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([false]))
    expect(await gate.enter()).toBe(true)
  })
})

describe('a flood', () => {
  it('of events is told to slow down, without its bodies being read, and the page goes on afterwards', async () => {
    const { clock, asVisitor, pages } = serving({ eventsPerSecond: 5 })
    const ada = await asVisitor().open('/')
    const bob = await asVisitor().open('/')
    for (let i = 0; i < 25; i++) expect((await ada.click('0')).status).toBe(204)
    const refused = await waited(clock, ada.click('0'))
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    // What it waited for, it may do now; then no more.
    expect((await ada.click('25')).status).toBe(204)
    let read = false
    const body = new ReadableStream({ pull: () => void (read = true) }, { highWaterMark: 0 })
    const headers = ada.headers({ 'content-type': 'application/json', origin: 'http://localhost' })
    const event = `http://localhost${ada.boot.base}/event/${ada.boot.cid}`
    const unread = { method: 'POST', headers, body, duplex: 'half' } as const
    const unheard = await waited(clock, pages.fetch(new Request(event, unread)))
    expect([unheard.status, read]).toEqual([429, false])
    expect((await bob.click('0')).status).toBe(204)
    clock.pass(1000)
    expect((await ada.click('26')).status).toBe(204)
    await Promise.all([ada.detach(), bob.detach()])
  })

  it('of pages is told to wait, by the address that our own proxy saw', async () => {
    const { clock, pages } = serving({ pagesPerSecond: 1 })
    const get = async (from: string): Promise<number> =>
      (await pages.fetch(new Request('http://localhost/', { headers: { 'x-forwarded-for': from } }))).status
    for (let i = 0; i < 20; i++) expect(await get(`made up ${i}, 1.2.3.4`)).toBe(200)
    expect([await waited(clock, get('made up, 1.2.3.4')), await get('1.2.3.4, 5.6.7.8')]).toEqual([429, 200])
    clock.pass(1000)
    expect(await get('1.2.3.4')).toBe(200)
  })

  it('costs a bounded number of late answers; one more loses its connection', async () => {
    const clock = standing()
    const patience = new Patience(clock)
    const told = { status: 429, headers: {} }
    const late = Array.from({ length: 1000 }, async () => await patience.late(told, 60))
    expect(patience.late(told, 60)).toEqual({ status: 429, headers: { connection: 'close' } })
    expect(clock.waiting).toBe(1000)
    clock.pass(1000)
    expect(await Promise.all(late)).toEqual(late.map(() => told))
    expect(patience.late(told, 60)).toBeInstanceOf(Promise)
  })

  it('of conversations of one session ends the one that was left longest ago', async () => {
    const { clock, edge, asVisitor } = serving({ conversationsPerSession: 3 })
    const ada = asVisitor()
    const cids: string[] = []
    for (let i = 0; i < 5; i++) {
      await ada.open('/')
      cids.push(ada.boot.cid)
      if (i !== 1) await ada.detach()
      clock.pass(1000)
    }
    await vi.waitUntil(() => edge.runtime.size === 3)
    expect(cids.map(cid => edge.runtime.get(cid) !== undefined)).toEqual([false, true, false, true, true])
  })
})

describe('a conversation that grows too much', () => {
  it.each([
    ['instances', 'split', 2],
    ['timers', 'wait', 2],
  ])('of %s keeps what it had, and says so', async (_what, button, times) => {
    const { asVisitor, troubles } = serving()
    const ada = await asVisitor().open('/hoard')
    const before: number[] = []
    for (let i = 0; i < times; i++) before.push((await ada.click(button)).status)
    expect(new Set(before)).toEqual(new Set([204]))
    expect(troubles()).toEqual(['ReparteeError: A conversation grew beyond what one may have [over-quota]'])
    await ada.until(frame => frame.event === 'notice')
    const notice = ada.frames.find(frame => frame.event === 'notice')
    expect(JSON.stringify(notice)).toContain('nothing was changed')
    expect((await ada.click('more')).status).toBe(204)
    expect(troubles()).toHaveLength(1)
    await ada.detach()
  })

  it('of state is weighed now and then', async () => {
    const { asVisitor, troubles } = serving()
    const ada = await asVisitor().open('/hoard')
    for (let i = 0; i < 255; i++) expect((await ada.click('swell')).status).toBe(204)
    expect(troubles()).toEqual(['ReparteeError: A conversation grew beyond what one may have [over-quota]'])
    await ada.detach()
  })
})

describe('what proxies say', () => {
  it('of an address counts as far as they are our own', () => {
    expect(addressOf('10.0.0.1', '6.6.6.6, 1.2.3.4')).toBe('10.0.0.1')
    expect(addressOf('10.0.0.1', '6.6.6.6, 1.2.3.4', 0)).toBe('10.0.0.1')
    expect(addressOf('10.0.0.1', '6.6.6.6, 1.2.3.4', 1)).toBe('1.2.3.4')
    expect(addressOf('10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', 2)).toBe('1.2.3.4')
    expect(addressOf('10.0.0.1', '1.2.3.4', 2)).toBe('1.2.3.4')
    expect(addressOf('10.0.0.1', undefined, 1)).toBe('10.0.0.1')
  })

  it('of https is believed unless there certainly is none', () => {
    expect([saysHttps('https', undefined), saysHttps('https', 1), saysHttps('https', 0)]).toEqual([
      true,
      true,
      false,
    ])
    expect(saysHttps('http', 1)).toBe(false)
  })
})
