import { describe, expect, it } from 'vitest'
import {
  button,
  focus,
  openGallery,
  reads,
  reload,
  running,
  skipBar,
  tabTo,
  soon,
} from '../gallery.fixture.ts'

const { visit } = openGallery()

describe('the counter', () => {
  it('counts, and the number is still there after a reload', () =>
    visit('/counter', async page => {
      for (const number of ['1', '2', '3']) {
        await button(page, 'one more').click()
        await reads(page, number)
      }
      await reload(page)
      await reads(page, '3')
    }))

  it('counts by keyboard', () =>
    visit('/counter', async page => {
      await skipBar(page)
      await tabTo(page, 'one less')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Space')
      await reads(page, '-2')
    }))
})

describe('the counters', () => {
  const shown = async (page: Parameters<typeof running>[0]): Promise<string[]> =>
    (await running(page).locator('li').allInnerTexts()).map(text => text.replaceAll(/[^#\d]+/g, ''))

  it('keep their numbers wherever they go, also after a reload', () =>
    visit('/counters', async page => {
      const second = running(page).locator('li').filter({ hasText: '#2' })
      await second.getByLabel('one more').click()
      await second.getByLabel('one more').click()
      await button(page, 'move counter 2 up').click()
      await soon(() => shown(page)).toEqual(['#22', '#10', '#30'])
      await button(page, 'Turn the order round').click()
      await soon(() => shown(page)).toEqual(['#30', '#10', '#22'])
      await button(page, 'remove counter 1').click()
      await button(page, 'Add a counter').click()
      await soon(() => shown(page)).toEqual(['#30', '#22', '#40'])
      await reload(page)
      expect(await shown(page)).toEqual(['#30', '#22', '#40'])
    }))

  it('are moved by keyboard, and the focus goes along', () =>
    visit('/counters', async page => {
      await skipBar(page)
      await tabTo(page, 'move counter 3 up')
      await page.keyboard.press('Enter')
      await soon(() => shown(page)).toEqual(['#10', '#30', '#20'])
      expect(await focus(page)).toBe('move counter 3 up')
      await page.keyboard.press('Enter')
      await soon(() => shown(page)).toEqual(['#30', '#10', '#20'])
      expect(await focus(page)).toBe('move counter 3 up')
    }))
})

describe('the calculator', () => {
  it('adds, goes on after a reload, and clears', () =>
    visit('/calc', async page => {
      const press = async (keys: string): Promise<void> => {
        for (const key of keys) await button(page, key).click()
      }
      const shows = (text: string): Promise<void> =>
        soon(() => running(page).locator('output').textContent()).toBe(text)
      await press('12.5+')
      await shows('12.5')
      await reload(page)
      await press('3=')
      await shows('15.5')
      await button(page, 'Clear').click()
      await shows('0')
      await press('1÷0=')
      await shows('Error')
    }))

  it('works by keyboard', () =>
    visit('/calc', async page => {
      await skipBar(page)
      await tabTo(page, '7')
      await page.keyboard.press('Space')
      await tabTo(page, '×')
      await page.keyboard.press('Space')
      await tabTo(page, '6', 'Shift+Tab')
      await page.keyboard.press('Enter')
      await tabTo(page, '=')
      await page.keyboard.press('Enter')
      await soon(() => running(page).locator('output').textContent()).toBe('42')
    }))
})

describe('the desk', () => {
  it('keeps its counters while its question is answered, and asks again', () =>
    visit('/desk', async page => {
      await running(page).getByLabel('one more').first().click()
      for (const [answer, said] of [
        ['Yes', 'yes'],
        ['No', 'no'],
      ] as const) {
        await button(page, answer).click()
        await reads(page, said)
      }
      expect(await running(page).locator('output').allTextContents()).toEqual(['1', '10'])
      await reload(page)
      await reads(page, 'no')
    }))
})
