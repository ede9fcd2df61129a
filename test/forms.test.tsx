// A checked form in real Chromium, by keyboard alone: what is wrong is shown, tied to its field and announced; what was typed
// stays; what is right is taken, and the form is empty again.
import { component } from 'repartee'
import type { Fields } from 'repartee'
import { blank, check, Field, fieldsOf, Problems } from 'repartee/forms'
import { serve, type Serving } from 'repartee/server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { openBrowser, openTab, type Tab } from './browser.ts'

const Guest = z.object({
  name: z.string().min(2, 'That is too short.'),
  nights: z.number('How many nights?').max(14, 'Two weeks at most.'),
  room: z.enum(['red', 'blue'], 'Choose a room.'),
  meals: z.array(z.string()),
  late: z.boolean(),
  secret: z.string().min(3, 'Three letters, please.'),
})

const Desk = component({
  name: 'browser-form',
  state: () => ({ form: blank(Guest), guests: [] as readonly unknown[] }),
  on: {
    save: (s, sent: Fields) => {
      const { ok, value, form } = check(s.form, Guest, sent)
      return ok ? { form, guests: [...s.guests, value] } : { ...s, form }
    },
  },
  view: (s, on, here) => {
    const f = fieldsOf(s.form, here)
    return (
      <main>
        <form onSubmit={on.save}>
          <Problems of={f} />
          <Field of={f.name} hint="As others call you" />
          <Field of={f.nights} type="number" />
          <Field of={f.room} type="radio" options={['red', 'blue']} />
          <Field of={f.meals} type="checkbox" options={['noon', 'night']} />
          <Field of={f.late} type="checkbox" />
          <Field of={f.secret} type="password" />
          <button>Save</button>
        </form>
        <output>{JSON.stringify(s.guests)}</output>
      </main>
    )
  },
})

let browser: Browser
let serving: Serving
let tab: Tab
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  serving = await serve({ pages: { '/': Desk }, port: 0 })
})
afterAll(async () => {
  await serving.close()
  await browser.close()
})
beforeEach(async () => {
  tab = await openTab(browser)
  page = tab.page
  await page.goto(serving.url)
  await page.waitForSelector('html[rp-state=live]')
})
afterEach(async () => {
  expect(tab.errors).toEqual([])
  await tab.close()
})

const keys = async (...pressed: string[]): Promise<void> => {
  for (const key of pressed) await page.keyboard.press(key)
}
const until = <T,>(look: () => Promise<T>): ReturnType<typeof expect.poll> =>
  expect.poll(look, { timeout: 60_000, interval: 20 })
const field = (name: string): ReturnType<Page['getByLabel']> => page.getByLabel(name, { exact: true })
const title = (): Promise<string> => page.locator('[role=alert]').innerText()
const GUEST = { name: 'Ada', nights: 3, room: 'blue', meals: ['noon'], late: true, secret: 'abc' }

it('wrong, then right: said, kept, taken and emptied', async () => {
  await field('Name').focus()
  await page.keyboard.type('A')
  await keys('Tab')
  await page.keyboard.type('30')
  await keys('Tab', 'Space', 'ArrowDown') // the second of the radio buttons
  await keys('Tab', 'Space') // the first of the boxes
  await keys('Tab', 'Tab', 'Space') // late
  await keys('Tab')
  await page.keyboard.type('abc')
  await keys('Enter')

  await until(title).toBe('2 things need another look.')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('secret')
  // Everything typed is there still, the secret in the browser alone.
  expect(await field('Name').inputValue()).toBe('A')
  expect(await field('Nights').inputValue()).toBe('30')
  expect(await field('blue').isChecked()).toBe(true)
  expect([await field('noon').isChecked(), await field('night').isChecked()]).toEqual([true, false])
  expect(await field('Late').isChecked()).toBe(true)
  expect(await field('Secret').inputValue()).toBe('abc')
  expect(await field('Secret').getAttribute('value')).toBe(null)

  // The summary leads to the field, and the field says what is wrong with it.
  await page.getByRole('link', { name: 'Nights: Two weeks at most.' }).focus()
  await keys('Enter')
  await until(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('nights')
  await keys('ControlOrMeta+a')
  await page.keyboard.type('3')
  await keys('Shift+Tab', 'End')
  await page.keyboard.type('da')
  await keys('Enter')

  await until(() => page.textContent('output')).toBe(JSON.stringify([GUEST]))
  expect(await title()).toBe('')
  expect(await page.locator('.rp-error').allTextContents()).toEqual(Array.from({ length: 6 }, () => ''))
  for (const name of ['Name', 'Nights', 'Secret']) expect(await field(name).inputValue()).toBe('')
  for (const name of ['red', 'blue', 'noon', 'night', 'Late'])
    expect([name, await field(name).isChecked()]).toEqual([name, false])
})

it('the browser ties names, descriptions and errors to the controls', async () => {
  await field('Name').focus()
  await keys('Enter')
  await until(title).toBe('4 things need another look.')
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const told = (role: string, name: string): unknown => {
    const node = nodes.find(each => each.role?.value === role && each.name?.value === name)
    const invalid = node?.properties?.find(each => each.name === 'invalid')?.value.value as unknown
    return [node?.description?.value, invalid]
  }
  expect(told('textbox', 'Name')).toEqual(['As others call you That is too short.', 'true'])
  expect(told('spinbutton', 'Nights')).toEqual(['How many nights?', 'true'])
  expect(told('radiogroup', 'Room')).toEqual(['Choose a room.', 'true'])
  expect(told('checkbox', 'noon')).toEqual([undefined, 'false'])
  const live = nodes.filter(each => each.properties?.some(({ name }) => name === 'live'))
  expect(live.filter(each => each.role?.value === 'alert')).toHaveLength(1)
})

it('places for what will be announced are there before, and stay the same elements', async () => {
  await page.evaluate(() => {
    Object.assign(window, { places: [...document.querySelectorAll('[role=alert],.rp-error')] })
  })
  await field('Name').focus()
  await keys('Enter')
  await until(() => page.locator('[aria-invalid=true]').count()).toBeGreaterThan(0)
  const kept = await page.evaluate(() =>
    (window as unknown as { places: Element[] }).places.map(place => place.isConnected),
  )
  expect(kept).toEqual(Array.from({ length: 7 }, () => true))
})
