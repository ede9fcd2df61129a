import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import {
  button,
  focus,
  live,
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

describe('the reading list', () => {
  const titles = (page: Page): Promise<string[]> => running(page).locator('ol cite').allTextContents()

  it('is its address: gone back and forward, reloaded, and handed to somebody else', () =>
    visit('/reading', async page => {
      for (const name of ['Emma', 'Jane Eyre', 'The Nose']) await button(page, `take ${name}`).click()
      await soon(() => titles(page)).toEqual(['Emma', 'Jane Eyre', 'The Nose'])
      await running(page).getByLabel('Emma is read').check()
      await reads(page, 'Read 1 of 3')
      expect(address(page)).toBe('/reading?list=1,4,3&read=1')
      await page.goBack()
      await reads(page, 'Read 0 of 3')
      await page.goBack()
      await soon(() => titles(page)).toEqual(['Emma', 'Jane Eyre'])
      await reload(page)
      expect(await titles(page)).toEqual(['Emma', 'Jane Eyre'])
      await page.goForward()
      await soon(() => titles(page)).toEqual(['Emma', 'Jane Eyre', 'The Nose'])
      await button(page, 'remove Emma').click()
      await soon(() => address(page)).toBe('/reading?list=4,3')
      await visit(address(page), async other => {
        expect(await titles(other)).toEqual(['Jane Eyre', 'The Nose'])
        await button(other, 'take Emma').click()
        await soon(() => titles(other)).toEqual(['Jane Eyre', 'The Nose', 'Emma'])
      })
      expect(await titles(page)).toEqual(['Jane Eyre', 'The Nose'])
    }))

  it('is filled and put in order by keyboard, with the focus on what is moved', () =>
    visit('/reading?list=2,3', async page => {
      await skipBar(page)
      await tabTo(page, 'find books')
      await page.keyboard.type('wells')
      await reads(page, 'Found: 1')
      await tabTo(page, 'take The Time Machine')
      await page.keyboard.press('Space')
      await soon(() => titles(page)).toEqual(['Frankenstein', 'The Nose', 'The Time Machine'])
      expect(await focus(page)).toBe('take The Time Machine')
      await tabTo(page, 'move The Time Machine up')
      for (const _ of ['up', 'up', 'and no further']) await page.keyboard.press('Enter')
      await soon(() => titles(page)).toEqual(['The Time Machine', 'Frankenstein', 'The Nose'])
      expect(await focus(page)).toBe('move The Time Machine up')
      await tabTo(page, 'The Time Machine is read', 'Shift+Tab')
      await page.keyboard.press('Space')
      await reads(page, 'Read 1 of 3')
      await tabTo(page, 'move The Time Machine down')
      await page.keyboard.press('Space')
      await soon(() => address(page)).toBe('/reading?list=2,14,3&read=14')
      expect(await focus(page)).toBe('move The Time Machine down')
    }))
})

describe('the notes', () => {
  const titles = (page: Page): Promise<string[]> => running(page).locator('.note h3').allTextContents()
  const link = (page: Page, name: string) => running(page).getByRole('link', { name, exact: true })
  const remark = (page: Page, name: string) => running(page).getByLabel(`a remark on ${name}`)

  it('open beside each other, and go and come with all they have', () =>
    visit('/notes', async page => {
      await remark(page, 'Welcome').fill('in the first one')
      await link(page, 'state').click()
      await remark(page, 'State').fill('in the second one')
      await link(page, 'view').click()
      await soon(() => titles(page)).toEqual(['Welcome', 'State', 'Views'])
      await button(page, 'all of State').click()
      await link(page, 'view').waitFor({ state: 'hidden' })
      expect(address(page)).toBe('/notes?open=welcome,state,view')
      await page.goBack()
      await soon(() => titles(page)).toEqual(['Welcome', 'State'])
      await page.goBack()
      await soon(() => titles(page)).toEqual(['Welcome'])
      expect(await remark(page, 'Welcome').inputValue()).toBe('in the first one')
      await page.goForward()
      await soon(() => titles(page)).toEqual(['Welcome', 'State'])
      await button(page, 'all of State').click()
      expect(await remark(page, 'State').inputValue()).toBe('in the second one')
      await reload(page)
      expect(await remark(page, 'State').inputValue()).toBe('in the second one')
      await link(page, 'way back').click()
      await soon(() => titles(page)).toEqual(['Welcome', 'The way back'])
    }))

  it('are followed by keyboard: the focus goes into the heading of what opens, and of what is left', () =>
    visit('/notes', async page => {
      const enter = async (name: string, heading: string): Promise<void> => {
        await tabTo(page, name)
        await page.keyboard.press('Enter')
        await soon(() => focus(page)).toBe(heading)
      }
      await skipBar(page)
      await enter('state', 'State')
      await enter('restart', 'Restarts')
      await enter('patches', 'Patches')
      await enter('from there', 'Restarts')
      expect(await titles(page)).toEqual(['Welcome', 'State', 'Patches', 'Restarts'])
      await page.goBack()
      await soon(() => focus(page)).toBe('Patches')
      await enter('Close', 'Restarts')
      await page.goBack()
      await soon(() => focus(page)).toBe('Patches')
      await tabTo(page, 'from there')
    }))

  it('are in sight when they open, on a small screen as well', () =>
    visit('/notes', async page => {
      await page.setViewportSize({ width: 360, height: 800 })
      for (const [name, heading] of [
        ['state', 'State'],
        ['restart', 'Restarts'],
        ['patches', 'Patches'],
      ] as const) {
        await link(page, name).click()
        const box = () => running(page).getByRole('article', { name: heading }).boundingBox()
        await soon(async () => {
          const { x = -1, width = 0 } = (await box()) ?? {}
          return x >= 16 && x + width <= 344
        }).toBe(true)
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    }))

  it('can be opened in another window, as any link', () =>
    visit('/notes?open=time', async page => {
      expect(await link(page, 'state').getAttribute('href')).toBe('/notes?open=time,state')
      const opened = page.context().waitForEvent('page')
      await link(page, 'state').click({ modifiers: ['ControlOrMeta'] })
      const other = await opened
      await live(other)
      expect(await titles(other)).toEqual(['Time', 'State'])
      expect(await titles(page)).toEqual(['Time'])
    }))
})
