import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { AddressCounter, whichNumber } from './at.tsx'
import { Calendar, whichMonth } from './calendar.tsx'
import { Columns, whichPlace } from './columns.tsx'
import { Level } from './crumbs.tsx'
import { Paginated, whichPage } from './paginated.tsx'
import { Tabs } from './tabs.tsx'

describe('pages', () => {
  it('are turned one by one, or to either end', () => {
    const list = talk(Paginated, whichPage.parse({})).shows('1 to 10 of 1000 people, page 1 of 100')
    expect(() => list.click('Previous')).toThrow(/is disabled/)
    list
      .click('Next')
      .click('Next')
      .shows('21 to 30 of')
      .click('Last')
      .shows('991 to 1000 of', 'page 100 of 100')
    expect(() => list.click('Next')).toThrow(/is disabled/)
    list.click('Previous').shows('981 to 990 of').click('First').shows('1 to 10 of')
  })

  it.each([
    ['10', '25', '91 to 100', '76 to 100'],
    ['10', '50', '91 to 100', '51 to 100'],
    ['50', '10', '451 to 500', '451 to 460'],
  ])('of %s rows become pages of %s around whoever is at the top', (from, to, before, after) => {
    const list = talk(Paginated, whichPage.parse({})).choose('Rows on a page', from)
    for (let page = 1; page < 10; page++) list.click('Next')
    list.shows(before).restart().choose('Rows on a page', to).shows(after)
  })
})

describe('the address of pages', () => {
  it('says which page, and leads back and forward', () => {
    const list = talk(Paginated, whichPage.parse({}), { path: '/pages' })
      .click('Next')
      .choose('Rows on a page', '25')
    expect(list.click('Next').address).toBe('/pages?page=2&size=25')
    expect(list.back().back().shows('11 to 20').address).toBe('/pages?page=2&size=10')
    expect(list.back().shows('1 to 10').address).toBe('/pages')
    expect(list.restart().forward().forward().forward().shows('26 to 50').address).toBe(
      '/pages?page=2&size=25',
    )
  })

  it.each([
    [{ page: '39', size: '25' }, '951 to 975'],
    [{ page: '2' }, '11 to 20'],
    [{ page: '41', size: '25' }, '976 to 1000'],
    [{ page: '-3', size: '7' }, '1 to 10'],
    [{ page: 'x', size: '' }, '1 to 10'],
    [{ page: '1.9' }, '1 to 10'],
    [{ page: 'Infinity' }, '1 to 10'],
    [{ page: '9999' }, '991 to 1000'],
  ])('that says %o is opened at %s', (query, shown) => {
    talk(Paginated, whichPage.parse(query)).shows(`${shown} of`)
  })
})

describe('tabs', () => {
  it('hide what they do not show, and keep it', () => {
    const tabs = talk(Tabs).click('one more').click('Calculate').click('7').lacks('Pause')
    tabs.restart().click('Count')
    expect(tabs.text).toMatch(/Time − 1 \+$/)
    tabs.click('Time').shows('00:00:00').pass(5000).shows('00:00:05').click('Note').pass(5000)
    tabs.click('Time').shows('00:00:10').lacks('Clear')
  })
})

describe('the address of tabs', () => {
  it('says which one is shown', () => {
    const tabs = talk(Tabs, {}, { path: '/tabs' }).click('Time').click('Calculate')
    expect(tabs.address).toBe('/tabs/Calculate')
    tabs.pass(3000).back().shows('00:00:03')
    expect(tabs.address).toBe('/tabs/Time')
    talk(Tabs, { shown: 'Time' }).shows('Pause')
    for (const shown of ['Nothing', 'toString', '__proto__']) talk(Tabs, { shown }).lacks('Pause', 'Clear')
  })
})

describe('columns', () => {
  it('open with each choice, and close behind another one', () => {
    const columns = talk(Columns, whichPlace.parse({})).shows('Choose a continent.').lacks('Norway')
    columns.click('Europe').shows('Norway').click('Norway').shows('Oslo').click('Oslo')
    columns.shows('Europe › Norway › Oslo').restart().click('Asia').shows('Japan').lacks('Norway', 'Oslo')
  })
})

describe('the address of columns', () => {
  it('says the path, and boots as much of one as there is', () => {
    const columns = talk(Columns, whichPlace.parse({}), { path: '/columns' })
      .click('America')
      .click('Mexico')
      .click('Mérida')
    expect(columns.address).toBe('/columns?in=America/Mexico/M%C3%A9rida')
    expect(columns.back().lacks('› Mérida').address).toBe('/columns?in=America/Mexico')
    talk(Columns, { in: 'America/Mexico/Mérida' }).shows('America › Mexico › Mérida')
    talk(Columns, { in: 'America/Atlantis/Mérida' }).shows('Canada').lacks('Oaxaca')
    talk(Columns, { in: '' }).shows('Choose a continent.')
  })
})

describe('breadcrumbs', () => {
  it('lead back to any of those who wait', () => {
    const level = talk(Level).click('Europe').click('Norway').shows('World Europe Norway Bergen')
    level.restart().click('World').shows('Africa America Asia Europe').lacks('Norway', 'You chose')
    level.click('Asia').click('Japan').click('Asia').shows('World Asia India').lacks('Kyoto')
  })

  it('are gone back by the browser as well, and forward again', () => {
    const level = talk(Level).click('Europe').click('Norway').back().shows('World Europe Greece')
    level.forward().shows('Bergen').back().back().shows('Africa').lacks('Greece').click('Asia').shows('Japan')
  })

  it('carry an answer all the way up', () => {
    talk(Level)
      .click('Europe')
      .click('Portugal')
      .click('Porto')
      .shows('You chose Porto.', 'Africa')
      .lacks('Lisbon')
  })
})

describe('a counter in the address', () => {
  it('is gone back step by step, and begins at what the address says', () => {
    const counter = talk(AddressCounter, whichNumber.parse({}), { path: '/at' })
    for (const at of ['/at?n=1', '/at?n=2', '/at?n=3']) expect(counter.click('one more').address).toBe(at)
    expect(counter.back().back().restart().shows('1').address).toBe('/at?n=1')
    expect(counter.click('one less').shows('0').address).toBe('/at')
    expect(() => counter.forward()).toThrow(/nothing ahead/)
    talk(AddressCounter, whichNumber.parse({ n: '-7' })).shows('-7')
    talk(AddressCounter, whichNumber.parse({ n: 'many' })).shows('− 0 +')
  })
})

describe('a calendar', () => {
  const now = Date.UTC(2026, 10, 22)
  const open = (month?: string, path = '/calendar') =>
    talk(Calendar, whichMonth.parse({ month }), { now, path })

  it('begins at the present month, and turns the year', () => {
    const calendar = open().shows('November 2026').click('the month after').click('the month after')
    expect(calendar.shows('January 2027').address).toBe('/calendar?month=2027-01')
    expect(calendar.back().back().shows('November 2026').address).toBe('/calendar?month=2026-11')
    calendar.click('the month before').shows('October 2026')
  })

  it('keeps the day that was picked', () => {
    const calendar = open('2000-02').click('2000-02-29').click('the month after').shows('March 2000')
    calendar.back().shows('February 2000', 'You picked 2000-02-29.')
  })

  it.each([
    ['2026-11', '1 2 3 4 5 6 7 8', 30, 6],
    ['2027-02', '1 2 3 4 5 6 7 8', 28, 4],
    ['2000-02', '1 2 3 4 5 6 7 8', 29, 5],
    ['2027-03', '1 2 3 4 5 6 7 8', 31, 5],
  ])('has in %s all its days, in weeks from Monday', (month, days, count, weeks) => {
    const { html, text } = open(month)
    expect(text).toContain(`Su ${days}`)
    expect(html.match(new RegExp(`aria-label="?${month}-\\d\\d`, 'g'))).toHaveLength(count)
    expect(html.match(/<tr>/g)).toHaveLength(weeks + 1)
  })

  it.each(['2026-13', '26-01', 'November', ''])('takes %o for no month at all', month => {
    open(month).shows('November 2026')
  })

  it('ends where four digits do', () => {
    open('9999-12').click('the month after').shows('December 9999')
    open('1000-01').click('the month before').shows('January 1000')
  })
})
