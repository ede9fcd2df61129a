import { component } from 'repartee'
import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Rows } from './rows.tsx'
import { Sortable, whichOrder } from './sortable.tsx'
import { Todo } from './todo.tsx'
import { Tree } from './tree.tsx'

describe('rows', () => {
  it('are removed after a yes, kept after a no, and loaded while the page goes on', () => {
    const rows = talk(Rows).click('remove bread').click('No').shows('bread')
    rows.click('remove bread').click('Yes').lacks('bread')
    rows
      .click('Load afresh')
      .click('remove dill')
      .click('Yes')
      .lacks('dill')
      .finish(['eggs', 'dill'])
      .shows('eggs')
  })
})

describe('what is to do', () => {
  it('is added, ticked off and removed', () => {
    const list = talk(Todo).fill('what is to do', '  Sleep ').click('Add')
    expect(list.value('what is to do')).toBe('')
    list.check('Sleep').click('remove Water the plants').restart()
    expect(list.value('Sleep')).toBe(true)
    list.lacks('Water the plants').click('remove Answer').click('remove Learn').click('remove Sleep')
    list.shows('Nothing left to do.')
  })

  it('is edited in several places at once, each with its own end', () => {
    const list = talk(Todo).check('Learn a new word').click('edit Water').click('edit Learn')
    list
      .fill('new text of Learn a new word', 'Learn two words')
      .fill('new text of Water the plants', 'never mind')
    list.click('Save', 1).restart().shows('Learn two words')
    expect(list.value('Learn two words')).toBe(true)
    list.click('Cancel').shows('Water the plants').lacks('never mind')
  })
})

describe('a table', () => {
  const rows = ({ html }: { html: string }): string[] =>
    [...html.matchAll(/<th scope="?row"?>([^<]*)/g)].map(([, name = '']) => name)
  const sorted = ({ html }: { html: string }): string[] =>
    [...html.matchAll(/aria-sort="?(\w+)/g)].map(([, how = '']) => how)

  it('is in its own order at first, then in that of a column, then the other way round', () => {
    const table = talk(Sortable, whichOrder.parse({}))
    expect(rows(table)).toEqual('Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune'.split(' '))
    table.click('Planet')
    expect(rows(table)).toEqual('Earth Jupiter Mars Mercury Neptune Saturn Uranus Venus'.split(' '))
    table.click('Diameter').click('Diameter')
    expect(rows(table)).toEqual('Jupiter Saturn Uranus Neptune Earth Venus Mars Mercury'.split(' '))
    expect(sorted(table)).toEqual(['none', 'descending', 'none', 'none'])
    table.restart().click('Moons')
    expect(sorted(table)).toEqual(['none', 'none', 'ascending', 'none'])
  })

  it('shows what is found, by any letters of the name', () => {
    const table = talk(Sortable, whichOrder.parse({})).type('find planets', 'uS')
    expect(rows(table.shows('2 of 8 planets'))).toEqual(['Venus', 'Uranus'])
    table.fill('find planets', 'Pluto').shows('0 of 8 planets')
  })
})

describe('the address of a table', () => {
  it('says its order, and leads back', () => {
    const table = talk(Sortable, whichOrder.parse({}), { path: '/table' })
      .click('Moons')
      .click('Moons')
      .fill('find planets', 'us')
    expect(table.address).toBe('/table?by=moons&order=descending')
    expect(table.back().address).toBe('/table?by=moons&order=ascending')
    expect(table.back().address).toBe('/table')
    expect(talk(Sortable, whichOrder.parse({ by: 'year', order: 'descending' })).html).toMatch(
      /<th scope="?row"?>Neptune/,
    )
    expect(talk(Sortable, whichOrder.parse({ by: 'mass', order: 'sideways' })).html).toMatch(
      /<th scope="?row"?>Mercury/,
    )
  })
})

describe('a tree', () => {
  const World = component({ name: 'world', state: () => ({}), on: {}, view: () => <Tree /> })

  it('fetches what is in a branch when it is opened, and only then', async () => {
    const tree = talk(World).shows('Asia Europe').click('Europe').lacks('Norway')
    await tree.settle()
    tree.shows('Greece Norway Portugal').click('Norway').restart()
    await tree.settle()
    tree.shows('Bergen Oslo Tromsø').click('Europe').lacks('Norway').click('Europe')
    expect(() => tree.finish([])).toThrow(/No such work/)
    tree.shows('Bergen Oslo Tromsø')
  })
})
