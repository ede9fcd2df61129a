import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spanOf, wantedOf } from './finding.ts'

const wanted = (q: Readonly<Record<string, string>>) =>
  wantedOf({ screen: 'conversations', id: '', q, at: 0 })

describe('what conversations are looked for', () => {
  it('is said by words with a colon, and the rest is searched for anywhere', () => {
    expect(
      wanted({ text: 'tea path:/room principal:ada session:1a2b cid:xY age:2h idle:30s is:away pot' }),
    ).toEqual({
      text: 'tea pot',
      path: '/room',
      principal: 'ada',
      session: '1a2b',
      cid: 'xY',
      ageMs: 7_200_000,
      idleMs: 30_000,
      state: 'away',
      sort: 'since',
      reverse: false,
    })
  })

  it('is chosen by links, too', () => {
    expect(wanted({ state: 'resting', age: '1d', idle: '10m', failed: 'yes' })).toMatchObject({
      state: 'resting',
      ageMs: 86_400_000,
      idleMs: 600_000,
      failed: true,
    })
  })

  it('leaves a word that means nothing in the text, and an address that says nonsense finds all', () => {
    expect(wanted({ text: 'age:soon is:blue http://x' })).toMatchObject({ text: 'age:soon is:blue http://x' })
    expect(wanted({ state: 'blue', age: 'soon', sort: 'toString' })).toEqual({
      sort: 'since',
      reverse: false,
    })
  })

  it('sorts numbers down and paths up, unless it is to be the other way', () => {
    expect(wanted({ sort: '-events' })).toMatchObject({ sort: 'events', reverse: false })
    expect(wanted({ sort: 'events' })).toMatchObject({ sort: 'events', reverse: true })
    expect(wanted({ sort: 'path' })).toMatchObject({ sort: 'path', reverse: false })
    expect(wanted({ sort: '-path' })).toMatchObject({ sort: 'path', reverse: true })
  })

  it('loses no word that somebody typed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const found = wanted({ text })
        const words = text.split(/\s+/).filter(word => word !== '' && !word.includes(':'))
        expect((found.text ?? '').split(' ').filter(word => word !== '' && !word.includes(':'))).toEqual(
          words,
        )
      }),
    )
  })

  it('knows spans of seconds, minutes, hours and days', () => {
    expect(['5', '5s', '5m', '5h', '5d', '5x', '', undefined].map(spanOf)).toEqual([
      5000,
      5000,
      300_000,
      18_000_000,
      432_000_000,
      undefined,
      undefined,
      undefined,
    ])
  })
})
