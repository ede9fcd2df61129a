import { describe, expect, it } from 'vitest'
import { Talk } from '../../test/talk.ts'
import { Ask, Booking } from '../../examples/booking.tsx'
import { Chat } from '../../examples/chat.tsx'
import { Clock } from '../../examples/clock.tsx'
import { Counter } from '../../examples/counter.tsx'
import { Desk } from '../../examples/desk.tsx'
import { Rows } from '../../examples/rows.tsx'

describe('the examples', () => {
  it('counter counts', () => {
    const talk = new Talk(Counter, { start: 3 })
    talk.click('+')
    talk.click('+')
    talk.click('−')
    expect(talk.page.text()).toBe('− 4 +')
  })

  it('ask is a page of its own too, and ends with what was answered', () => {
    const forward = new Talk(Ask, { label: 'Which?', value: 'this' })
    forward.submit({ value: 'that' })
    expect(forward.conversation.ended).toEqual({ why: 'answered', answer: 'that' })
    const back = new Talk(Ask, { label: 'Which?' })
    back.click('Back')
    expect(back.conversation.ended).toEqual({ why: 'answered', answer: null })
  })

  it('booking goes forward, back and to the end', () => {
    const talk = new Talk(Booking)
    talk.submit({ value: 'Ada' })
    expect(talk.page.text()).toContain('Which room, Ada?')
    talk.click('Back')
    expect(talk.page.text()).toContain('Your name?')
    talk.submit({ value: 'Bob' })
    talk.submit({ value: '7' })
    expect(talk.page.text()).toContain('Book 7 for Bob?')
    talk.click('Yes')
    expect(talk.conversation.ended).toEqual({ why: 'answered', answer: { name: 'Bob', room: '7' } })
  })

  it('rows asks over the page, and goes on where it waited', () => {
    const talk = new Talk(Rows)
    talk.click('×', 1)
    expect(talk.page.text()).toContain('Remove bread?')
    expect(talk.page.text()).toContain('coffee')
    talk.click('No')
    expect(talk.page.text()).toContain('bread')
    talk.click('×', 1)
    talk.click('Yes')
    expect(talk.page.text()).not.toContain('bread')
  })

  it('rows loads, and stays usable meanwhile', () => {
    const talk = new Talk(Rows)
    talk.click('Load afresh')
    talk.click('×', 0)
    talk.click('Yes')
    expect(talk.page.text()).not.toContain('apples')
    talk.finish({ value: ['x'] })
    expect(talk.page.text()).toBe('x × Load afresh')
  })

  it('desk hears the answers of what it embeds, and its siblings stay', () => {
    const talk = new Talk(Desk)
    talk.click('+', 1)
    talk.click('Yes')
    expect(talk.page.text()).toContain('Last answer: yes')
    expect(talk.page.text()).toContain('− 11 +')
    talk.click('No')
    expect(talk.page.text()).toContain('Last answer: no')
  })

  it('chat hears what it says', () => {
    const talk = new Talk(Chat, { room: 'tea' })
    talk.submit({ from: 'Ada', text: 'hello' })
    expect(talk.published).toEqual([
      expect.objectContaining({ topic: 'chat/tea', message: { from: 'Ada', text: 'hello' } }),
    ])
    talk.publish('chat/tea', { from: 'Ada', text: 'hello' })
    expect(talk.page.text()).toContain('Ada hello')
  })

  it('clock ticks while it runs, and leaves no timer when paused', () => {
    const talk = new Talk(Clock)
    talk.pass(3500)
    expect(talk.page.text()).toContain('00:16:43')
    talk.click('Pause')
    expect(talk.timers.size).toBe(0)
    talk.pass(5000)
    expect(talk.page.text()).toContain('00:16:43')
    talk.click('Resume')
    talk.pass(1000)
    expect(talk.page.text()).toContain('00:16:49')
  })
})
