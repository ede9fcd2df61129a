import { describe, expect, it } from 'vitest'
import { button, openGallery, reads, reload, running, skipBar, tabTo, soon } from '../gallery.fixture.ts'

const { open, visit } = openGallery()

describe('the clock', () => {
  it('ticks until it is paused, and is still paused after a reload', () =>
    visit('/clock', async page => {
      const shown = (): Promise<string | null> => running(page).locator('time').textContent()
      const first = await shown()
      await soon(shown).not.toBe(first)
      await skipBar(page)
      await tabTo(page, 'Pause')
      await page.keyboard.press('Enter')
      await button(page, 'Resume').waitFor()
      const paused = await shown()
      await reload(page)
      await button(page, 'Resume').waitFor()
      expect(await shown()).toBe(paused)
    }))
})

describe('the chat', () => {
  it('lets visitors talk, and shows in the lobby what they say', async () => {
    const [lobby, ada, bob] = [await open('/chat'), await open('/chat/kitchen'), await open('/chat/kitchen')]
    await skipBar(ada.page)
    await tabTo(ada.page, 'your name')
    await ada.page.keyboard.type('Ada')
    await tabTo(ada.page, 'say something')
    await ada.page.keyboard.type('<b>hello</b>')
    await ada.page.keyboard.press('Enter')
    await bob.page.locator('.log li:not(.mine)', { hasText: '<b>hello</b>' }).waitFor()
    await ada.page.locator('.log li.mine', { hasText: '<b>hello</b>' }).waitFor()
    await lobby.page.locator('.door', { hasText: 'Ada: <b>hello</b>' }).waitFor()
    expect(await ada.page.locator('[name=text]:focus').inputValue()).toBe('')
    await reload(bob.page)
    await bob.page.locator('.log li', { hasText: '<b>hello</b>' }).waitFor()
    await Promise.all([lobby, ada, bob].map(tab => tab.close()))
  })

  it('opens a room by its name', () =>
    visit('/chat', async page => {
      await page.getByLabel('a room of your own').fill('tea & cake/2')
      await button(page, 'Open').click()
      await page.getByRole('heading', { name: 'tea & cake/2' }).waitFor()
    }))
})

describe('the shared count', () => {
  it('is one number for all who look, and for whoever comes late', async () => {
    const [ada, bob] = [await open('/shared'), await open('/shared')]
    await button(ada.page, 'one more for everybody').click()
    await button(bob.page, 'one more for everybody').click()
    for (const { page } of [ada, bob]) await reads(page, '2')
    await tabTo(ada.page, 'one less for everybody', 'Shift+Tab')
    await ada.page.keyboard.press('Space')
    await reads(bob.page, '1')
    await reload(ada.page)
    await reads(ada.page, '1')
    await visit('/shared', page => reads(page, '1'))
    await Promise.all([ada.close(), bob.close()])
  })
})
