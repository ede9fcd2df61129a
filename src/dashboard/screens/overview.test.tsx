import { cron, resource, worker } from 'repartee/ops'
import { describe, expect, it } from 'vitest'
import { program } from '../traffic.fixture.tsx'
import type { Overview } from './overview-data.ts'

const SECOND = 1000

const sick = () =>
  resource('orders-db', {
    kind: 'database',
    open: () => ({}),
    check: async () => {
      throw new Error('connection refused')
    },
    everyMs: SECOND,
  })
const well = (name: string) => resource(name, { open: () => ({}), check: async () => {} })

describe('the overview', () => {
  it('is where a dashboard begins, and says that nothing is down and what there is', async () => {
    const { page, outside, start, close } = program([
      well('cache'),
      worker('mail', () => new Promise(() => {})),
    ])
    start()
    await outside.pass(5 * SECOND)
    const talk = await page('')
    talk.shows('Overview', 'Nothing is down', '1 resource · 1 worker')
    talk.lacks('Newest errors')
    await close()
  })

  it('shows rate, errors and latency with their units', async () => {
    const { page, asked } = program()
    for (let i = 0; i < 20; i++) await asked({ ms: 500, ...(i < 2 && { error: new TypeError('no price') }) })
    const talk = await page('')
    talk.shows('2.11/s', '20 in the last minute', '10 %', '2 in the last minute')
    expect(talk.text).toMatch(/Latency, p95 50\d ms/)
  })

  it('names what is down or fails, worst first, with the reason and a way to it', async () => {
    const { data, outside, start, close } = program([
      sick(),
      worker('mail', async () => {
        throw new Error('no such host')
      }),
      cron('digest', '* * * * * *', async () => {
        throw new Error('no digest today')
      }),
      worker('images', ({ beat }) => {
        beat()
        return new Promise(() => {})
      }),
    ])
    start()
    await outside.pass(40 * SECOND)
    const { wrong } = data<Overview>('')
    expect(wrong.map(({ kind, name, what, tone }) => [kind, name, what, tone])).toEqual([
      ['resource', 'orders-db', 'connection refused', 'bad'],
      ['worker', 'mail', 'no such host', 'bad'],
      ['cron', 'digest', 'no digest today', 'bad'],
      ['worker', 'images', 'it does not say any more that it is well', 'warn'],
    ])
    expect(wrong[0]?.go).toEqual({ screen: 'resources', id: 'orders-db' })
    await close()
  })

  it('leads to what is wrong', async () => {
    const { page, outside, start, close } = program([sick()])
    start()
    await outside.pass(5 * SECOND)
    const talk = await page('')
    talk.shows('Wrong right now: 1', 'connection refused')
    await talk.click('orders-db').settle()
    expect(talk.address).toBe('/ops?screen=resources&id=orders-db')
    await close()
  })

  it('lists errors by when they came first, so that none jumps when it comes again', async () => {
    const { data, asked, outside } = program()
    const fail = (endpoint: string) => asked({ endpoint, error: new TypeError('no price') })
    await fail('GET /a')
    await outside.pass(SECOND)
    await fail('GET /b')
    const listed = () => data<Overview>('').errors.map(({ endpoint, count }) => [endpoint, count])
    expect(listed()).toEqual([
      ['GET /b', 1],
      ['GET /a', 1],
    ])
    await fail('GET /a')
    expect(listed()).toEqual([
      ['GET /b', 1],
      ['GET /a', 2],
    ])
    await outside.pass(600 * SECOND)
    expect(listed()).toEqual([])
  })

  it('tells the busiest endpoints from the slowest', async () => {
    const { data, asked } = program()
    for (let i = 0; i < 9; i++) await asked({ endpoint: 'GET /often', ms: 2 })
    await asked({ endpoint: 'GET /long', ms: 900 })
    const { busiest, slowest } = data<Overview>('')
    expect(busiest[0]?.name).toBe('GET /often')
    expect(slowest[0]?.name).toBe('GET /long')
  })

  it('draws charts that stay the same until a second is over', async () => {
    const { data, asked } = program()
    await asked({ ms: 1100 })
    await asked({ ms: 100 })
    const before = data<Overview>('').charts
    await asked({ ms: 100 })
    expect(data<Overview>('').charts).toEqual(before)
    await asked({ ms: 900 })
    expect(data<Overview>('').charts).not.toEqual(before)
  })

  it('shows of the past what was so then', async () => {
    const { data, asked, outside, operations } = program()
    await asked()
    await outside.pass(2 * SECOND)
    operations.history.keep()
    const then = outside.now()
    await outside.pass(SECOND)
    for (let i = 0; i < 5; i++) await asked()
    await outside.pass(SECOND)
    expect(data<Overview>('').total?.count).toBe(6)
    const past = data<Overview>(`at=${then}`)
    expect(past.total?.count).toBe(1)
    const [requests] = past.charts?.traffic.lines ?? []
    expect(requests?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(1)
  })

  it('draws charts also where nothing happens', () => {
    expect(program().data<Overview>('').charts?.traffic.lines[0]?.values).toHaveLength(300)
  })

  it('says so where charts do not reach back to', async () => {
    const { page, outside, operations } = program()
    await outside.pass(SECOND)
    operations.history.keep()
    const then = outside.now()
    await outside.pass(400 * SECOND)
    const talk = await page(`?at=${then}`)
    talk.shows('Charts reach back five minutes')
  })
})
