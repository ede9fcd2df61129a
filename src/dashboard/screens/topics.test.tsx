import { afterEach, describe, expect, it } from 'vitest'
import type { Handler } from '../../server/handler.ts'
import { entriesOf } from '../entries.ts'
import { served } from '../served.fixture.tsx'

const open: Handler[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
const serving = () => served(open)

describe('topics', () => {
  it('are listed with who listens, what was published, and how many it reached', async () => {
    const { visit, guest } = serving()
    const ada = await visit('/')
    await visit('/room/tea')
    await ada.click('say')
    const page = guest()
    await page.get('/ops?screen=topics')
    expect(page.page.text()).toContain('news 2 1 2')
    await page.get('/ops?screen=topics&id=news')
    expect(page.page.text()).toContain(ada.boot.cid)
    await page.get('/ops?screen=topics&id=olds')
    expect(page.page.text()).toContain('Nobody listens at present')
  })

  it('sort both ways', async () => {
    const { visit, data, inspection } = serving()
    await visit('/')
    inspection.publish('alone', 1)
    const names = (sort: string) =>
      (data(`screen=topics&sort=${sort}`) as unknown as { rows: { topic: string }[] }).rows.map(
        ({ topic }) => topic,
      )
    expect(names('-subscribers')).toEqual(['news', 'alone'])
    expect(names('subscribers')).toEqual(['alone', 'news'])
    expect(names('topic')).toEqual(['alone', 'news'])
    expect(names('-topic')).toEqual(['news', 'alone'])
    expect(names('nonsense')).toEqual(['news', 'alone'])
  })

  it('are published to by a form, which says how many heard it', async () => {
    const { visit, audited, outside } = serving()
    const ada = await visit('/')
    const dash = await visit('/ops?screen=topics&id=news')
    await dash.submit({ do: 'topic.publish', target: 'news', message: '{ "text": "from above" }' })
    await dash.reads('Published to news: 1 heard it')
    await ada.reads('from above')
    expect(audited()).toMatchObject({
      what: 'topic.publish',
      target: 'news',
      before: { published: 0, reached: 0 },
      after: { published: 1, reached: 1, message: '{ "text": "from above" }' },
    })
    await outside.pass(500)
    await dash.reads('Published 1 messages')
  })

  it('are not published to with what is no JSON, too much, or nothing', async () => {
    const { does, inspection } = serving()
    const why = async (target: string, message: string) => {
      const did = await does({ do: 'topic.publish', target }, { message })
      return did.done ? '' : did.why
    }
    expect(await why('news', '{bad')).toContain('that is no JSON')
    expect(await why('news', ' ')).toBe('write the message, as JSON')
    expect(await why('news', `"${'x'.repeat(20_000)}"`)).toContain('at most 20,000 characters')
    expect(await why(' ', '1')).toBe('name the topic')
    expect(await why('x'.repeat(201), '1')).toContain('at most 200')
    expect(inspection.read().published).toBe(0)
  })
})

describe('timers', () => {
  it('are listed with the next one first, by component, event and conversation', async () => {
    const { visit, guest, outside, data } = serving()
    const ada = await visit('/')
    await outside.pass(60_000)
    const bob = await visit('/room/tea')
    const rows = (query: string) =>
      (data(`screen=timers&${query}`) as unknown as { rows: { cid: string; due: number }[] }).rows
    expect(rows('').map(({ cid }) => cid)).toEqual([ada.boot.cid, bob.boot.cid])
    expect((rows('')[0]?.due ?? 0) - outside.now()).toBe(3_540_000)
    expect(rows(`text=${bob.boot.cid}`)).toHaveLength(1)
    expect(rows('text=shop.tick')).toHaveLength(2)
    expect(rows('within=59m')).toHaveLength(1)
    const page = guest()
    await page.get('/ops?screen=timers')
    expect(page.page.text()).toContain('1 h 0 min')
  })
})

describe('the palette', () => {
  it('offers topics and the latest conversations, and acts to operators alone', async () => {
    const { visit, desk } = serving()
    const ada = await visit('/room/tea')
    const all = entriesOf(desk, 'operator')
    expect(all).toContainEqual({ kind: 'topic', text: 'news', go: { screen: 'topics', id: 'news' } })
    expect(all).toContainEqual({
      kind: 'act',
      text: `End /room/tea ${ada.boot.cid.slice(0, 8)}`,
      act: { do: 'conversation.end', target: ada.boot.cid },
    })
    expect(entriesOf(desk, 'viewer').filter(({ kind }) => kind === 'act')).toEqual([])
  })
})
