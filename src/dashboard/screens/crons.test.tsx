import { cron } from 'repartee/ops'
import { describe, expect, it } from 'vitest'
import { room, values, type Room } from '../desk.fixture.tsx'

async function withDigest(): Promise<Room> {
  const all = await room()
  const run = (signal: AbortSignal): Promise<void> =>
    new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('told to end'))))
  all.operations.add(
    cron('digest', '0 3 * * *', async run_ => (run_.log('sending'), run(run_.signal)), {
      description: 'Mails what is new',
      timezone: 'UTC',
    }),
  )
  await all.outside.pass(100)
  return all
}

describe('the crons', () => {
  it('show when each runs next, and on its page how it ran, with its log', async () => {
    const all = await withDigest()
    ;(await all.open('?screen=crons')).shows('digest', '0 3 * * *', 'Run now')
    all.operations.crons.trigger('digest')
    await all.outside.pass(100)
    const page = await all.open('?screen=crons&id=digest')
    page.shows('Mails what is new', 'running', 'sending', 'Cancel run')
    ;(await all.open('?screen=crons&id=nobody')).shows('There is no cron of that name')
  })

  it('run, are cancelled after a yes, paused and resumed by operators, which is written down', async () => {
    const all = await withDigest()
    const page = await all.open('?screen=crons')
    page.click('Run now digest')
    await all.after(page)
    page.shows('Started digest').click('Cancel run of digest').click('Cancel run of', 'Cancel what runs?')
    await all.after(page)
    page.shows('Cancelled the run of digest').click('Pause digest')
    await all.after(page)
    page.shows('Paused digest', 'paused').click('Resume digest')
    await all.after(page)
    page.shows('Resumed digest').lacks('Pause digest now')
    const entries = all.audited()
    expect(entries.map(({ what }) => what)).toEqual([
      'cron.resume',
      'cron.pause',
      'cron.cancel',
      'cron.trigger',
    ])
    expect(entries.map(entry => values(entry))).toMatchObject([
      [{ paused: true }, { paused: false }],
      [{ paused: false }, { paused: true }],
      // It is told to end; that it has is seen later.
      [{ running: 1 }, { paused: false }],
      [{ running: 0 }, { running: 1 }],
    ])
  })

  it('show a run that timed out as bad, and one that was told to end as under way', async () => {
    const all = await room()
    const deaf = (): Promise<void> => new Promise(() => undefined)
    const heeds = (signal: AbortSignal): Promise<void> =>
      new Promise(done => signal.addEventListener('abort', () => done()))
    all.operations.add(
      cron('slow', '0 3 * * *', run => heeds(run.signal), { timeoutMs: 1000 }),
      cron('deaf', '0 3 * * *', deaf, { timeoutMs: 1000 }),
    )
    all.operations.crons.trigger('slow')
    all.operations.crons.trigger('deaf')
    await all.outside.pass(2000)
    const { html } = await all.open('?screen=crons')
    expect(html).toMatch(/badge bad["']?>timed out</)
    expect(html).toMatch(/badge warn["']?>stopping</)
  })

  it('of a thousand keep one page of rows, and of each how its last run ended', async () => {
    const all = await room()
    const names = Array.from({ length: 1000 }, (_, i) => `cron ${String(i).padStart(3, '0')}`)
    const run = (): Promise<void> => Promise.resolve()
    all.operations.add(...names.map(name => cron(name, '0 3 * * *', run)))
    for (let i = 0; i < 20; i++) {
      for (const name of names.slice(0, 50)) all.operations.crons.trigger(name)
      await all.outside.pass(100)
    }
    const data = all.data<{ list: unknown }>('screen=crons&sort=name')
    expect(data.list).toMatchObject({ total: 1000, rows: { length: 50, 0: { last: 'done' } } })
    expect(JSON.stringify(data).length).toBeLessThan(50 * 600)
    const page = await all.open('?screen=crons&sort=name')
    page.shows('cron 049', '1–50 of 1000').lacks('cron 050').click('Older')
    await page.settle()
    page.shows('cron 050', '51–100 of 1000').lacks('cron 049')
    ;(await all.open('?screen=crons&sort=name&page=99')).shows('cron 999', '951–1000 of 1000')
  })

  it('are found by all of the words, in name, schedule and description', async () => {
    const all = await withDigest()
    all.operations.add(cron('tidy', '30 2 * * *', () => Promise.resolve()))
    await all.outside.pass(100)
    ;(await all.open('?screen=crons&text=new+DIG')).shows('digest').lacks('tidy')
    ;(await all.open('?screen=crons&text=30+2')).shows('tidy').lacks('digest')
    ;(await all.open('?screen=crons&text=nothing')).shows('Take out the search').lacks('No cron is declared')
  })

  it('of the past show what was, and that log lines are not kept', async () => {
    const all = await withDigest()
    all.operations.crons.trigger('digest')
    await all.outside.pass(5000)
    const at = all.outside.now()
    all.operations.crons.cancel('digest')
    await all.outside.pass(5000)
    const past = await all.open(`?screen=crons&id=digest&at=${at}`)
    past.shows('running', 'Log lines are not kept').lacks('Run now', 'Cancel run')
  })

  it('are only looked at by viewers', async () => {
    const all = await withDigest()
    ;(await all.open('?screen=crons', 'eve')).shows('digest').lacks('Run now', 'Pause', 'Acts')
  })
})
