import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { PASSWORD } from '../../sign-in.tsx'
import { button, focus, openGallery, reads, reload, running, skipBar, tabTo } from '../gallery.fixture.ts'

const { open, visit } = openGallery()

const field = (page: Page, name: string) => running(page).getByLabel(name, { exact: true })
const address = (page: Page): string => page.url().slice(new URL(page.url()).origin.length)
const enter = async (page: Page, name: string): Promise<void> => {
  await field(page, 'Name').fill(name)
  await field(page, 'Password').fill(PASSWORD)
  await button(page, 'Sign in').click()
  await button(page, 'Sign out').waitFor()
}

describe('the door', () => {
  it('opens for who knows the word, also on the next page, and closes for good', async () => {
    const { page, errors, warnings, close } = await open('/door')
    await enter(page, 'Ada')
    await button(page, 'one more').click()
    await reads(page, '1')
    await reload(page)
    await reads(page, '1')
    await page.getByRole('link', { name: 'the tasks' }).click()
    await running(page).getByText('Tasks of Ada').waitFor()
    await page.goBack()
    await reads(page, '1')
    expect([...errors, ...warnings]).toEqual([])
    await button(page, 'Sign out').click()
    await button(page, 'Sign in').waitFor()
    await page.goForward()
    await button(page, 'Sign in').waitFor()
    expect(await running(page).getByText('Tasks of').count()).toBe(0)
    await page.goBack()
    await button(page, 'Sign in').waitFor()
    // Pages of a session that is over are refused, and begin afresh.
    expect(errors.filter(text => !text.includes('403'))).toEqual([])
    await close()
  })

  it('is opened by keyboard', () =>
    visit('/door', async page => {
      await skipBar(page)
      await tabTo(page, 'Name')
      await page.keyboard.type('Bo')
      await page.keyboard.press('Tab')
      await page.keyboard.type('sesame')
      await page.keyboard.press('Enter')
      await reads(page, 'That is not the password.')
      expect(await focus(page)).toBe('Password')
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(PASSWORD)
      await page.keyboard.press('Enter')
      await running(page).getByText('You are in, Bo.').waitFor()
      await tabTo(page, 'Sign out')
      await page.keyboard.press('Enter')
      await button(page, 'Sign in').waitFor()
    }))
})

describe('the tasks', () => {
  const row = (page: Page, text: string) => running(page).locator('.todo-row', { hasText: text })
  const add = async (page: Page, text: string): Promise<void> => {
    await field(page, 'what is to do').fill(text)
    await page.keyboard.press('Enter')
    await row(page, text).waitFor()
  }

  it('are the same in two windows of one person, also while one of them is edited', async () => {
    const one = await open('/tasks')
    await enter(one.page, 'Grace')
    await add(one.page, 'Sleep')
    const two = await open('/tasks', one.context)
    await row(two.page, 'Sleep').waitFor()
    await button(two.page, 'edit Sleep').click()
    await field(two.page, 'new text of Sleep').fill('Dream')
    await add(one.page, 'Wake up')
    await row(two.page, 'Wake up').waitFor()
    expect(await field(two.page, 'new text of Sleep').inputValue()).toBe('Dream')
    await row(one.page, 'Sleep').getByRole('checkbox').check()
    await button(two.page, 'Save').click()
    await row(one.page, 'Dream').waitFor()
    await reload(two.page)
    expect(await row(two.page, 'Dream').getByRole('checkbox').isChecked()).toBe(true)
    await visit('/tasks', async page => {
      await enter(page, 'Ida')
      await reads(page, 'Nothing to do yet.')
    })
    expect([...one.errors, ...one.warnings, ...two.errors, ...two.warnings]).toEqual([])
    await two.close()
    await one.close()
  })

  it('are chosen by the address, which leads back', () =>
    visit('/tasks', async page => {
      await enter(page, 'Hedy')
      await add(page, 'One')
      await add(page, 'Two')
      await row(page, 'One').getByRole('checkbox').check()
      await button(page, 'open').click()
      await row(page, 'One').waitFor({ state: 'detached' })
      expect(address(page)).toBe('/tasks?show=open')
      await button(page, 'done').click()
      await row(page, 'One').waitFor()
      await reload(page)
      expect(await row(page, 'Two').count()).toBe(0)
      await page.goBack()
      await row(page, 'Two').waitFor()
      expect(address(page)).toBe('/tasks?show=open')
      await page.goForward()
      await row(page, 'One').waitFor()
      expect(address(page)).toBe('/tasks?show=done')
      await page.goto(page.url().replace('done', 'open'))
      await row(page, 'Two').waitFor()
    }))

  it('are kept by keyboard', () =>
    visit('/tasks', async page => {
      await skipBar(page)
      await tabTo(page, 'Name')
      await page.keyboard.type('Ingrid')
      await page.keyboard.press('Tab')
      await page.keyboard.type(PASSWORD)
      await page.keyboard.press('Enter')
      await reads(page, 'Nothing to do yet.')
      expect(await focus(page)).toBe('what is to do')
      await page.keyboard.type('Water the plants')
      await page.keyboard.press('Enter')
      await row(page, 'Water the plants').waitFor()
      expect(await field(page, 'what is to do').inputValue()).toBe('')
      await tabTo(page, 'Water the plants')
      await page.keyboard.press('Space')
      await tabTo(page, 'edit Water the plants')
      await page.keyboard.press('Enter')
      await field(page, 'new text of Water the plants').waitFor()
      expect(await focus(page)).toBe('new text of Water the plants')
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('Water them')
      await page.keyboard.press('Enter')
      await row(page, 'Water them').waitFor()
      expect(await row(page, 'Water them').getByRole('checkbox').isChecked()).toBe(true)
      await tabTo(page, 'delete Water them')
      for (const keys of [['Enter'], ['Escape'], ['Tab', 'Enter']]) {
        await page.keyboard.press('Enter')
        await page.getByRole('alertdialog', { name: 'Delete “Water them”?' }).waitFor()
        for (const key of keys) await page.keyboard.press(key)
        await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      }
      await reads(page, 'Nothing to do yet.')
    }))
})

describe('the host', () => {
  it('shows its lamps here as well, one number for all who look', async () => {
    const [one, two] = [await open('/host'), await open('/host')]
    await reads(one.page, '0 of 12 are lit.')
    await button(one.page, 'Light one').click()
    await reads(two.page, '1 of 12 are lit.')
    await skipBar(two.page)
    await tabTo(two.page, 'Put one out')
    await two.page.keyboard.press('Enter')
    await reads(one.page, '0 of 12 are lit.')
    await reload(one.page)
    await reads(one.page, '0 of 12 are lit.')
    expect([...one.errors, ...two.errors]).toEqual([])
    await Promise.all([one.close(), two.close()])
  })
})
