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
    ;(await all.open('?screen=crons&id=nobody')).shows('There is no such cron')
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

  it('are only looked at by viewers', async () => {
    const all = await withDigest()
    ;(await all.open('?screen=crons', 'eve')).shows('digest').lacks('Run now', 'Pause')
  })
})
