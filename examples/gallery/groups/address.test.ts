import type { Page } from 'playwright-core'
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
/** What the address bar shows. */
const address = (page: Page): string => new URL(page.url()).href.slice(new URL(page.url()).origin.length)

describe('the counter in the address', () => {
  it('is gone back and forward by the browser, also after a reload', () =>
    visit('/at', async page => {
      for (const number of ['1', '2', '3']) {
        await button(page, 'one more').click()
        await reads(page, number)
      }
      expect(address(page)).toBe('/at?n=3')
      await page.goBack()
      await reads(page, '2')
      await reload(page)
      await reads(page, '2')
      await page.goBack()
      await reads(page, '1')
      expect(address(page)).toBe('/at?n=1')
      await page.goForward()
      await reads(page, '2')
    }))

  it('begins where a link says, and the way back leads to where one was', () =>
    visit('/at', async page => {
      await skipBar(page)
      await tabTo(page, 'one more')
      await page.keyboard.press('Enter')
      await reads(page, '1')
      await tabTo(page, 'a link to forty')
      await page.keyboard.press('Enter')
      await reads(page, '40')
      await page.goBack()
      await reads(page, '1')
    }))
})

describe('the calendar', () => {
  it('is turned by keyboard, and back by the browser', () =>
    visit('/calendar?month=2000-01', async page => {
      await reads(page, 'January 2000')
      await skipBar(page)
      await tabTo(page, 'the month after')
      await page.keyboard.press('Enter')
      await reads(page, 'February 2000')
      expect(await focus(page)).toBe('the month after')
      await tabTo(page, '2000-02-29')
      await page.keyboard.press('Space')
      await reads(page, 'You picked 2000-02-29.')
      expect(address(page)).toBe('/calendar?month=2000-02')
      await page.goBack()
      await reads(page, 'January 2000')
      await reload(page)
      await reads(page, 'January 2000')
    }))
})

describe('the pages', () => {
  const caption = (page: Page): Promise<string> => running(page).locator('caption').innerText()

  it('are turned, grow around who is at the top, and are still there after a reload', () =>
    visit('/pages', async page => {
      await button(page, 'Last').click()
      await soon(() => caption(page)).toBe('991 to 1000 of 1000 people, page 100 of 100')
      expect(await button(page, 'Next').isDisabled()).toBe(true)
      await running(page).getByLabel('Rows on a page').selectOption('25')
      await soon(() => caption(page)).toBe('976 to 1000 of 1000 people, page 40 of 40')
      await button(page, 'Previous').click()
      await soon(() => caption(page)).toBe('951 to 975 of 1000 people, page 39 of 40')
      expect(address(page)).toBe('/pages?page=39&size=25')
      await reload(page)
      expect(await caption(page)).toBe('951 to 975 of 1000 people, page 39 of 40')
      expect(await running(page).locator('tbody tr').count()).toBe(25)
    }))

  it('are turned by keyboard', () =>
    visit('/pages', async page => {
      await skipBar(page)
      await tabTo(page, 'Next')
      for (const _ of [1, 2, 3]) await page.keyboard.press('Enter')
      await soon(() => caption(page)).toContain('31 to 40')
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

  it('are one stop for Tab, with arrow keys between them', () =>
    visit('/tabs', async page => {
      await skipBar(page)
      await tabTo(page, 'Count')
      for (const [key, name] of [
        ['ArrowRight', 'Calculate'],
        ['ArrowLeft', 'Count'],
        ['ArrowLeft', 'Time'],
        ['ArrowRight', 'Count'],
        ['End', 'Time'],
        ['Home', 'Count'],
        ['End', 'Time'],
      ] as const) {
        await page.keyboard.press(key)
        expect(await focus(page)).toBe(name)
      }
      await page.keyboard.press('Enter')
      await button(page, 'Pause').waitFor()
      expect(await focus(page)).toBe('Time')
      await tabTo(page, 'Pause')
      await page.keyboard.press('Space')
      await button(page, 'Resume').waitFor()
      await page.goBack()
      await button(page, 'one more').waitFor()
    }))

  it('are opened at their address', () =>
    visit('/tabs/Time', async page => {
      await button(page, 'Pause').waitFor()
      expect(address(page)).toBe('/tabs/Time')
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
