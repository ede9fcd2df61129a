import { describe, expect, it } from 'vitest'
import { room } from '../desk.fixture.tsx'

describe('the traces', () => {
  it('show why each was kept, where it came, how long it took, and what it answered', async () => {
    const { open, work } = await room()
    await work('GET /cart')
    await work('GET /slow', 700)
    await work('POST /orders', 5, new TypeError('no price'))
    const page = await open('?screen=traces')
    page.shows('Errors 1', 'Slow 1', 'Ordinary 1', 'GET /cart', '700 ms', '500', 'no price')
    ;(await open('?screen=traces&kind=slow')).shows('GET /slow').lacks('GET /cart')
    ;(await open('?screen=traces&text=price')).shows('POST /orders').lacks('GET /slow')
  })

  it('sort by what they took', async () => {
    const { data, work } = await room()
    await work('a', 5)
    await work('b', 700)
    await work('c', 60)
    const names = (query: string) =>
      data<{ list: { rows: { endpoint: string }[] } }>(`screen=traces&${query}`).list.rows.map(
        ({ endpoint }) => endpoint,
      )
    expect(names('sort=-took')).toEqual(['b', 'c', 'a'])
    expect(names('sort=took')).toEqual(['a', 'c', 'b'])
  })
})

describe('a trace', () => {
  it('is a waterfall with its traceparent, and leads to its resource and its error', async () => {
    const { open, work, operations } = await room()
    await work('POST /orders', 50, new TypeError('no price'))
    const [row] = operations.traces.read()
    const page = await open('?screen=traces')
    page.click('POST /orders')
    await page.settle()
    expect(page.address).toBe(`/ops?screen=traces&id=${row?.traceId}`)
    page.shows('users', 'users-db', '50 ms', `00-${row?.traceId}-${row?.id}-01`, 'TypeError')
    page.click('TypeError')
    await page.settle()
    page.shows('Errors', 'no price', 'Its trace')
    page.click('Its trace')
    await page.settle()
    page.shows('Spans').click('users-db')
    await page.settle()
    page.shows('Resources')
  })

  it('says so where it is not kept, and of the past that its spans are not', async () => {
    const { open, work, operations, outside } = await room()
    ;(await open('?screen=traces&id=none')).shows('This trace is not kept')
    await work('GET /cart')
    const [row] = operations.traces.read()
    await outside.pass(3000)
    const past = await open(`?screen=traces&id=${row?.traceId}&at=${outside.now()}`)
    past.shows('GET /cart', 'Of the past only the line of a trace is kept')
  })
})
