import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, focus, openGallery, reads, reload, running, skipBar, tabTo } from '../gallery.fixture.ts'

const { visit } = openGallery()

describe('the pages', () => {
  const caption = (page: Page): Promise<string> => running(page).locator('caption').innerText()

  it('are turned, grow around who is at the top, and are still there after a reload', () =>
    visit('/pages', async page => {
      await button(page, 'Last').click()
      await expect.poll(() => caption(page)).toBe('991 to 1000 of 1000 people, page 100 of 100')
      expect(await button(page, 'Next').isDisabled()).toBe(true)
      await running(page).getByLabel('Rows on a page').selectOption('25')
      await expect.poll(() => caption(page)).toBe('976 to 1000 of 1000 people, page 40 of 40')
      await button(page, 'Previous').click()
      await expect.poll(() => caption(page)).toBe('951 to 975 of 1000 people, page 39 of 40')
      await reload(page)
      expect(await caption(page)).toBe('951 to 975 of 1000 people, page 39 of 40')
      expect(await running(page).locator('tbody tr').count()).toBe(25)
    }))

  it('are turned by keyboard', () =>
    visit('/pages', async page => {
      await skipBar(page)
      await tabTo(page, 'Next')
      for (const _ of [1, 2, 3]) await page.keyboard.press('Enter')
      await expect.poll(() => caption(page)).toContain('31 to 40')
      expect(await focus(page)).toBe('Next')
    }))
})

describe('the tabs', () => {
  const tab = (page: Page, name: string) => page.getByRole('tab', { name })

  it('keep what is in them, and say which one is shown', () =>
    visit('/tabs', async page => {
      await button(page, 'one more').click()
      await tab(page, 'Note').click()
      await running(page).getByLabel('a note').fill('only here')
      await tab(page, 'Count').click()
      await reads(page, '1')
      await tab(page, 'Note').click()
      expect(await page.getByRole('tabpanel', { name: 'Note' }).getByLabel('a note').inputValue()).toBe(
        'only here',
      )
      expect(await page.getByRole('tab', { selected: true }).allTextContents()).toEqual(['Note'])
      await reload(page)
      expect(await page.getByRole('tab', { selected: true }).allTextContents()).toEqual(['Note'])
    }))

  it('are changed by keyboard', () =>
    visit('/tabs', async page => {
      await skipBar(page)
      await tabTo(page, 'Time')
      await page.keyboard.press('Enter')
      await button(page, 'Pause').waitFor()
      expect(await focus(page)).toBe('Time')
      await tabTo(page, 'Pause')
      await page.keyboard.press('Space')
      await button(page, 'Resume').waitFor()
    }))
})

describe('the columns', () => {
  const lists = (page: Page) => running(page).getByRole('list')

  it('open each other, and are still open after a reload', () =>
    visit('/columns', async page => {
      for (const name of ['Europe', 'Portugal', 'Porto']) await button(page, name).click()
      await reads(page, 'Europe › Portugal › Porto')
      expect(await lists(page).count()).toBe(3)
      await reload(page)
      expect(await running(page).locator('[aria-current]').allTextContents()).toEqual([
        'Europe',
        'Portugal',
        'Porto',
      ])
      await button(page, 'Asia').click()
      await reads(page, 'Japan')
      expect(await lists(page).count()).toBe(2)
    }))

  it('are opened by keyboard', () =>
    visit('/columns', async page => {
      await skipBar(page)
      for (const name of ['Asia', 'Japan', 'Kyoto']) {
        await tabTo(page, name)
        await page.keyboard.press('Enter')
        await running(page).locator('[aria-current]', { hasText: name }).waitFor()
        expect(await focus(page)).toBe(name)
      }
      await reads(page, 'Asia › Japan › Kyoto')
    }))
})

describe('the breadcrumbs', () => {
  const here = (page: Page) => running(page).locator('[aria-current=location]')

  it('lead back to any level, and the answer goes all the way up', () =>
    visit('/crumbs', async page => {
      for (const name of ['Europe', 'Greece']) await button(page, name).click()
      await here(page).getByText('Greece').waitFor()
      await button(page, 'Europe').click()
      await here(page).getByText('Europe').waitFor()
      await button(page, 'Norway').click()
      await here(page).getByText('Norway').waitFor()
      await reload(page)
      await button(page, 'Oslo').click()
      await reads(page, 'You chose Oslo.')
      await here(page).getByText('World').waitFor()
    }))

  it('are used by keyboard', () =>
    visit('/crumbs', async page => {
      await skipBar(page)
      await tabTo(page, 'Africa')
      await page.keyboard.press('Enter')
      await here(page).getByText('Africa').waitFor()
      await tabTo(page, 'Kenya')
      await page.keyboard.press('Enter')
      await here(page).getByText('Kenya').waitFor()
      await tabTo(page, 'World', 'Shift+Tab')
      await page.keyboard.press('Enter')
      await here(page).getByText('World').waitFor()
      expect(await focus(page)).toBe('Africa')
    }))
})
