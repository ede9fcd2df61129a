import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
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

describe('the rows', () => {
  it('ask before one is removed, by keyboard, and are loaded afresh', () =>
    visit('/rows', async page => {
      await skipBar(page)
      await tabTo(page, 'remove bread')
      await page.keyboard.press('Enter')
      await page.locator('dialog:modal').waitFor()
      await tabTo(page, 'Yes')
      await page.keyboard.press('Enter')
      await running(page).getByText('bread').waitFor({ state: 'detached' })
      await reload(page)
      expect(await running(page).getByText('bread').count()).toBe(0)
      await button(page, 'Load afresh').click()
      await reads(page, 'eggs')
    }))
})

describe('the list of what is to do', () => {
  const edited = (page: Page, text: string) => running(page).getByLabel(`new text of ${text}`)

  it('has two rows edited at once, each by itself, through a reload', () =>
    visit('/todo', async page => {
      await button(page, 'edit Water the plants').click()
      await button(page, 'edit Learn a new word').click()
      await edited(page, 'Water the plants').waitFor()
      await edited(page, 'Learn a new word').fill('Learn two words')
      await running(page).getByLabel('Answer the letter', { exact: true }).check()
      expect(await edited(page, 'Learn a new word').inputValue()).toBe('Learn two words')
      await edited(page, 'Learn a new word').press('Enter')
      await reads(page, 'Learn two words')
      await reload(page)
      await edited(page, 'Water the plants').fill('Water the cactus')
      await button(page, 'Save').click()
      await reads(page, 'Water the cactus')
      expect(await running(page).getByLabel('Answer the letter', { exact: true }).isChecked()).toBe(true)
      await button(page, 'remove Answer the letter').click()
      await soon(() => running(page).locator('li').allInnerTexts()).toHaveLength(2)
    }))

  it('is kept by keyboard', () =>
    visit('/todo', async page => {
      await skipBar(page)
      await tabTo(page, 'Water the plants')
      await page.keyboard.press('Space')
      await tabTo(page, 'edit Water the plants')
      await page.keyboard.press('Enter')
      await soon(() => focus(page)).toBe('new text of Water the plants')
      await page.keyboard.press('End')
      await page.keyboard.type(' twice')
      await page.keyboard.press('Enter')
      await reads(page, 'Water the plants twice')
      expect(await running(page).getByLabel('Water the plants twice', { exact: true }).isChecked()).toBe(true)
      await tabTo(page, 'what is to do')
      for (const text of ['One', 'Two']) {
        await page.keyboard.type(text)
        await page.keyboard.press('Enter')
        await reads(page, text)
      }
      expect(await focus(page)).toBe('what is to do')
    }))
})

describe('the table', () => {
  const names = (page: Page): Promise<string[]> => running(page).locator('tbody th').allTextContents()

  it('is sorted both ways, says how, and is still sorted after a reload', () =>
    visit('/table', async page => {
      await button(page, 'Moons').click()
      await page
        .getByRole('columnheader', { name: 'Moons' })
        .and(page.locator('[aria-sort=ascending]'))
        .waitFor()
      expect((await names(page)).slice(0, 3)).toEqual(['Mercury', 'Venus', 'Earth'])
      await button(page, 'Moons').click()
      await soon(() => names(page)).toEqual(expect.arrayContaining(['Saturn']))
      await page.locator('[aria-sort=descending]').waitFor()
      expect((await names(page))[0]).toBe('Saturn')
      await reload(page)
      expect((await names(page))[0]).toBe('Saturn')
    }))

  it('is filtered while one types, and sorted by keyboard', () =>
    visit('/table', async page => {
      await skipBar(page)
      await tabTo(page, 'find planets')
      await page.keyboard.type('us')
      await soon(() => names(page)).toEqual(['Venus', 'Uranus'])
      await tabTo(page, 'Planet')
      await page.keyboard.press('Enter')
      await soon(() => names(page)).toEqual(['Uranus', 'Venus'])
      expect(await focus(page)).toBe('Planet')
    }))
})

describe('the tree', () => {
  const open = (page: Page, name: string) => button(page, name).and(page.locator('[aria-expanded=true]'))

  it('fetches a branch once, and remembers what was open inside', () =>
    visit('/tree', async page => {
      for (const name of ['Europe', 'Norway', 'Africa']) await button(page, name).click()
      await reads(page, 'Tromsø')
      await reads(page, 'Kenya')
      await button(page, 'Europe').click()
      await running(page).getByText('Tromsø').waitFor({ state: 'hidden' })
      await button(page, 'Europe').click()
      await reads(page, 'Tromsø')
      await reload(page)
      await reads(page, 'Tromsø')
      await open(page, 'Africa').waitFor()
    }))

  it('is opened by keyboard', () =>
    visit('/tree', async page => {
      await skipBar(page)
      await tabTo(page, 'Asia')
      await page.keyboard.press('Enter')
      await reads(page, 'Japan')
      expect(await focus(page)).toBe('Asia')
      await tabTo(page, 'Japan')
      await page.keyboard.press('Space')
      await reads(page, 'Kyoto')
    }))
})
