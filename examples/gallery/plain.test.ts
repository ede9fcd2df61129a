// The gallery in a browser that runs no script: links, forms and buttons work by full pages.
import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { button, openGallery, running } from './gallery.fixture.ts'
import { ENTRIES } from './list.ts'

const gallery = openGallery()
let context: BrowserContext | undefined
afterEach(() => context?.close())

/** Opens a page and waits until it has led to the one for browsers without scripts. */
async function open(path: string): Promise<Page> {
  context = await gallery.browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(gallery.url + path)
  await page.waitForURL(/rp-plain=/)
  return page
}

const reads = (page: Page, text: string | RegExp): Promise<void> =>
  running(page)
    .getByText(text, { exact: typeof text === 'string' })
    .first()
    .waitFor()

/** What there is to read. Times pass, and controls that are in no form have a button beside them. */
const wordsOf = (html: string): string =>
  html
    .replace(/^.*<body>/s, '')
    .replaceAll(/<button class=rp-apply[^>]*>OK<\/button>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/[\d\s]+/g, '')

describe('without a script', () => {
  it('every page says what it says with one', async () => {
    // what others do is heard as soon as a page is held
    for (const { path } of ENTRIES.filter(({ path }) => !/^\/(shared|host)$/.test(path))) {
      const first = await fetch(gallery.url + path)
      const cookie = first.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
      const html = await first.text()
      const [, url = ''] = /<noscript><meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(html) ?? []
      const plain = await fetch(gallery.url + url.replaceAll('&amp;', '&'), { headers: { cookie } })
      expect([path, wordsOf(await plain.text())]).toEqual([path, wordsOf(html)])
    }
  })

  it('the counter counts, and a reload does not count again', async () => {
    const page = await open('/counter')
    for (let i = 0; i < 3; i++) await button(page, 'one more').click()
    await reads(page, /^\D*3\D*$/)
    await page.reload()
    await reads(page, /^\D*3\D*$/)
    await button(page, 'one less').click()
    await reads(page, /^\D*2\D*$/)
    await page.getByRole('link', { name: 'Counters →' }).click()
    await page.waitForURL(/counters\?rp-plain=/)
  })

  it('the wizard goes on and back, with what was typed', async () => {
    const page = await open('/wizard')
    await button(page, 'Next').click()
    expect(await running(page).locator('[aria-invalid=true]').count()).toBe(2)
    await running(page).getByLabel('Name').fill('Ada')
    await running(page).getByLabel('E-mail').fill('ada@example.org')
    await button(page, 'Next').click()
    await running(page).getByLabel('Day').fill('2030-05-01')
    await running(page).getByLabel('Hours').fill('3')
    await page.goBack()
    expect(await running(page).getByLabel('Name').inputValue()).toBe('Ada')
    await button(page, 'Next').click()
    await running(page).getByLabel('Day').fill('2030-05-01')
    await running(page).getByLabel('Hours').fill('3')
    await button(page, 'Next').click()
    await running(page).getByLabel('tandem').check()
    await running(page).getByLabel('Helmet').selectOption('small')
    await button(page, 'Next').click()
    await reads(page, 'tandem, small helmet')
    await button(page, 'Rent it').click()
    await reads(page, 'Yours, Ada')
  })

  it('a form says what is wrong with it, and keeps what was typed', async () => {
    const page = await open('/signup')
    await running(page).getByLabel('E-mail').fill('ada@example.org')
    await button(page, 'Sign up').click()
    await running(page).locator('[aria-invalid=true]').first().waitFor()
    expect(await running(page).getByLabel('E-mail').inputValue()).toBe('ada@example.org')
    await running(page).getByLabel('Name').fill('Beatrix')
    await running(page).getByLabel('Arrives').fill('2027-05-12')
    await running(page).getByLabel('Coming from').selectOption({ index: 1 })
    await running(page)
      .getByLabel('Talks')
      .selectOption([{ index: 0 }, { index: 1 }])
    await running(page).getByLabel('I shall be kind').check()
    await button(page, 'Sign up').click()
    await reads(page, 'Welcome, Beatrix!')
  })

  it('dialogs lie over the page, which is shut meanwhile', async () => {
    const page = await open('/dialogs')
    await button(page, 'Rename').click()
    const dialog = page.locator('dialog')
    await dialog.getByRole('textbox').fill('Poems')
    expect(await page.locator('#repartee > [inert]').count()).toBe(1)
    await dialog.getByRole('button', { name: 'OK' }).click()
    await reads(page, 'A folder called “Poems”, with no colour.')
    await button(page, 'Delete').click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByText('The folder is gone').waitFor()
    await page.goBack()
    await page.goBack()
    await reads(page, 'A folder called “Poems”, with no colour.')
  })

  it('rows are ticked, edited, added and removed', async () => {
    const page = await open('/todo')
    const row = (text: string) => running(page).locator('li', { hasText: text })
    await row('Water').getByRole('button', { name: 'OK' }).click()
    expect(await row('Water').getByRole('checkbox').isChecked()).toBe(true)
    await button(page, 'edit Answer the letter').click()
    await running(page).getByLabel('new text of Answer the letter').fill('Write a letter')
    await button(page, 'Save').click()
    await button(page, 'remove Learn a new word').click()
    await running(page).getByPlaceholder('what is to do').fill('Sleep')
    await button(page, 'Add').click()
    await row('Sleep').waitFor()
    expect(await running(page).locator('li').count()).toBe(3)
    await row('Write a letter').waitFor()
  })

  it('a mistake is told, once', async () => {
    const page = await open('/mistake')
    for (let i = 0; i < 2; i++) await button(page, 'one person less').click()
    await running(page).getByLabel('The bill').fill('120')
    await button(page, 'Split it').click()
    await page.locator('.rp-notice-reference').waitFor()
    await page.reload()
    expect(await page.locator('.rp-notice').count()).toBe(0)
  })
})
