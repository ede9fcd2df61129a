import { resource, worker } from 'repartee/ops'
import { describe, expect, it } from 'vitest'
import { program } from '../traffic.fixture.tsx'
import type { Topology } from './topology-data.ts'

const db = () => resource('orders-db', { open: () => ({}), check: async () => {}, everyMs: 1000 })
const AT = 'screen=topology'

describe('the topology', () => {
  it('draws what really flowed: ways in, services, and what they use', async () => {
    const { data, asked } = program()
    await asked({ resource: 'orders-db' })
    await asked({ transport: 'event', endpoint: 'event cart.add', calls: 'payments' })
    const { edges, parts, layout } = data<Topology>(AT)
    expect(edges.map(({ id }) => id).toSorted()).toEqual([
      'service/shop resource/orders-db',
      'service/shop service/payments',
      'transport/event service/shop',
      'transport/http service/shop',
    ])
    expect(parts.find(({ id }) => id === 'service/shop')?.flow.lastMinute).toBe(2)
    expect(layout.ways).toHaveLength(4)
  })

  it('keeps the layout while only figures change, and makes another when something is new', async () => {
    const { data, asked } = program()
    await asked()
    const { layout } = data<Topology>(AT)
    await asked({ error: new Error('no') })
    expect(data<Topology>(AT).layout).toBe(layout)
    await asked({ resource: 'cache' })
    expect(data<Topology>(AT).layout).not.toBe(layout)
  })

  it('marks what was only declared, until something flows', async () => {
    const { data, asked, operations } = program()
    await asked()
    operations.registry.attachResource('shop', 'mail-queue')
    const edge = () => data<Topology>(AT).edges.find(({ id }) => id === 'service/shop resource/mail-queue')
    expect(edge()).toMatchObject({ isDeclared: true, perSecond: 0 })
    await asked({ resource: 'mail-queue' })
    expect(edge()).toMatchObject({ isDeclared: false, lastMinute: 1 })
  })

  it('shows how resources and workers are, by words and not by colour alone', async () => {
    const { page, asked, outside, start, close } = program([
      db(),
      resource('cache', { open: () => ({}), check: () => Promise.reject(new Error('gone')), everyMs: 1000 }),
      worker('mail', () => new Promise(() => {})),
    ])
    start()
    await asked({ resource: 'orders-db' })
    await outside.pass(5000)
    const talk = await page(`?${AT}`)
    talk.shows('orders-db healthy', 'cache unhealthy', 'mail running')
    await close()
  })

  it('says the same in a table, with rates, errors and latencies', async () => {
    const { page, asked } = program()
    for (let i = 0; i < 10; i++) await asked({ ms: 100, ...(i === 0 && { error: new Error('no') }) })
    const talk = await page(`?${AT}`)
    expect(talk.text).toMatch(/http transport shop service \d+(\.\d+)?\/s 10 % 99 ms 99 ms 99 ms 10/)
  })

  it('leads from each part to what is known of it', async () => {
    const { page, asked, start, outside, close } = program([db()])
    start()
    await outside.pass(2000)
    await asked({ service: 'checkout', resource: 'orders-db' })
    const from = async (name: string) => {
      const talk = await page(`?${AT}`)
      await talk.click(name, 0).settle()
      return talk.address
    }
    expect(await from('http')).toBe('/ops?screen=endpoints&transport=http')
    expect(await from('checkout')).toBe('/ops?screen=endpoints&service=checkout')
    expect(await from('orders-db')).toBe('/ops?screen=resources&id=orders-db')
    await close()
  })

  it('finds a part, with what it is connected to', async () => {
    const { page, data, asked } = program()
    await asked({ resource: 'orders-db' })
    await asked({ service: 'chat', endpoint: 'topic said', transport: 'topic' })
    expect(data<Topology>(`${AT}&text=ORDERS`).edges.map(({ id }) => id)).toEqual([
      'service/shop resource/orders-db',
    ])
    const talk = await page(`?${AT}`)
    await talk.type('Find a part', 'nothing').settle()
    talk.shows('No part is called that.', 'No connection is called that.')
  })

  it('draws the services that matter and the others as one, and has all in the table, fifty to a page', async () => {
    const { data, page, asked } = program()
    for (let i = 0; i < 110; i++) await asked({ service: `s${i}`, ms: 1 })
    const { edges, left, rows, total } = data<Topology>(AT)
    expect([edges.length, left, rows.length, total]).toEqual([13, 0, 50, 110])
    const talk = await page(`?${AT}`)
    talk.shows('98 more services', '1–50 of 110')
  })

  it('draws a hundred connections of what was searched for, at most', async () => {
    const { data, page, asked } = program()
    for (let i = 0; i < 110; i++) await asked({ service: `s${i}`, ms: 1 })
    const { edges, left } = data<Topology>(`${AT}&text=s`)
    expect([edges.length, left]).toEqual([100, 10])
    const talk = await page(`?${AT}&text=s`)
    talk.shows('10 further connections are in the table')
  })

  it('says what to do where nothing has flowed', async () => {
    const talk = await program().page(`?${AT}`)
    talk.shows('Nothing has flowed yet', 'operations.span(name, work, { resource })')
  })

  it('shows of the past what flowed then', async () => {
    const { data, asked, outside, operations } = program()
    await asked()
    operations.history.keep()
    const then = outside.now()
    await outside.pass(5000)
    await asked({ resource: 'cache' })
    expect(data<Topology>(`${AT}&at=${then}`).edges).toHaveLength(1)
    expect(data<Topology>(AT).edges).toHaveLength(2)
  })
})
