import { describe, expect, it } from 'vitest'
import { room, values } from '../desk.fixture.tsx'
import { perform } from '../verbs.ts'

const by = { cid: '', principal: 'ada' }

describe('the resources', () => {
  it('show how each is, why not, and how long its checks take', async () => {
    const all = await room()
    all.trouble = 'connection refused'
    await all.outside.pass(30_000)
    const page = await all.open('?screen=resources')
    page.shows('users-db', 'open', 'no check', 'cache', 'unhealthy', 'connection refused')
    ;(await all.open('?screen=resources&only=trouble')).shows('cache').lacks('users-db')
    const cache = await all.open('?screen=resources&id=cache')
    cache.shows('connection refused', 'Changes of status', 'healthy', 'Median')
    expect(cache.html).toContain('rp-hook="chart"')
  })

  it('say of the past that checks and changes are not kept of it', async () => {
    const { open, outside } = await room()
    await outside.pass(10_000)
    const past = await open(`?screen=resources&id=cache&at=${outside.now() - 4000}`)
    past.shows('healthy', 'Checks and changes are not kept').lacks('Median', 'Reopen', 'Check now')
  })
})

describe('acts on resources', () => {
  it('check one now, and say what came of it', async () => {
    const all = await room()
    const page = await all.open('?screen=resources')
    all.trouble = 'no route'
    page.click('Check cache')
    await all.after(page)
    page.shows('Checked cache: unhealthy', 'no route')
    const [entry] = all.audited()
    expect(entry && values(entry)).toEqual([
      { status: 'healthy', reason: null },
      { status: 'unhealthy', reason: 'no route' },
    ])
  })

  it('close one and open it again, after a yes', async () => {
    const { open, after, audited, operations } = await room()
    const page = await open('?screen=resources&id=users-db')
    page.click('Reopen users-db').shows('Whatever uses it fails until it is open again')
    expect(audited()).toEqual([])
    page.click('Reopen', 'Close this resource')
    await after(page)
    page.shows('Reopened users-db')
    expect(operations.resources.detail('users-db')?.changes.map(({ status }) => status)).toContain('closing')
  })

  it('are refused to viewers', async () => {
    const { open, desk } = await room()
    ;(await open('?screen=resources', 'eve')).lacks('Check now', 'Reopen')
    const did = await perform(
      desk,
      { do: 'resource.reopen', target: 'cache' },
      {},
      { cid: '', principal: 'eve' },
    )
    expect(did.done).toBe(false)
  })

  it('say why one without a check cannot be checked', async () => {
    const { desk } = await room()
    const did = await perform(desk, { do: 'resource.check', target: 'users-db' }, {}, by)
    expect(did).toEqual({ done: false, why: 'it has no check' })
  })
})
