import { replay, talk, type Talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Door } from './door.tsx'
import { PASSWORD } from './sign-in.tsx'
import { Tasks, whichTasks } from './tasks.tsx'

const enter = <A,>(page: Talk<A>, name: string): Talk<A> =>
  page.fill('Name', name).fill('Password', PASSWORD).click('Sign in')

describe('a door', () => {
  it('opens for one password, and shows the number to those inside alone', () => {
    const door = talk(Door).lacks('You are in').fill('Name', 'Ada').fill('Password', 'sesame').submit()
    door.shows('Password: That is not the password.')
    expect(door.principal).toBe(null)
    expect(door.snapshot).not.toContain('"sesame"')
    enter(door, ' Ada ').shows('You are in, Ada.', '− 0 +').click('+').restart().shows('− 1 +')
    expect(door.principal).toBe('Ada')
    expect(replay(Door, {}, door.log).html).toBe(door.html)
  })

  it('closes behind whoever signs out, and there is no way back', () => {
    const door = enter(talk(Door), 'Ada').click('+').click('Sign out').lacks('You are in')
    expect(door.principal).toBe(null)
    expect(() => door.back()).toThrow(/nothing behind/)
    enter(door, 'Bo').shows('You are in, Bo.', '− 0 +')
  })

  it('is open to whoever is known already', () => {
    talk(Door, {}, { principal: 'Ada' }).shows('You are in, Ada.')
  })
})

describe('tasks', () => {
  /** Tasks outlive a conversation, so each test is somebody else. */
  const open = async (who: string, show = 'all', other?: Talk) => {
    const page = talk(Tasks, whichTasks.parse({ show }), {
      principal: who,
      path: '/tasks',
      ...(other && { with: other }),
    })
    return look(page)
  }
  const look = async <T extends Talk>(page: T): Promise<T> => {
    page.pass(0)
    await page.settle()
    page.pass(0)
    return page.settle()
  }
  const add = async (page: Talk, ...texts: string[]): Promise<void> => {
    for (const text of texts) await look(page.fill('what is to do', text).click('Add'))
  }

  it('are shown to whoever signs in, and taken away again', async () => {
    const page = talk(Tasks, whichTasks.parse({})).lacks('Tasks of')
    await look(enter(page, 'Signe'))
    page.shows('Tasks of Signe', 'Nothing to do yet.')
    await add(page, 'Sleep')
    page.shows('Sleep').click('Sign out').lacks('Sleep')
    await look(enter(page, 'Someone else'))
    page.shows('Tasks of Someone else').lacks('Sleep')
    expect(replay(Tasks, whichTasks.parse({}), page.log).html).toBe(page.html)
  })

  it('are added, ticked off, edited and deleted', async () => {
    const page = await open('Ada')
    await add(page, ' Water the plants ', 'Answer the letter')
    expect(page.value('what is to do')).toBe('')
    await look(page.check('Water the plants'))
    expect(page.restart().value('Water the plants')).toBe(true)
    await look(
      page.click('edit Answer the letter').fill('new text of Answer', 'Post the letter').click('Save'),
    )
    page.shows('Post the letter').lacks('Answer')
    page.click('edit Post').fill('new text of Post', 'never mind').click('Cancel').shows('Post the letter')
    page.click('delete Post')
    expect(page.dialogs).toEqual(['Delete “Post the letter”?'])
    await look(page.click('Keep'))
    await look(page.shows('Post the letter').click('delete Post').click('Delete'))
    page.shows('Water the plants').lacks('Post the letter')
    expect(replay(Tasks, whichTasks.parse({}), page.log, { principal: 'Ada', path: '/tasks' }).html).toBe(
      page.html,
    )
  })

  it('are chosen by their address', async () => {
    const page = await open('Filippa')
    await add(page, 'One', 'Two')
    await look(page.check('One').click('open'))
    page.lacks('One').shows('Two')
    expect(page.address).toBe('/tasks?show=open')
    expect(page.click('done').shows('One').lacks('Two').address).toBe('/tasks?show=done')
    expect(page.back().back().shows('One', 'Two').address).toBe('/tasks')
    await open('Filippa', 'done').then(other => other.shows('One').lacks('Two'))
    await open('Filippa', 'none such').then(other => other.shows('One', 'Two'))
    await look(page.click('done').check('One', false))
    page.shows('Nothing is done.')
  })

  it('are the same in each window of one person, and nobody else’s', async () => {
    const first = await open('Hedy')
    const second = await open('Hedy', 'all', first)
    const other = await open('Ida', 'all', first)
    await add(first, 'Sleep')
    await look(second)
    second.shows('Sleep').click('edit Sleep').fill('new text of Sleep', 'Dream')
    await look(first.check('Sleep'))
    await look(second.click('Save'))
    await look(first)
    first.shows('Dream')
    expect(first.value('Dream')).toBe(true)
    other.lacks('Sleep', 'Dream').shows('Nothing to do yet.')
  })

  it('are read again by a window that was away', async () => {
    const away = await open('Jo')
    await add(await open('Jo'), 'Sleep')
    away.lacks('Sleep')
    await look(away.missed())
    away.shows('Sleep')
  })
})
