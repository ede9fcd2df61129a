import { describe, expect, it } from 'vitest'
import { button, focus, openGallery, reads, running, soon } from '../gallery.fixture.ts'

const { visit } = openGallery()

describe('likes', () => {
  it('are red at once, and as the server says when it has answered', () =>
    visit('/like', async page => {
      let answer = (): void => {}
      await page.route('**/event/*', async route => {
        await new Promise<void>(done => (answer = done))
        await route.continue()
      })
      const like = (what: string) => button(page, `like ${what}`)
      const isOn = (what: string) => like(what).getAttribute('aria-pressed')
      for (const [what, likes, on] of [
        ['A walk in the rain', '13', 'true'],
        ['Something that nobody may like', '0', 'false'],
      ] as const) {
        await like(what).click()
        expect(await isOn(what)).toBe('true')
        await soon(() => like(what).getAttribute('rp-busy')).toBe('')
        answer()
        await soon(() => like(what).getAttribute('rp-busy')).toBeNull()
        expect([await isOn(what), (await like(what).textContent())?.trim()]).toEqual([on, likes])
      }
    }))

  it('have styles of their own, which stay in', () =>
    visit('/like', async page => {
      const display = (selector: string): Promise<string> =>
        page
          .locator(selector)
          .first()
          .evaluate(element => getComputedStyle(element).display)
      expect(await display('[rp-c=like]')).toBe('flex')
      expect(await display('[rp-c=like] button')).toBe('flex')
      expect(await display('header.bar button.all')).not.toBe('flex')
      expect(await display('.intro p.lead')).toBe('block')
    }))
})

describe('the palette', () => {
  it('is used without a mouse, and hears what was typed before what is pressed', () =>
    visit('/palette', async page => {
      const sent: string[] = []
      page.on('request', request => {
        if (request.method() === 'POST') sent.push((request.postDataJSON() as { offer: string }).offer)
      })
      await page.keyboard.press('Control+k')
      await soon(() => focus(page)).toBe('a name')
      await page.keyboard.type('hana')
      await page.keyboard.press('ArrowDown')
      await soon(() => running(page).locator('[aria-current]').textContent()).toContain('Hana A. Bianchi')
      // what was typed, before the arrow
      expect(sent.slice(-2).map(offer => offer.replace(/^\d+\//, ''))).toEqual(['find=', 'key='])
      await page.keyboard.press('Enter')
      await reads(page, 'Hana A. Bianchi is chosen.')
      await page.keyboard.press('/')
      await soon(() => focus(page)).toBe('a name')
      await page.keyboard.press('Escape')
      await reads(page, 'Hana A. Bianchi is chosen.')
    }))
})

describe('the feed', () => {
  it('goes on while somebody scrolls', () =>
    visit('/feed', async page => {
      for (const rows of [40, 60]) {
        await running(page)
          .locator('section')
          .evaluate(element => element.scrollTo(0, 1e6))
        await soon(() => running(page).locator('li').count()).toBe(rows)
      }
    }))
})

describe('cards', () => {
  it('go to their places in a transition, and are in order however fast one is', () =>
    visit('/cards', async page => {
      await page.evaluate(() => {
        const start = document.startViewTransition.bind(document)
        document.startViewTransition = change => {
          document.documentElement.dataset['moves'] = String(
            1 + Number(document.documentElement.dataset['moves'] ?? 0),
          )
          return start(change)
        }
      })
      const first = () => running(page).locator('li b').first().textContent()
      await button(page, 'by name').click()
      await soon(first).toBe('Earth')
      await button(page, 'by size').click()
      await button(page, 'by name').click()
      await button(page, 'as they stand').click()
      await soon(first).toBe('Mercury')
      await soon(() => page.getAttribute('html', 'data-moves')).toBe('4')
      expect(await focus(page)).toBe('as they stand')
    }))

  it('a page without such wishes loads nothing for them', () =>
    visit('/counter', async page => {
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => name),
      )
      expect(loaded.some(name => /\/client\./.test(name))).toBe(true)
      expect(loaded.filter(name => /\/feel\./.test(name))).toEqual([])
    }))
})
