import { describe, expect, it } from 'vitest'
import { program } from '../traffic.fixture.tsx'
import type { Endpoints } from './endpoints-data.ts'

const AT = 'screen=endpoints'
const SECOND = 1000

async function shop() {
  const made = program()
  const { asked, operations } = made
  await asked({ endpoint: 'GET /cart', ms: 10 })
  await asked({ endpoint: 'POST /orders', ms: 300, error: new TypeError('no price') })
  await asked({ endpoint: 'GET /', transport: 'page', ms: 40 })
  await asked({ service: 'chat', endpoint: 'topic said', transport: 'topic', ms: 1 })
  operations.registry.registerEndpoint({
    service: 'shop',
    name: 'GET /old',
    transport: 'http',
    method: 'GET',
    path: '/old',
    description: 'Kept for partners',
  })
  return made
}
const names = (data: Endpoints) => data.list?.rows.map(({ name }) => name)

describe('the list of endpoints', () => {
  it('has what was asked for, and what was registered and never asked for', async () => {
    const { data, page } = await shop()
    expect(names(data(AT))?.toSorted()).toEqual([
      'GET /',
      'GET /cart',
      'GET /old',
      'POST /orders',
      'topic said',
    ])
    const talk = await page(`?${AT}`)
    talk.shows('/old', 'unused')
  })

  it('is searched by service, name and description, by all words', async () => {
    const { data } = await shop()
    expect(names(data(`${AT}&text=chat`))).toEqual(['topic said'])
    expect(names(data(`${AT}&text=orders+SHOP`))).toEqual(['POST /orders'])
    expect(names(data(`${AT}&text=partners`))).toEqual(['GET /old'])
  })

  it('is filtered by transport, by service, by what fails and by what nobody uses', async () => {
    const { data } = await shop()
    expect(names(data(`${AT}&transport=page`))).toEqual(['GET /'])
    expect(names(data(`${AT}&service=chat`))).toEqual(['topic said'])
    expect(names(data(`${AT}&only=failing`))).toEqual(['POST /orders'])
    expect(names(data(`${AT}&only=unused`))).toEqual(['GET /old'])
  })

  it('is sorted by any figure, the largest first or last', async () => {
    const { data } = await shop()
    expect(names(data(`${AT}&sort=-p95`))?.slice(0, 3)).toEqual(['POST /orders', 'GET /', 'GET /cart'])
    expect(names(data(`${AT}&sort=p95`))?.slice(0, 2)).toEqual(['GET /old', 'topic said'])
    expect(names(data(`${AT}&sort=-errors`))?.[0]).toBe('POST /orders')
    expect(names(data(`${AT}&sort=name`))?.[0]).toBe('GET /')
  })

  it('has fifty on a page', async () => {
    const { data, page, asked } = program()
    for (let i = 0; i < 60; i++) await asked({ endpoint: `GET /e${i}`, ms: 1 })
    expect(data<Endpoints>(`${AT}&page=2`).list?.rows).toHaveLength(10)
    const talk = await page(`?${AT}`)
    talk.shows('1–50 of 60')
    await talk.click('Older').settle()
    expect(talk.address).toBe(`/ops?${AT}&page=2`)
  })

  it('has a line of the last minute for each, which changes once in five seconds', async () => {
    const { data, asked, outside } = program()
    const line = () => data<Endpoints>(AT).list?.rows[0]?.line
    for (let i = 0; i < 3; i++) await asked({ ms: 5 })
    await outside.pass(10 * SECOND)
    const before = line()
    expect(before).toHaveLength(12)
    expect(before?.reduce((sum, value) => sum + value, 0)).toBe(3)
    await asked({ ms: 100 })
    expect(line()).toBe(before)
    await outside.pass(10 * SECOND)
    expect(line()?.reduce((sum, value) => sum + value, 0)).toBe(4)
  })

  it('says what to do where there is none', async () => {
    const talk = await program().page(`?${AT}`)
    talk.shows('There are none yet', 'operations.express()')
  })

  it('leads to each of them', async () => {
    const { page } = await shop()
    const talk = await page(`?${AT}`)
    await talk.click('/orders').settle()
    expect(talk.address).toBe('/ops?screen=endpoints&id=shop%7EPOST+%2Forders')
    talk.shows('POST /orders', 'Distribution of latencies', 'TypeError no price')
  })
})

describe('one endpoint', () => {
  const AT_ORDERS = `${AT}&id=${encodeURIComponent('shop~POST /orders')}`

  it('shows its figures, how latencies lie, how it was answered, what failed and its traces', async () => {
    const { page, asked } = await shop()
    await asked({ endpoint: 'POST /orders', ms: 100, status: 404 })
    const talk = await page(`?${AT_ORDERS}`)
    talk.shows('50 %', '1 in the last minute, 1 in all', '2 since the start')
    talk.shows('4xx, refused 1 50 %', '5xx, failed 1 50 %', 'Recent traces', 'error')
    await talk.click('TypeError').settle()
    expect(talk.address).toMatch(/^\/ops\?screen=errors&id=[0-9a-f]{16}$/)
  })

  it('shows no errors and traces of others', async () => {
    const { data } = await shop()
    const { one } = data<Endpoints>(`${AT}&id=${encodeURIComponent('shop~GET /cart')}`)
    expect(one?.faults).toEqual([])
    expect(one?.traces.map(({ endpoint }) => endpoint)).toEqual(['GET /cart'])
  })

  it('has the stack of its last errors', async () => {
    const { data } = await shop()
    expect(data<Endpoints>(AT_ORDERS).one?.faults[0]?.last?.stack).toContain('TypeError: no price')
  })

  it('says that nobody asked for it, or that there is none', async () => {
    const { page } = await shop()
    const unused = await page(`?${AT}&id=${encodeURIComponent('shop~GET /old')}`)
    unused.shows('Kept for partners', 'Nobody has asked for it since the start.', 'Nothing was timed yet.')
    const none = await page(`?${AT}&id=nothing`)
    none.shows('There is no such endpoint')
  })

  it('shows of the past its figures of then, and what is kept for now only as such', async () => {
    const { page, asked, outside, operations } = await shop()
    operations.history.keep()
    const then = outside.now()
    await outside.pass(SECOND)
    await asked({ endpoint: 'POST /orders', ms: 100 })
    const talk = await page(`?${AT_ORDERS}&at=${then}`)
    talk.shows('1 in the last minute, 1 in all', 'shown for now only')
  })
})
