import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Cards } from './cards.tsx'
import { Feed } from './feed.tsx'
import { Like } from './like.tsx'
import { Palette } from './palette.tsx'
import { PLANETS } from './planets.ts'

describe('a heart', () => {
  it('counts, and counts back', () => {
    const like = talk(Like, { what: 'tea', likes: 3 }).click('like tea').shows('4')
    expect(like.html).toContain('aria-pressed="true"')
    like.click('like tea').shows('3')
  })

  it('that is closed stays as it is', () => {
    const like = talk(Like, { what: 'tea', likes: 3, isClosed: true })
    const { html } = like
    expect(like.click('like tea').html).toBe(html)
  })
})

describe('a palette', () => {
  it('is opened by a key, searched, and gone through with arrows', () => {
    const palette = talk(Palette).press('ctrl+k').type('a name', 'hana').shows('Hana A. Abel').lacks('Ada')
    palette.press('ArrowDown', 'a name').press('ArrowDown', 'a name').press('ArrowUp', 'a name')
    palette.press('Enter', 'a name').shows('Hana A. Bianchi is chosen.')
    palette.press('/').press('Escape', 'a name').shows('Hana A. Bianchi is chosen.')
    palette
      .press('meta+k')
      .fill('a name', 'nobody at all')
      .press('Enter', 'a name')
      .shows('Hana A. Bianchi is')
  })

  it('takes a click as well', () => {
    talk(Palette).click('Find somebody').click('Ada A. Abel').shows('Ada A. Abel is chosen.')
  })
})

describe('a feed', () => {
  it('goes on where it ended, and ends', () => {
    const feed = talk(Feed)
    const rows = (): number => feed.html.split('<li').length - 1
    expect(rows()).toBe(20)
    feed.scrollTo('More')
    expect(rows()).toBe(40)
    for (let i = 2; i < 50; i++) feed.scrollTo('More')
    expect(rows()).toBe(1000)
    feed.shows('That was everybody.').lacks('More')
  })
})

describe('cards', () => {
  it('are in the order that was asked for', () => {
    const cards = talk(Cards)
    const names = (): string[] => [...cards.html.matchAll(/<b>(\w+)<\/b>/g)].map(([, name = '']) => name)
    expect(names()).toEqual(PLANETS.map(({ name }) => name))
    cards.click('by name')
    expect(names()).toEqual(PLANETS.map(({ name }) => name).toSorted())
    cards.click('by size')
    expect(names()[0]).toBe('Mercury')
  })
})
