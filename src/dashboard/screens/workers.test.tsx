import { describe, expect, it } from 'vitest'
import { room, values } from '../desk.fixture.tsx'

describe('the list of workers', () => {
  it('shows how each is, how often it was started again, when it will be, and what went wrong', async () => {
    const { open, operations } = await room()
    const page = await open('?screen=workers')
    page.shows('mailer', 'running', 'indexer', 'failed', 'the index is locked')
    expect(page.html).toContain(
      `datetime="${new Date(operations.workers.read()[1]?.nextStartAt ?? 0).toISOString()}"`,
    )
  })

  it('finds by words and by status, and sorts', async () => {
    const { data } = await room()
    const names = (query: string) =>
      data<{ list: { rows: { name: string }[] } }>(`screen=workers&${query}`).list.rows.map(
        ({ name }) => name,
      )
    expect(names('text=LOCKED')).toEqual(['indexer'])
    expect(names('status=running')).toEqual(['mailer'])
    expect(names('sort=name')).toEqual(['indexer', 'mailer'])
    expect(names('sort=-name')).toEqual(['mailer', 'indexer'])
    expect(names('text=nothing')).toEqual([])
  })

  it('says what to write where none is declared, and that a search found none', async () => {
    const { open } = await room()
    ;(await open('?screen=workers&text=nothing')).shows('Take out the search')
  })
})

describe('the page of a worker', () => {
  it('shows its runs with their stacks, and its log', async () => {
    const { open } = await room()
    const mailer = await open('?screen=workers&id=mailer')
    mailer.shows('Sends mail', 'sent one', 'None has ended yet')
    const indexer = await open('?screen=workers&id=indexer')
    indexer.shows('failed', 'the index is locked')
    expect(indexer.html).toContain('Error: the index is locked\n    at ')
  })

  it('says so where there is no such worker', async () => {
    const { open } = await room()
    ;(await open('?screen=workers&id=nobody')).shows('There is no worker of that name')
  })

  it('says of the past what is not kept of it, and offers no acts', async () => {
    const { open, operations, outside } = await room()
    const at = outside.now()
    await operations.workers.stop('mailer')
    await outside.pass(5000)
    const past = await open(`?screen=workers&id=mailer&at=${at}`)
    past.shows('running', 'log lines are not kept').lacks('Restart', 'sent one')
    ;(await open('?screen=workers&id=mailer')).shows('stopped', 'Start')
  })
})

describe('acts on workers', () => {
  it('stop one after a yes, and are written down with what was before and after', async () => {
    const { open, after, audited, operations } = await room()
    const page = await open('?screen=workers')
    page.click('Stop mailer')
    page.shows('Stop this worker?', 'is not started again until somebody starts it')
    page.click('Stop', 'Stop this worker?')
    await after(page)
    page.shows('Stopped mailer')
    expect(operations.workers.read()[0]?.status).toBe('stopped')
    const [entry] = audited()
    expect(entry).toMatchObject({ who: 'ada', what: 'worker.stop', target: 'mailer', why: null })
    expect(entry && values(entry)).toMatchObject([{ status: 'running' }, { status: 'stopped' }])
  })

  it('do nothing after a no', async () => {
    const { open, audited, operations } = await room()
    const page = await open('?screen=workers')
    page.click('Restart mailer').click('No')
    page.lacks('Restart this worker?')
    expect([operations.workers.read()[0]?.status, audited()]).toEqual(['running', []])
  })

  it('start one again, and restart one', async () => {
    const { open, after, operations } = await room()
    const page = await open('?screen=workers&id=mailer')
    page.click('Restart mailer').click('Restart', 'Restart this worker?')
    await after(page)
    page.shows('Restarted mailer')
    expect(operations.workers.read()[0]?.starts).toBe(2)
    await operations.workers.stop('mailer')
    await after(page)
    page.click('Start mailer')
    await after(page)
    page.shows('Started mailer')
  })

  it('are not offered to viewers, and refused to them', async () => {
    const { open, desk, audited, operations } = await room()
    const { perform } = await import('../verbs.ts')
    ;(await open('?screen=workers', 'eve')).lacks('Acts')
    const did = await perform(
      desk,
      { do: 'worker.stop', target: 'mailer' },
      {},
      { cid: '', principal: 'eve' },
    )
    expect(did).toEqual({ done: false, why: 'only operators may do that' })
    expect(operations.workers.read()[0]?.status).toBe('running')
    expect(audited()[0]).toMatchObject({ who: 'eve', why: 'only operators may do that' })
  })

  it('say why something was not done', async () => {
    const { desk } = await room()
    const { perform } = await import('../verbs.ts')
    const did = await perform(
      desk,
      { do: 'worker.start', target: 'mailer' },
      {},
      { cid: '', principal: 'ada' },
    )
    expect(did).toEqual({ done: false, why: 'it runs already' })
  })
})
