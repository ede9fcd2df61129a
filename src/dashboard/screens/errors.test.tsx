import { describe, expect, it } from 'vitest'
import { room, values } from '../desk.fixture.tsx'

describe('the errors', () => {
  it('are gathered, with how often and where each came', async () => {
    const { open, work } = await room()
    for (const n of [1, 2, 3]) await work('POST /orders', 1, new TypeError(`no price of item ${n}`))
    await work('GET /cart', 1, 'a text')
    const page = await open('?screen=errors')
    page.shows('TypeError', 'no price of item 3', 'POST /orders', '3', 'not an Error', 'a text')
    ;(await open('?screen=errors&text=cart')).shows('a text').lacks('TypeError')
    ;(await open('?screen=errors&text=nothing')).shows('Take out the search')
  })

  it('show the stacks of their last times, also of those that came at the same moment', async () => {
    const { open, work, operations } = await room()
    for (let n = 0; n < 7; n++) await work('POST /orders', 0, new TypeError('no price'))
    const [row] = operations.faults.read()
    const page = await open(`?screen=errors&id=${row?.id}`)
    page.shows('Before that', 'Its trace', '7')
    expect(page.html.match(/<pre/g)?.length).toBe(5)
  })

  it('say of the past that stacks are not kept of it', async () => {
    const { open, work, operations, outside } = await room()
    await work('POST /orders', 1, new TypeError('no price'))
    await outside.pass(3000)
    const id = operations.faults.read()[0]?.id
    ;(await open(`?screen=errors&id=${id}&at=${outside.now()}`))
      .shows('no price', 'Stacks are not kept')
      .lacks('Forget')
  })

  it('are forgotten by an act that says which it was', async () => {
    const { open, work, after, audited, operations } = await room()
    await work('POST /orders', 1, new TypeError('no price'))
    const page = await open('?screen=errors')
    page.click('Forget', 'no price')
    await after(page)
    page.shows('Forgot TypeError: no price', 'or all were forgotten')
    expect(operations.faults.read()).toEqual([])
    const [entry] = audited()
    expect(entry && values(entry)).toEqual([{ name: 'TypeError', message: 'no price', count: 1 }, undefined])
  })

  it('are not forgotten by viewers', async () => {
    const { open, work } = await room()
    await work('POST /orders', 1, new TypeError('no price'))
    ;(await open('?screen=errors', 'eve')).lacks('Forget')
  })
})
