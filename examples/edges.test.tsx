import { component } from 'repartee'
import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Tickets } from './failing.tsx'
import { Lamp } from './fallback.tsx'
import { Sharing } from './mistake.tsx'
import { Sketch } from './sketch.tsx'
import { Rating } from './widget.tsx'

describe('tickets', () => {
  it.each([
    ['It works', 'Seat 7 is yours.', false],
    ['I changed my mind', 'You changed your mind. Seat 7 is free again.', true],
    ['It fails', 'Sorry, the card was declined. Seat 7 is free again.', true],
  ])('after "%s" say: %s', async (how, said, isReleased) => {
    const tickets = talk(Tickets).click('Buy a ticket').finish(7).shows('Seat 7 is held').restart().click(how)
    if (isReleased) await tickets.lacks('free again').settle()
    tickets.shows(said)
    expect(tickets.notices).toEqual([])
  })

  it('without a catch are as before, and somebody is told why', () => {
    const tickets = talk(Tickets).click('without a catch').click('It fails').shows('No ticket yet.')
    expect(tickets.notices.map(({ error }) => String(error))).toEqual(['Error: the card was declined'])
  })
})

describe('a lamp', () => {
  it('that burnt out shows its fallback with the reference, and begins anew', () => {
    const Room = component({ name: 'room', state: () => ({}), on: {}, view: () => <Lamp /> })
    const lamp = talk(Room).click('Switch it off').click('burn out').restart()
    lamp.shows('It is dark here.', lamp.notices[0]?.reference ?? '?').click('Change the bulb')
    lamp.shows('The lamp is lit.').lacks('dark')
  })
})

describe('a bill', () => {
  it('is split, to the cent', () => {
    const bill = talk(Sharing)
      .click('one person more')
      .fill('The bill', '100')
      .click('Split it')
      .shows('33.33 each')
    bill.click('one person less').click('Split it').shows('50.00 each')
  })

  it('among nobody is a mistake that loses nothing', () => {
    const bill = talk(Sharing)
      .fill('The bill', '120')
      .click('Split it')
      .click('one person less')
      .click('one person less')
    bill.click('Split it').shows('0 people', '60.00 each')
    expect(bill.notices.map(({ error }) => (error as Error).name)).toEqual(['RangeError'])
    expect(bill.value('The bill')).toBe('120')
    bill.click('one person more').click('Split it').shows('1 person', '120.00 each')
  })
})

describe('a widget', () => {
  it('is waited for, and its element is left alone', () => {
    const rating = talk(Rating).pass(3000).shows('Take your time: 3 s so far.')
    expect(rating.html).toMatch(/rp-ignore[^>]*><\/div>/)
  })
})

describe('a drawing', () => {
  it('is empty at first, with nothing to undo', () => {
    const sketch = talk(Sketch)
    expect(() => sketch.click('Undo')).toThrow(/is disabled/)
    expect(sketch.html).toContain('a drawing of 0 lines')
  })
})
