// Driving the examples as a person would.
import { describe, expect, it } from 'vitest'
import { replay, talk } from 'repartee/testing'
import { Booking } from '../../examples/booking.tsx'
import { Clock } from '../../examples/clock.tsx'

describe('a talk', () => {
  it('goes through a flow by its words, to its answer', () => {
    const booking = talk(Booking, { guest: 'Ada' })
    booking.shows('Your name?')
    expect(booking.value('Your name?')).toBe('Ada')
    booking.fill('Your name?', 'Bo').click('Next').shows('Which room, Bo?')
    booking.fill('Which room, Bo?', '7').click('Next').click('Yes')
    expect(booking.answer).toEqual({ name: 'Bo', room: '7' })
    expect(booking.ended?.why).toBe('answered')
    const again = replay(
      Booking,
      { guest: 'Ada' },
      JSON.parse(JSON.stringify(booking.log)) as typeof booking.log,
    )
    expect(again.answer).toEqual(booking.answer)
  })

  it('lets time pass only when told', () => {
    const clock = talk(Clock)
    const before = clock.text
    clock.pass(2000)
    expect(clock.text).not.toBe(before)
    expect(clock.shows('00:00:02').click('Pause').pass(5000).text).toContain('00:00:02')
  })
})
