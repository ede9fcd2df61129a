import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { AddressCounter, whichNumber } from './at.tsx'
import { Calendar, whichMonth } from './calendar.tsx'
import { Columns, whichPlace } from './columns.tsx'
import { Level } from './crumbs.tsx'
import { Notes, whichNotes } from './notes.tsx'
import { NOTES } from './notes-texts.ts'
import { Paginated, whichPage } from './paginated.tsx'
import { Reading, whichBooks } from './reading.tsx'
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

describe('a reading list', () => {
  const open = (query = {}) => talk(Reading, whichBooks.parse(query), { path: '/reading' })
  /** What stands under the shelf, in its order. */
  const listed = ({ html }: { html: string }) =>
    [...html.replace(/^.*<ol/s, '').matchAll(/<cite>(.*?)<.cite>/g)].map(([, title]) => title)

  it('is taken from the shelf, one by one, and Back puts the last one back', () => {
    const list = open().shows('Nothing to read yet').click('take Emma').click('take The Nose')
    expect(list.shows('Read 0 of 2').address).toBe('/reading?list=1,3')
    expect(list.back().shows('Read 0 of 1').address).toBe('/reading?list=1')
    expect(list.restart().forward().click('take Emma').shows('Read 0 of 1').address).toBe('/reading?list=3')
    expect(list.click('remove The Nose').address).toBe('/reading')
  })

  it('is found on the shelf by parts of titles and authors', () => {
    const list = open().shows('The first 5 of 20').fill('find books', ' JEROME ').shows('Found: 1')
    expect(list.click('take Three Men').lacks('Emma').address).toBe('/reading?list=12')
    list.fill('find books', 'nothing of the kind').shows('Found: 0', 'Three Men in a Boat')
  })

  it('is put into another order, and ends where it ends', () => {
    const list = open({ list: '3,1,7' })
      .click('move Alice in Wonderland up')
      .click('move Alice in Wonderland up')
    expect(listed(list)).toEqual(['Alice in Wonderland', 'The Nose', 'Emma'])
    expect(() => list.click('move Alice in Wonderland up')).toThrow(/does nothing/)
    expect(() => list.click('move Emma down')).toThrow(/does nothing/)
    expect(list.click('move The Nose down').address).toBe('/reading?list=7,1,3')
  })

  it('says what is read, and forgets that with the book', () => {
    const list = open({ list: '3,1,7', read: '1' }).shows('Read 1 of 3').check('The Nose is read')
    expect(list.address).toBe('/reading?list=3,1,7&read=1,3')
    list.check('Emma is read', false).shows('Read 1 of 3').click('remove The Nose').shows('Read 0 of 2')
    expect(list.click('take The Nose').shows('Read 0 of 3').address).toBe('/reading?list=1,7,3')
  })

  it.each([
    [{ list: '3,3,99,x,,1.5,-1,1', read: '7,1' }, ['The Nose', 'Emma'], 'Read 1 of 2'],
    [{ list: ['1', '2'] }, [], 'Nothing to read yet'],
    [{ read: '1' }, [], 'Nothing to read yet'],
  ])('is of an address that says %o what makes sense in it', (query, titles, shown) => {
    expect(listed(open(query).shows(shown))).toEqual(titles)
  })
})

describe('notes', () => {
  const open = (names?: string) => talk(Notes, whichNotes.parse({ open: names }), { path: '/notes' })
  const titles = ({ html }: { html: string }) =>
    [...html.matchAll(/<h3.*?>(.*?)<.h3>/g)].map(([, title]) => title)

  it('open at the right of where the link stands, and close what was further right', () => {
    const notes = open()
    expect(titles(notes)).toEqual(['Welcome'])
    notes.click('state').click('restart')
    expect(titles(notes)).toEqual(['Welcome', 'State', 'Restarts'])
    expect(notes.address).toBe('/notes?open=welcome,state,restart')
    expect(titles(notes.click('answers'))).toEqual(['Welcome', 'Answers'])
  })

  it('are gone back and forward by the browser, with what was jotted down', () => {
    const notes = open().fill('a remark on Welcome', 'here').click('state').fill('a remark on State', 'there')
    notes.click('all of State').back().restart().lacks('Nobody changes it')
    expect([notes.address, notes.value('a remark on Welcome')]).toEqual(['/notes?open=welcome', 'here'])
    expect(titles(notes.forward())).toEqual(['Welcome', 'State'])
    notes.lacks('Nobody changes it').click('all of State').shows('Nobody changes it')
    expect(notes.value('a remark on State')).toBe('there')
  })

  it('come along with all they have when they are linked to again', () => {
    const notes = open('state,answers').fill('a remark on State', 'mine').click('state')
    expect(titles(notes)).toEqual(['Answers', 'State'])
    expect(notes.value('a remark on State')).toBe('mine')
  })

  it('are closed from the right, and the last one stays', () => {
    const notes = open('welcome,state,view').click('Close').click('Close')
    expect(titles(notes)).toEqual(['Welcome'])
    expect(() => notes.click('Close')).toThrow(/no "Close"/)
    expect(notes.back().address).toBe('/notes?open=welcome,state')
  })

  it.each([
    ['welcome,answers', ['Welcome', 'Answers']],
    ['time', ['Time']],
    ['state,state,toString,__proto__,,', ['State']],
    ['', ['Welcome']],
  ])('of the address %o are opened as far as there are any', (names, shown) => {
    expect(titles(open(names))).toEqual(shown)
  })

  it('lead nowhere but to notes, and to all of them', () => {
    const links = Object.entries(NOTES).flatMap(([from, { text }]) =>
      text.flat().flatMap(piece => (typeof piece === 'string' ? [] : [{ from, to: piece.to }])),
    )
    expect(links.filter(({ from, to }) => from === to || !Object.hasOwn(NOTES, to))).toEqual([])
    expect(new Set(['welcome', ...links.map(({ to }) => to)])).toEqual(new Set(Object.keys(NOTES)))
  })
})
