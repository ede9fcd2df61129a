import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Chat } from './chat.tsx'
import { Clock } from './clock.tsx'
import { Shared, sharing, Tally } from './shared.tsx'

describe('a clock', () => {
  it('ticks until it is paused, and shows the present time when it goes on', () => {
    const clock = talk(Clock).shows('00:00:00').pass(2000).shows('00:00:02').click('Pause').pass(60_000)
    clock.shows('00:00:02').restart().click('Resume').pass(1000).shows('00:01:03')
  })
})

describe('a chat', () => {
  it('carries what is said to all in the room, and to nobody else', () => {
    const ada = talk(Chat, { room: 'tea' })
    const bob = talk(Chat, { room: 'tea' }, { with: ada })
    const eve = talk(Chat, { room: 'coffee' }, { with: ada })
    ada
      .shows('Nobody has said anything in tea yet.')
      .fill('your name', 'Ada')
      .fill('say something', 'hello')
      .click('Say')
    for (const each of [ada, bob]) each.shows('Ada hello')
    eve.lacks('hello')
    expect(ada.value('say something')).toBe('')
  })
})

describe('a shared count', () => {
  it('is the same for all who look, and known to whoever comes late', async () => {
    const Tea = sharing(new Tally('tea'))
    const ada = talk(Tea)
    const bob = talk(Tea, {}, { with: ada })
    await ada.shows('− 0 +').click('one more for everybody').settle()
    await bob.click('one more for everybody').settle()
    for (const each of [ada, bob, talk(Tea, {}, { with: ada })]) each.pass(100).shows('− 2 +')
    ada.restart().shows('− 2 +')
  })

  it('begins with a dash of what nobody has told yet', () => {
    expect(talk(Shared).has('− 0 +')).toBe(true)
  })
})
