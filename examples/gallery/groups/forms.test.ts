import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { button, focus, openGallery, reads, reload, running, skipBar, tabTo } from '../gallery.fixture.ts'

const { visit } = openGallery()

const field = (page: Page, name: string) => running(page).getByLabel(name, { exact: true })
const heading = (page: Page, name: string): Promise<void> =>
  running(page).getByRole('heading', { name, exact: true }).waitFor()
const looks = (page: Page, things: string): Promise<void> => reads(page, `${things} another look.`)

describe('the sign-up', () => {
  it('says what is wrong, keeps what is right, and takes it in the end', () =>
    visit('/signup', async page => {
      await field(page, 'Name').fill('Ada')
      await field(page, 'Seats').fill('2')
      await running(page).getByLabel('lunch').check()
      await button(page, 'Sign up').click()
      await looks(page, '6 things need')
      await reads(page, 'Somebody has this name already.')
      expect(await field(page, 'Seats').inputValue()).toBe('2')
      await field(page, 'Name').fill('Emmy')
      await field(page, 'E-mail').fill('emmy@example.org')
      await field(page, 'Arrives').fill('2027-05-12')
      await field(page, 'Coming from').selectOption('Japan')
      await field(page, 'Talks').selectOption(['What Back means', 'Time as an event'])
      await field(page, 'Photo').setInputFiles({
        name: 'me.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF'),
      })
      await field(page, 'I shall be kind').check()
      await reads(page, 'me.pdf is of another kind than is asked for. Taken are: image/*.')
      await field(page, 'Photo').setInputFiles({
        name: 'me.png',
        mimeType: 'image/png',
        buffer: Buffer.alloc(1_000_321),
      })
      await button(page, 'Sign up').click()
      await looks(page, 'One thing needs')
      await reads(page, 'At most one megabyte, please.')
      await field(page, 'Photo').setInputFiles({
        name: 'me.png',
        mimeType: 'image/png',
        buffer: Buffer.alloc(321),
      })
      await button(page, 'Sign up').click()
      await heading(page, 'Welcome, Emmy!')
      for (const text of [
        'Meals: lunch',
        'Talks: What Back means, Time as an event',
        'Photo: me.png, 321 bytes',
      ])
        await reads(page, text)
      await reload(page)
      await heading(page, 'Welcome, Emmy!')
      await button(page, 'One more').click()
      expect(await field(page, 'Name').inputValue()).toBe('')
    }))

  it('is filled in by keyboard, and leads to what is wrong', () =>
    visit('/signup', async page => {
      await skipBar(page)
      await tabTo(page, 'Name')
      await page.keyboard.type('Emmy')
      await page.keyboard.press('Enter')
      await looks(page, '5 things need')
      expect(await focus(page)).toBe('Name')
      await tabTo(page, 'E-mail: An address to write to, please.', 'Shift+Tab')
      await page.keyboard.press('Enter')
      expect(await focus(page)).toBe('E-mail')
      await page.keyboard.type('emmy@example.org')
      await tabTo(page, 'Coming from')
      await page.keyboard.type('Gre')
      await tabTo(page, 'Talks')
      await page.keyboard.press('ArrowDown')
      await tabTo(page, 'I shall be kind')
      await page.keyboard.press('Space')
      await tabTo(page, 'regular', 'Shift+Tab')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await looks(page, 'One thing needs')
      await reads(page, 'On which day?')
      expect(await field(page, 'patron').isChecked()).toBe(true)
      await reload(page)
      expect(await field(page, 'Coming from').inputValue()).toBe('Greece')
    }))
})

describe('three libraries', () => {
  it.each(['zod', 'valibot', 'arktype'])('check the form, %s by keyboard', library =>
    visit('/schemas', async page => {
      const section = running(page).getByRole('region', { name: library })
      await section.getByLabel('To', { exact: true }).focus()
      await page.keyboard.type('O')
      await page.keyboard.press('Enter')
      await section.getByText('2 things need another look.').waitFor()
      await page.keyboard.type('slo')
      await page.keyboard.press('Tab')
      await page.keyboard.type('3')
      await page.keyboard.press('Enter')
      await section.getByText('3 to Oslo').waitFor()
      expect(await section.getByLabel('To', { exact: true }).inputValue()).toBe('')
      expect(await running(page).getByText('another look').count()).toBe(0)
      await reload(page)
      await section.getByText('3 to Oslo').waitFor()
    }),
  )
})

describe('the wizard', () => {
  const toSummary = async (page: Page): Promise<void> => {
    await field(page, 'Name').fill('Ada')
    await field(page, 'E-mail').fill('ada@example.org')
    await button(page, 'Next').click()
    await field(page, 'Day').fill('2027-05-10')
    await field(page, 'Hours').fill('2')
    await button(page, 'Next').click()
    await field(page, 'tandem').check()
    await field(page, 'Helmet').selectOption('large')
    await button(page, 'Next').click()
    await heading(page, 'Is this right?')
  }

  it('is gone back through and forward again by the browser, with what was typed', () =>
    visit('/wizard', async page => {
      await toSummary(page)
      await page.goBack()
      await heading(page, 'Which bicycle?')
      expect(await field(page, 'tandem').isChecked()).toBe(true)
      await page.goBack()
      await heading(page, 'When?')
      await reload(page)
      await heading(page, 'When?')
      expect(await field(page, 'Hours').inputValue()).toBe('2')
      await page.goBack()
      await heading(page, 'Who are you?')
      expect(await field(page, 'Name').inputValue()).toBe('Ada')
      for (const title of ['When?', 'Which bicycle?', 'Is this right?']) {
        await page.goForward()
        await heading(page, title)
      }
      await button(page, 'Rent it').click()
      await heading(page, 'Yours, Ada')
    }))

  it('is gone back by its own button, and the browser goes along', () =>
    visit('/wizard', async page => {
      await toSummary(page)
      for (const title of ['Which bicycle?', 'When?']) {
        await button(page, 'Back').click()
        await heading(page, title)
      }
      expect(await field(page, 'Day').inputValue()).toBe('2027-05-10')
      await page.goForward()
      await heading(page, 'Which bicycle?')
      await page.goBack()
      await heading(page, 'When?')
      await page.goBack()
      await heading(page, 'Who are you?')
    }))

  it('is walked by keyboard, each step checked, and one answer changed', () =>
    visit('/wizard', async page => {
      await skipBar(page)
      await tabTo(page, 'Name')
      await page.keyboard.press('Enter')
      await looks(page, '2 things need')
      await page.keyboard.type('Ada')
      await page.keyboard.press('Tab')
      await page.keyboard.type('ada@example.org')
      await page.keyboard.press('Enter')
      await heading(page, 'When?')
      expect(await focus(page)).toBe('Day')
      await page.keyboard.type('05102027')
      await tabTo(page, 'Hours')
      await page.keyboard.type('13')
      await page.keyboard.press('Enter')
      await reads(page, 'Twelve hours at most.')
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Enter')
      await heading(page, 'Which bicycle?')
      expect(await focus(page)).toBe('city')
      await page.keyboard.press('Space')
      await page.keyboard.press('Tab')
      await page.keyboard.type('no')
      await tabTo(page, 'Next')
      await page.keyboard.press('Enter')
      await heading(page, 'Is this right?')
      await reads(page, 'city, no helmet')
      expect(await focus(page)).toBe('Rent it')
      await tabTo(page, 'change when', 'Shift+Tab')
      await page.keyboard.press('Enter')
      await heading(page, 'When?')
      expect(await field(page, 'Hours').inputValue()).toBe('1')
      await tabTo(page, 'Hours')
      await page.keyboard.type('5')
      await page.keyboard.press('Enter')
      await reads(page, '2027-05-10, for 5 h')
      await reads(page, 'city, no helmet')
      await reload(page)
      await reads(page, '2027-05-10, for 5 h')
    }))
})

describe('the album', () => {
  it('takes pictures as they are chosen, and gives them back', () =>
    visit('/album', async page => {
      const files = (...names: string[]) =>
        names.map(name => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(70_000) }))
      const choose = running(page).locator('input[type=file]')
      await choose.setInputFiles(files('sea.png', 'hills.png'))
      await choose.setInputFiles([{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }])
      await reads(page, 'sea.png')
      await reads(page, '70 kB')
      await reads(page, 'notes.txt is of another kind than is asked for. Taken are: image/*.')
      await button(page, 'Remove notes.txt').click()
      await button(page, 'Remove sea.png from the album').click()
      await running(page).getByText('sea.png').waitFor({ state: 'detached' })
      await reload(page)
      await reads(page, 'hills.png')
      expect(await running(page).locator('.pictures li').count()).toBe(1)
    }))
})
