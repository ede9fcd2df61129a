import { afterEach, describe, expect, it } from 'vitest'
import type { Handler } from '../../server/handler.ts'
import { outer, served } from '../served.fixture.tsx'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
const serving = () => served(open)

describe('the list of conversations', () => {
  it('shows each with its page, its visitor, its session and how it is', async () => {
    const { visit } = serving()
    const ada = await visit('/room/tea?as=ada')
    await ada.click('fail')
    const page = (await visit('/ops?screen=conversations')).page.text()
    expect(page).toContain(`/room/tea?as=ada shop · ${ada.boot.cid.slice(0, 8)}`)
    expect(page).toContain('connected')
    expect(page).toContain('1 failed')
    expect(page).not.toContain(ada.boot.cid)
  })

  it('finds by words, by state, by age, and by what failed', async () => {
    const { visit, data, outside } = serving()
    const ada = await visit('/room/tea?as=ada')
    await outside.pass(120_000)
    const bob = await visit('/room/pot?as=bob')
    await bob.click('fail')
    await ada.detach()
    await outside.pass(10)
    const found = (query: string) =>
      (data(`screen=conversations&${query}`) as unknown as { rows: { cid: string }[] }).rows.map(
        ({ cid }) => cid,
      )
    expect(found('')).toEqual([bob.boot.cid, ada.boot.cid])
    expect(found('text=TEA')).toEqual([ada.boot.cid])
    expect(found('text=principal:bob')).toEqual([bob.boot.cid])
    expect(found(`text=cid:${ada.boot.cid.slice(0, 6)}`)).toEqual([ada.boot.cid])
    expect(found('text=path:/room+is:away')).toEqual([ada.boot.cid])
    expect(found('state=connected')).toEqual([bob.boot.cid])
    expect(found('age=1m')).toEqual([ada.boot.cid])
    expect(found('idle=1m')).toEqual([ada.boot.cid])
    expect(found('failed=yes')).toEqual([bob.boot.cid])
    expect(found('sort=path')).toEqual([bob.boot.cid, ada.boot.cid])
    expect(found('sort=-path')).toEqual([ada.boot.cid, bob.boot.cid])
    expect(found('text=nothing+of+that')).toEqual([])
  })

  it('has pages of fifty, and says how many there are of all', async () => {
    const { visit, guest, data } = serving()
    for (let i = 0; i < 60; i++) await visit(`/room/${i}`)
    const second = data('screen=conversations&page=2') as unknown as { total: number; rows: unknown[] }
    expect([second.total, second.rows.length]).toEqual([60, 10])
    const page = guest()
    await page.get('/ops?screen=conversations&page=2')
    expect(page.page.text()).toContain('51–60 of 60')
  })

  it('follows what happens', async () => {
    const { visit, outside } = serving()
    const dash = await visit('/ops?screen=conversations')
    expect(dash.page.text()).not.toContain('/room/late')
    await visit('/room/late')
    await outside.pass(500)
    await dash.reads('/room/late')
  })

  it('says of the past how many there were, and that they are not kept', async () => {
    const { visit, guest, operations, outside } = serving()
    const ada = await visit('/room/tea')
    await outside.pass(10_000)
    const at = operations.history.times.at(-1) ?? 0
    await ada.detach()
    await outside.pass(1000)
    for (const query of ['screen=conversations', `screen=conversations&id=${ada.boot.cid}`]) {
      const page = guest()
      await page.get(`/ops?${query}&at=${at}`)
      expect(page.page.text()).toContain('not kept in the past')
      expect(page.page.offers().map(({ label }) => label)).not.toContain('End')
    }
    const page = guest()
    await page.get(`/ops?screen=conversations&at=${at}`)
    expect(page.page.text()).toContain('Connected 1')
  })
})

describe('one conversation', () => {
  it('is shown with its instances, what they know, wait for and listen to, and what happened', async () => {
    const { visit } = serving()
    const ada = await visit('/room/tea?as=ada')
    await ada.click('one')
    await ada.click('ask')
    await ada.click('fail')
    const { page } = await visit(`/ops?screen=conversations&id=${ada.boot.cid}`)
    const text = page.text()
    for (const each of [
      'Conversations /room/tea?as=ada',
      'shop #1 waits for call shop question',
      'shop item #2 key first',
      'state { title: "one", isOn: true }',
      '{ number: (hidden), name: "Ada" }',
      'timer tick',
      'every 1 h 0 min',
      'topic news for heard',
      'shop question',
      'over the page',
      'failed',
    ])
      expect(text).toContain(each)
    expect(text).not.toContain('hidden-1')
  })

  it('that is not here is said to be gone', async () => {
    const { visit } = serving()
    const dash = await visit(`/ops?screen=conversations&id=${'x'.repeat(22)}`)
    expect(dash.page.text()).toContain('There is no such conversation in memory')
  })

  it('says it also where no server was given the operations', async () => {
    const { data, desk } = serving()
    const alone = { ...desk, inspection: () => undefined }
    expect(data('screen=conversations')).toMatchObject({ served: true })
    const { lookAt } = await import('../look.ts')
    const { placeOf } = await import('../place.ts')
    for (const screen of ['conversations', 'timers', 'topics'])
      expect(lookAt(alone, placeOf({ screen })).data).toMatchObject({ served: false, rows: [] })
  })

  it('is bounded, however much it holds', async () => {
    const { visit, data } = serving()
    const ada = await visit('/')
    for (let i = 0; i < 300; i++) await ada.click('add')
    const one = data(`screen=conversations&id=${ada.boot.cid}`)
    expect(JSON.stringify(one).length).toBeLessThan(60_000)
  })
})

describe('a recorded conversation', () => {
  it('can be done again, and says whether the same came of it', async () => {
    const { visit, outside } = serving()
    const ada = await visit('/')
    const dash = await visit(`/ops?screen=conversations&id=${ada.boot.cid}`)
    await dash.click('Record')
    await dash.reads('its last 100 events are kept')
    await ada.click('add')
    await ada.click('add')
    await outside.pass(300)
    await dash.reads('Stop recording')
    await dash.click('Replay')
    await outside.pass(300)
    await dash.reads('the same came of 2 of 2 events')
    await dash.click('Stop recording')
    await outside.pass(300)
    expect(dash.page.text()).not.toContain('the same came of')
  })

  it('says which event went otherwise, and where that shows', async () => {
    const { visit, audited, outside, inspection } = serving()
    const ada = await visit('/')
    inspection.record(ada.boot.cid)
    await ada.click('add')
    await ada.click('luck')
    outer.luck = 7
    const dash = await visit(`/ops?screen=conversations&id=${ada.boot.cid}`)
    await dash.click('Replay')
    await dash.reads('Event 2 went otherwise, at state of shop 1.n')
    await outside.pass(300)
    outer.luck = 1
    await dash.reads('Event 2 went otherwise when it was done again, at state of shop 1.n')
    expect(dash.page.html()).toContain(`href="?screen=conversations&id=${ada.boot.cid}&moment=2"`)
    expect(audited()).toMatchObject({ what: 'conversation.replay', target: ada.boot.cid, why: null })
  })

  it('shows a moment: before and after one event, with what changed marked', async () => {
    const { visit, guest, inspection } = serving()
    const ada = await visit('/')
    inspection.record(ada.boot.cid)
    await ada.click('add')
    await ada.click('add')
    const page = guest()
    const response = await page.get(`/ops?screen=conversations&id=${ada.boot.cid}&moment=2`)
    const html = await response.text()
    expect(html.match(/<span class='value differs'><b>state<\/b> <code>{ n: [12], /g)).toHaveLength(2)
    const text = page.page.text()
    expect(text).toContain('add of shop')
    expect(text).toContain('1 instance stayed as before')
    expect(text).toContain('Earlier')
    expect(text).not.toContain('Later')
    await page.get(`/ops?screen=conversations&id=${ada.boot.cid}&moment=99`)
    expect(page.page.text()).toContain('This event is not recorded')
  })
})

describe('an operator of conversations', () => {
  const verbs = [
    'conversation.end',
    'conversation.fork',
    'conversation.record',
    'conversation.unrecord',
    'conversation.replay',
  ]

  it('ends one after a question, and it is written down', async () => {
    const { visit, inspection, audited, outside } = serving()
    const ada = await visit('/room/tea?as=ada')
    const dash = await visit(`/ops?screen=conversations&id=${ada.boot.cid}`)
    await dash.click('End')
    await dash.reads('End this conversation?')
    expect(inspection.look(ada.boot.cid)).toBeDefined()
    await dash.click('End', 1)
    await ada.until(({ event }) => event === 'gone')
    await outside.pass(200)
    await dash.reads('There is no such conversation in memory')
    expect(audited()).toMatchObject({
      who: 'somebody',
      what: 'conversation.end',
      target: ada.boot.cid,
      before: { path: '/room/tea?as=ada', principal: '"ada"', state: 'connected' },
      after: null,
      why: null,
    })
  })

  it('opens a copy that is bound to the dashboard, and to nobody else', async () => {
    const { visit, guest, does, audited } = serving()
    const ada = await visit('/')
    await ada.click('add')
    const dash = await visit('/ops')
    const did = await does({ do: 'conversation.fork', target: ada.boot.cid }, {}, { cid: dash.boot.cid })
    if (!did.done || did.go === undefined) throw new Error('not forked')
    expect((await guest().get(did.go)).status).toBe(410)
    const own = guest()
    own.cookie = dash.cookie
    await own.get(did.go)
    expect(own.page.text()).toContain('n is 1')
    expect(audited()).toMatchObject({
      what: 'conversation.fork',
      target: ada.boot.cid,
      before: { path: '/' },
    })
  })

  it('records, and stops, with what was before and after written down', async () => {
    const { visit, does, audited } = serving()
    const ada = await visit('/')
    const target = ada.boot.cid
    expect(await does({ do: 'conversation.record', target })).toMatchObject({ done: true })
    expect(audited()).toMatchObject({ who: 'ada', before: { recorded: false }, after: { recorded: true } })
    expect(await does({ do: 'conversation.record', target })).toMatchObject({ done: false })
    expect(audited()).toMatchObject({ why: 'It is recorded already.', after: undefined })
    expect(await does({ do: 'conversation.unrecord', target })).toMatchObject({ done: true })
    expect(audited()).toMatchObject({ before: { recorded: true }, after: { recorded: false } })
  })

  it('is told why something was not done', async () => {
    const { visit, does, inspection } = serving()
    const ada = await visit('/')
    for (const verb of verbs)
      expect(await does({ do: verb, target: 'x'.repeat(22) })).toMatchObject({ done: false })
    expect(await does({ do: 'conversation.replay', target: ada.boot.cid })).toMatchObject({
      why: 'it is not recorded',
    })
    inspection.record(ada.boot.cid)
    expect(await does({ do: 'conversation.replay', target: ada.boot.cid })).toMatchObject({
      why: 'nothing happened since it is recorded',
    })
  })

  it('is needed: a viewer sees no acts, does none, and that is written down', async () => {
    const { visit, guest, does, audited, inspection } = serving()
    const ada = await visit('/')
    const page = guest()
    await page.get(`/ops?screen=conversations&id=${ada.boot.cid}&as=eve`)
    for (const word of ['End', 'Open a copy', 'Record'])
      expect(page.page.offers().map(each => each.label)).not.toContain(word)
    for (const verb of [...verbs, 'topic.publish']) {
      const did = await does({ do: verb, target: ada.boot.cid }, { message: '1' }, { principal: 'eve' })
      expect(did).toEqual({ done: false, why: 'only operators may do that' })
      expect(audited()).toMatchObject({ what: verb, why: 'only operators may do that' })
    }
    expect(inspection.look(ada.boot.cid)?.recorded).toBe(false)
    expect(inspection.topics({ topic: ada.boot.cid }).total).toBe(0)
  })
})

describe('a server where nothing happens', () => {
  // In the list of conversations a sign of life is seen for the moment that its few bytes wait.
  const places = [
    ['conversations', 4],
    ['conversations&sort=-active', 4],
    ['timers', 0],
    ['topics', 0],
  ] as const

  it.each(places)('leaves an open dashboard at %s alone', async (screen, most) => {
    const { visit, outside, inspection } = serving()
    await visit('/')
    const dash = await visit(`/ops?screen=${screen}`)
    // Rates fall to nothing in the minute after the last of them.
    await outside.pass(90_000)
    const [frames, { events }] = [dash.frames.length, inspection.read()]
    await outside.pass(20_000)
    const patches = dash.frames.slice(frames).filter(({ event }) => event === 'patch')
    expect(patches.length).toBeLessThanOrEqual(most)
    expect(inspection.read().events).toBe(events)
  })

  it('sends it no more than one patch a second where it looks at itself, and what it shows stays small', async () => {
    const { visit, outside, inspection, data } = serving()
    const dash = await visit('/ops?screen=conversations')
    await dash.click(dash.page.offers().find(({ label }) => label.startsWith('/ops'))?.label ?? '')
    await outside.pass(3000)
    expect(dash.page.text()).toContain('ops dashboard /ops')
    const frames = dash.frames.length
    const size = () => JSON.stringify(data(`screen=conversations&id=${dash.boot.cid}`)).length
    const before = size()
    const { events } = inspection.read()
    await outside.pass(20_000)
    expect(dash.frames.slice(frames).filter(({ event }) => event === 'patch').length).toBeLessThanOrEqual(21)
    expect(inspection.read().events).toBe(events)
    expect(size()).toBeLessThan(before + 200)
  })
})
