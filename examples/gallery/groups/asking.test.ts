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

describe('questions', () => {
  it('are asked in all four ways, and what is beside a question stays', () =>
    visit('/confirm', async page => {
      const way = (title: string) => page.getByRole('heading', { name: title }).locator('..')
      const press = (title: string, name: string) => way(title).getByRole('button', { name }).click()
      await page.getByLabel('notes').fill('as typed')
      await press('From a parent', 'one more')
      await way('From a parent').locator('output', { hasText: '4' }).waitFor()
      for (const title of ['In place', 'From a parent', 'From a child']) await press(title, 'Ask')
      await page.locator('dialog').nth(2).waitFor()
      for (const title of ['From a child', 'In place', 'From a parent']) {
        await press(title, 'Yes')
        await way(title).getByText('You said yes.').waitFor()
      }
      expect(await way('From a parent').locator('output').first().textContent()).toBe('4')
      await press('Over the page', 'Ask')
      await page.locator('dialog:modal').getByRole('button', { name: 'No' }).click()
      await way('Over the page').getByText('You said no.').waitFor()
      expect(await page.getByLabel('notes').inputValue()).toBe('as typed')
    }))

  it('are still asked after a reload, and answered by keyboard', () =>
    visit('/confirm', async page => {
      await skipBar(page)
      await tabTo(page, 'Ask here')
      await page.keyboard.press('Enter')
      await reads(page, 'Is this where the button was?')
      await reload(page)
      await reads(page, 'Is this where the button was?')
      await skipBar(page)
      await tabTo(page, 'Yes')
      await page.keyboard.press('Enter')
      await reads(page, 'You said yes.')
    }))
})

describe('the game', () => {
  /** The middle of what the hints leave, as whoever plays well says. */
  async function play(page: Page, guess: (number: number) => Promise<void>): Promise<number> {
    let [low, high] = [1, 100]
    for (let guesses = 1; ; guesses++) {
      const middle = (low + high) >> 1
      await guess(middle)
      const hint = running(page).getByText(new RegExp(`^(${middle} is too |Yes, it was ${middle}\\.)`))
      const said = await hint.textContent()
      if (said?.startsWith('Yes')) return guesses
      if (said?.includes('low')) low = middle + 1
      else high = middle - 1
    }
  }

  it('is won in seven guesses by its hints, and played again', () =>
    visit('/guess', async page => {
      for (const _ of ['one game', 'and another']) {
        await button(page, 'Play').click()
        const guesses = await play(page, async number => {
          await running(page).getByRole('spinbutton').fill(String(number))
          await button(page, 'Is it this?').click()
        })
        expect(guesses).toBeLessThanOrEqual(7)
      }
    }))

  it('is played by keyboard, and goes on where it was after a reload', () =>
    visit('/guess', async page => {
      await skipBar(page)
      await tabTo(page, 'Play')
      await page.keyboard.press('Enter')
      await reads(page, 'What is it?')
      let asked = 0
      const guesses = await play(page, async number => {
        await soon(() => focus(page)).toBe(`Guess ${++asked}`)
        await page.keyboard.type(String(number))
        await page.keyboard.press('Enter')
        if (asked !== 2) return
        await page.waitForFunction(() => !document.querySelector('section.live [rp-busy]'))
        await reload(page)
      })
      await reads(
        page,
        `Yes, it was ${await secretOf(page)}. You took ${guesses} ${guesses === 1 ? 'guess' : 'guesses'}.`,
      )
    }))

  const secretOf = async (page: Page): Promise<string | undefined> =>
    /it was (\d+)/.exec((await running(page).textContent()) ?? '')?.[1]
})

describe('the booking', () => {
  it('books, says what was booked, and books again', () =>
    visit('/book', async page => {
      for (const [label, answer] of [
        ['Your name?', 'Ada'],
        ['Which room, Ada?', '7'],
      ] as const) {
        await page.getByLabel(label).fill(answer)
        await button(page, 'Next').click()
      }
      await button(page, 'Yes').click()
      await page.getByText('{"name":"Ada","room":"7"}').waitFor()
      await button(page, 'Book another').click()
      await page.getByLabel('Your name?').waitFor()
    }))

  it('is made by keyboard, and goes on after a reload', () =>
    visit('/book', async page => {
      expect(await focus(page)).toBe('Your name?')
      await page.keyboard.type('Bob')
      await page.keyboard.press('Enter')
      await page.getByLabel('Which room, Bob?').waitFor()
      await reload(page)
      await page.getByLabel('Which room, Bob?').waitFor()
      expect(await focus(page)).toBe('Which room, Bob?')
      await page.keyboard.type('9')
      await page.keyboard.press('Enter')
      await reads(page, 'Book 9 for Bob?')
    }))
})

describe('the stock dialogs', () => {
  it('are answered by keyboard, and left by Escape', () =>
    visit('/dialogs', async page => {
      await skipBar(page)
      await tabTo(page, 'Rename')
      await page.keyboard.press('Enter')
      await page.locator('dialog:modal').waitFor()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.type('Bills')
      await page.keyboard.press('Enter')
      await reads(page, 'A folder called “Bills”, with no colour.')
      expect(await focus(page)).toBe('Rename')
      await tabTo(page, 'Delete')
      await page.keyboard.press('Enter')
      await page.locator('dialog:modal').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
      expect(await focus(page)).toBe('Delete')
    }))

  it('are still open after a reload', () =>
    visit('/dialogs', async page => {
      await button(page, 'Colour').click()
      await page.locator('dialog:modal').waitFor()
      await reload(page)
      await page.locator('dialog:modal').getByRole('button', { name: 'green' }).click()
      await reads(page, 'A folder called “Letters”, with green.')
    }))
})
