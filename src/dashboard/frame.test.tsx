// What stands around all screens: the palette, the way through time, questions before acts, and what a reader is told.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesOf } from './entries.ts'
import { room } from './desk.fixture.tsx'
import { lookAt } from './look.ts'
import { fitting } from './palette.tsx'
import { queryOf } from './place.ts'
import { SCREENS } from './screens.ts'

describe('the palette', () => {
  it('opens by its keys, is gone through by arrows, goes by Enter and shuts by Escape', async () => {
    const { open } = await room()
    const page = await open('?screen=limits')
    page.press('mod+k')
    await page.settle()
    const marked = () => /aria-selected="true"[^>]*>(?:<b>)([^<]*)/.exec(page.html)?.[1]
    page.fill('sought', 'mailer')
    expect(marked()).toBe('mailer')
    page.press('ArrowDown', 'sought')
    expect(marked()).toBe('Stop mailer')
    page.press('ArrowUp', 'sought').press('ArrowUp', 'sought')
    expect(marked()).toBe('Restart mailer')
    page.press('ArrowDown', 'sought').press('Enter', 'sought')
    await page.settle()
    expect(page.address).toBe('/ops?screen=workers&id=mailer')
    page.lacks('choose').press('?')
    await page.settle()
    page.shows('choose').press('Escape', 'sought').lacks('choose')
    expect(page.address).toBe('/ops?screen=workers&id=mailer')
  })

  it('does what is marked, after a yes where one is asked for', async () => {
    const { open, after, operations } = await room()
    const page = await open()
    page.press('mod+k')
    await page.settle()
    page.fill('sought', 'stop mailer').press('Enter', 'sought')
    await page.settle()
    page.shows('Stop this worker?').lacks('choose').click('Stop', 'Stop this worker?')
    await after(page)
    page.shows('Stopped mailer')
    expect(operations.workers.read()[0]?.status).toBe('stopped')
  })

  it('says that nothing is called so, and does nothing then', async () => {
    const { open, audited } = await room()
    const page = await open()
    page.press('mod+k')
    await page.settle()
    page
      .fill('sought', 'xyzzy')
      .shows('Nothing is called that')
      .press('ArrowDown', 'sought')
      .press('Enter', 'sought')
    await page.settle()
    page.shows('Nothing is called that')
    expect(audited()).toEqual([])
  })

  it('offers screens, all that has a name, and what may be done with it as it is now; forms by their screens', async () => {
    const { desk, operations, work } = await room()
    await work('GET /cart', 1, new TypeError('no price'))
    operations.limits.override('uploads', { rate: '1/hour' })
    const texts = entriesOf(desk, 'operator').map(({ kind, text }) => `${kind} ${text}`)
    for (const known of [
      'screen Audit',
      'worker mailer',
      'act Stop mailer',
      'act Restart mailer',
      'act Start indexer',
      'limit sign-in',
      'form Override sign-in',
      'act Lift override of uploads',
      'act Reset all keys of sign-in',
      'resource cache',
      'act Check cache',
      'act Reopen users-db',
      'error TypeError: no price · GET /cart',
    ])
      expect(texts).toContain(known)
    for (const wrong of ['act Start mailer', 'act Check users-db', 'act Lift override of sign-in'])
      expect(texts).not.toContain(wrong)
  })

  it('offers no acts to viewers, and none in the past', async () => {
    const { desk, open, outside } = await room()
    expect(entriesOf(desk, 'viewer').filter(({ act, kind }) => act !== undefined || kind === 'form')).toEqual(
      [],
    )
    await outside.pass(4000)
    const page = await open(`?screen=workers&at=${outside.now() - 2000}`)
    page.press('mod+k')
    await page.settle()
    page.fill('sought', 'stop mailer').shows('Nothing is called that')
  })

  it('finds by all words, and puts first what begins with the first', () => {
    const entries = ['Stop mailer', 'mailer', 'mail queue', 'Conversations'].map(text => ({
      kind: 'x',
      text,
    }))
    const found = (text: string) => fitting(entries, text).map(entry => entry.text)
    expect(found('mail')).toEqual(['mailer', 'mail queue', 'Stop mailer'])
    expect(found('er stop')).toEqual(['Stop mailer'])
    expect(found(' ')).toHaveLength(4)
  })
})

describe('the way through time', () => {
  it('shows any screen as it was, has the time in the address, and comes back', async () => {
    const { open, outside, operations } = await room()
    await outside.pass(10_000)
    const was = outside.now()
    await operations.workers.stop('mailer')
    await outside.pass(10_000)
    const page = await open('?screen=workers&id=mailer')
    page.shows('stopped', 'live')
    page.fill('Go back in time', '100')
    await page.settle()
    page.shows('running', 'past').lacks('Restart')
    expect(page.address).toMatch(/^\/ops\?screen=workers&id=mailer&at=\d+$/)
    page.click('Workers', 'Crons')
    await page.settle()
    expect(page.address).toMatch(/screen=workers&at=\d+$/)
    page.shows('running').click('Back to now')
    await page.settle()
    page.shows('stopped', 'live')
    const past = await open(`?screen=workers&at=${was}`)
    past.shows('running', 'past')
  })

  it('is one step of the history however far one goes, and Back leads to where it began', async () => {
    const { open, outside } = await room()
    await outside.pass(20_000)
    const page = await open('?screen=resources')
    page.click('Workers')
    await page.settle()
    for (const step of ['200', '150', '120', '60']) {
      page.fill('Go back in time', step)
      await page.settle()
    }
    const first = page.address
    page.pass(1000)
    await page.settle()
    expect(page.address).not.toBe(first)
    page.back()
    await page.settle()
    expect(page.address).toBe('/ops?screen=workers')
    page.shows('live').back()
    await page.settle()
    expect(page.address).toBe('/ops?screen=resources')
  })

  it('holds the latest moment still by a key, and lets go by the same', async () => {
    const { open, outside, work } = await room()
    await work('GET /cart')
    await outside.pass(4000)
    const page = await open('?screen=traces')
    page.press('h')
    await page.settle()
    page.shows('past', 'GET /cart')
    await work('GET /later')
    await outside.pass(4000)
    page.lacks('GET /later').press('h')
    await page.settle()
    page.shows('live', 'GET /later')
  })

  it('says when a moment is older than what is kept', async () => {
    const { open, outside } = await room()
    await outside.pass(700_000)
    ;(await open(`?screen=workers&at=${outside.now() - 690_000}`)).shows('older than is kept')
  })
})

describe('a search', () => {
  it('is one step of the history, not one for each letter', async () => {
    const { open } = await room()
    const page = await open('?screen=workers')
    for (const letter of 'mai') {
      page.type('Find a worker', letter)
      await page.settle()
    }
    page.pass(1000)
    await page.settle()
    expect(page.address).toBe('/ops?screen=workers&text=mai')
    page.shows('mailer').lacks('the index is locked').back()
    await page.settle()
    expect(page.address).toBe('/ops?screen=workers')
    page.shows('the index is locked')
  })
})

describe('every screen', () => {
  it('shows something of every place, now and in the past, to operators and viewers', async () => {
    const { desk, outside, work, operations, open } = await room()
    await work('GET /cart')
    await work('POST /orders', 700, new TypeError('no price'))
    operations.limits.allow('sign-in', 'x', 3)
    operations.audit.record({ who: 'ada', what: 'worker.stop', target: 'mailer', before: 1, after: [2] })
    await outside.pass(5000)
    const word = fc.constantFrom('', 'x', '-name', 'name', '0', '2', '99', 'é%', '../x', '__proto__')
    const ids = [
      '',
      'mailer',
      'cache',
      'sign-in',
      '1',
      'constructor',
      ...operations.traces.read().map(({ traceId }) => traceId),
      ...operations.faults.read().map(({ id }) => id),
    ]
    const place = fc.record({
      screen: fc.constantFrom(...SCREENS.map(({ name }) => name)),
      id: fc.constantFrom(...ids),
      q: fc.dictionary(
        fc.constantFrom('text', 'sort', 'page', 'kind', 'status', 'only', 'part', 'verb'),
        word,
      ),
      at: fc.constantFrom(0, 1, outside.now() - 2000, outside.now() + 1e6),
    })
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom('ada', 'eve'), async (drawn, who) => {
        const { data } = lookAt(desk, drawn)
        expect(JSON.parse(JSON.stringify(data ?? null))).toBeDefined()
        const page = await open(queryOf(drawn), who)
        expect(page.html).toMatch(/<main.*<h1/s)
        expect(page.notices).toEqual([])
      }),
      { numRuns: 120 },
    )
  })
})

describe('what is told to readers', () => {
  it('is the name of a screen when it becomes another, and what came of an act', async () => {
    const { open, after } = await room()
    const page = await open()
    page.click('Limits')
    await page.settle()
    expect(page.html).toMatch(/<main[^>]*rp-announce="Limits"/)
    page.click('sign-in')
    await page.settle()
    expect(page.html).toMatch(/<main[^>]*data-name="sign-in · Limits"/)
    page.click('Resources')
    await page.settle()
    page.click('Check cache')
    await after(page)
    expect(page.html).toMatch(/role="status">Checked cache: healthy/)
  })

  it('has its landmarks: a banner, the menu, one main part, and the time', async () => {
    const { open } = await room()
    const { html } = await open()
    for (const landmark of ['<header', '<nav', '<main', 'aria-label="Time"', 'href="#screen"'])
      expect(html).toContain(landmark)
    expect(html.match(/<h1/g)).toHaveLength(1)
  })
})
