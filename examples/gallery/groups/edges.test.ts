import { describe, expect, it } from 'vitest'
import { button, focus, openGallery, reads, reload, running, skipBar, tabTo } from '../gallery.fixture.ts'

const { visit } = openGallery()

describe('a call that fails', () => {
  it('is caught, by keyboard and after a reload, and the seat is free again', () =>
    visit('/failing', async page => {
      await skipBar(page)
      await tabTo(page, 'Buy a ticket')
      await page.keyboard.press('Enter')
      await button(page, 'It fails').waitFor()
      await reload(page)
      await skipBar(page)
      await tabTo(page, 'It fails')
      await page.keyboard.press('Enter')
      await running(page)
        .getByText(/^Sorry, the card was declined\. Seat \d+ is free again\.$/)
        .waitFor()
      expect(await focus(page)).toBe('Buy a ticket')
      expect(await page.locator('.rp-notice').count()).toBe(0)
      await page.keyboard.press('Enter')
      await button(page, 'It works').click()
      await running(page)
        .getByText(/^Seat \d+ is yours\.$/)
        .waitFor()
    }))

  it('that nobody catches closes what was called, with a reference', () =>
    visit('/failing', async page => {
      await button(page, 'Buy without a catch').click()
      await button(page, 'It fails').click()
      await page.locator('.rp-notice-reference').waitFor()
      await button(page, 'Buy a ticket').waitFor()
      await reads(page, 'No ticket yet.')
    }))

  it('in a part that nobody called shows its fallback, from which it begins anew', () =>
    visit('/failing', async page => {
      await button(page, 'Switch it off').click()
      await button(page, 'Let it burn out').click()
      await running(page).getByText('It is dark here.').waitFor()
      await reload(page)
      await button(page, 'Change the bulb').click()
      await reads(page, 'The lamp is lit.')
    }))
})

describe('a mistake', () => {
  it('loses nothing, and leaves a reference', () =>
    visit('/mistake', async page => {
      await skipBar(page)
      await tabTo(page, 'one person less')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Enter')
      await reads(page, '0 people')
      await running(page).getByLabel('The bill').fill('120')
      await page.keyboard.press('Enter')
      await page.locator('.rp-notice-reference').waitFor()
      await reads(page, '0 people')
      expect(await running(page).getByLabel('The bill').inputValue()).toBe('120')
      await button(page, 'one person more').click()
      await reads(page, '1 person')
      await button(page, 'Split it').click()
      await reads(page, '120.00 each')
      await reload(page)
      await reads(page, '120.00 each')
    }))
})

describe('the widget', () => {
  it('keeps its focus while the page changes around it, and is heard', () =>
    visit('/widget', async page => {
      await skipBar(page)
      await tabTo(page, '3 stars')
      await running(page)
        .getByText(/^Take your time: [1-9]/)
        .waitFor()
      expect(await focus(page)).toBe('3 stars')
      await page.keyboard.press('Enter')
      await running(page)
        .getByText(/^3 of 5 after \d+ s\. Thank you!$/)
        .waitFor()
      expect(await focus(page)).toBe('3 stars')
      await reload(page)
      await running(page)
        .getByText(/^3 of 5/)
        .waitFor()
      await button(page, '5 stars').click()
      await running(page)
        .getByText(/^5 of 5/)
        .waitFor()
    }))
})

describe('the drawing', () => {
  it('has what was drawn, also after a reload, and undoes it', () =>
    visit('/sketch', async page => {
      const drawing = (lines: string) => running(page).getByRole('img', { name: `a drawing of ${lines}` })
      for (const [at, lines] of [
        [20, '1 line'],
        [60, '2 lines'],
      ] as const) {
        const paper = await running(page).getByRole('img').boundingBox()
        await page.mouse.move((paper?.x ?? 0) + at, (paper?.y ?? 0) + at)
        await page.mouse.down()
        await page.mouse.move((paper?.x ?? 0) + at + 80, (paper?.y ?? 0) + at + 30, { steps: 5 })
        await page.mouse.up()
        await drawing(lines).waitFor()
      }
      await reload(page)
      await drawing('2 lines').waitFor()
      const [first = ''] = await running(page)
        .locator('polyline:not([rp-ignore])')
        .evaluateAll(all => all.map(each => each.getAttribute('points') ?? ''))
      expect(first.split(' ').length).toBeGreaterThanOrEqual(5)
      await skipBar(page)
      await tabTo(page, 'Undo')
      await page.keyboard.press('Enter')
      await drawing('1 line').waitFor()
    }))
})
