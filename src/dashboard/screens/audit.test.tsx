import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { room } from '../desk.fixture.tsx'
import { perform } from '../verbs.ts'
import { differences } from './diff.ts'

describe('the audit log', () => {
  it('shows who did what to what, what it was before and after, and why something was not done', async () => {
    const { open, desk } = await room()
    const fields = { count: '9', unit: 'second' }
    await perform(desk, { do: 'limit.override', target: 'sign-in' }, fields, { cid: '', principal: 'ada' })
    await perform(desk, { do: 'worker.stop', target: 'mailer' }, {}, { cid: '', principal: 'eve' })
    const page = await open('?screen=audit')
    page.shows('ada', 'Overrode', 'sign-in', 'effective.rate', '2/minute', '9/second')
    page.shows('eve', 'Stop', 'not done', 'only operators may do that')
    ;(await open('?screen=audit&only=refused')).shows('eve').lacks('Overrode')
    ;(await open('?screen=audit&area=limit')).shows('Overrode').lacks('eve')
    ;(await open('?screen=audit&text=mailer')).shows('eve').lacks('Overrode')
  })

  it('leads from a verb to all of its kind, from an entry to its whole, and from its target to that', async () => {
    const { open, desk } = await room()
    const by = { cid: '', principal: 'ada' }
    await perform(desk, { do: 'resource.check', target: 'cache' }, {}, by)
    await perform(desk, { do: 'worker.restart', target: 'mailer' }, {}, by)
    const page = await open('?screen=audit')
    page.click('Checked')
    await page.settle()
    page.shows('Only resource.check').lacks('Restarted')
    page.click('1')
    await page.settle()
    expect(page.address).toBe('/ops?screen=audit&id=1')
    page.shows('Before', '"status": "healthy"').click('cache', 'Target')
    await page.settle()
    expect(page.address).toBe('/ops?screen=resources&id=cache')
  })

  it('says what will stand there while nothing does', async () => {
    const { open } = await room()
    ;(await open('?screen=audit')).shows('What operators do stands here')
  })
})

describe('differences of JSON', () => {
  it('are those of its fields', () => {
    expect(differences('{"a":1,"b":"x","c":[1]}', '{"a":1,"b":"y","d":null}')).toEqual([
      { name: 'b', before: 'x', after: 'y' },
      { name: 'c', before: '[1]', after: null },
      { name: 'd', before: null, after: 'null' },
    ])
  })

  it('are told of what is inside, and not of a null that was opened; times as such', () => {
    const one = '{"effective":{"rate":"5/minute"},"override":null}'
    const two = '{"effective":{"rate":"7/minute"},"override":{"rate":"7/minute","until":1795345560723}}'
    expect(differences(one, two)).toEqual([
      { name: 'effective.rate', before: '5/minute', after: '7/minute' },
      { name: 'override.rate', before: null, after: '7/minute' },
      { name: 'override.until', before: null, after: '2026-11-22 11:06:00 UTC' },
    ])
  })

  it('are the texts where they were cut or are no objects', () => {
    expect(differences('{"a":', '3')).toEqual([{ name: '', before: '{"a":', after: '3' }])
    expect(differences(null, '{"a":1}')).toEqual([{ name: 'a', before: null, after: '1' }])
  })

  it('are none between equals, and never throw', () => {
    const text = fc.option(fc.oneof(fc.string(), fc.json()))
    fc.assert(
      fc.property(text, text, (one, two) => {
        expect(differences(one, one)).toEqual([])
        expect(Array.isArray(differences(one, two))).toBe(true)
      }),
    )
  })
})
