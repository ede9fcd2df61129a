import { talk } from 'repartee/testing'
import { describe, expect, it } from 'vitest'
import { Calculator } from './calc.tsx'
import { Counter } from './counter.tsx'
import { Counters } from './counters.tsx'
import { Desk } from './desk.tsx'

describe('a counter', () => {
  it('begins where it is told, and counts both ways', () => {
    const counter = talk(Counter, { start: 3 })
    counter.click('one more').click('one more').shows('5').click('one less').shows('4')
  })
})

describe('counters', () => {
  it('keep their numbers when they change places', () => {
    const counters = talk(Counters).click('one more', '#2').click('move counter 2 up')
    expect(counters.text).toMatch(/^#2 − 1 \+ .*#1 − 0 \+ .*#3 − 0 \+/)
    counters.restart().click('move counter 2 up')
    expect(counters.text).toMatch(/^#1 .*#3 .*#2 − 1 \+/)
    counters.click('Turn the order round')
    expect(counters.text).toMatch(/^#2 − 1 .*#3 .*#1 /)
  })

  it('begin at zero, also where another one was removed', () => {
    const counters = talk(Counters).click('one more', '#3').click('remove counter 3').click('Add a counter')
    expect(counters.lacks('#3').text).toMatch(/#4 − 0 \+/)
    for (const key of [1, 2, 4]) counters.click(`remove counter ${key}`)
    counters.shows('No counter is left.')
  })
})

describe('a calculator', () => {
  const shown = (keys: string): string => {
    const calculator = talk(Calculator)
    for (const key of keys) calculator.click(key === 'C' ? 'Clear' : key)
    return calculator.text.split(' ')[0] ?? ''
  }

  it.each([
    ['2+3=', '5'],
    ['7×6=', '42'],
    ['0.1+0.2=', '0.3'],
    ['1÷3×3=', '1'],
    ['2+3×4=', '20'],
    ['9−−4=', '5'],
    ['5−×2=', '10'],
    ['1.5.2', '1.52'],
    ['.5+.5=', '1'],
    ['007', '7'],
    ['5=3', '3'],
    ['1234567890123', '123456789012'],
    ['1÷0=', 'Error'],
    ['1÷0=+1=', 'Error'],
    ['1÷0=C2', '2'],
  ])('makes of %s the number %s', (keys, number) => {
    expect(shown(keys)).toBe(number)
  })
})

describe('a desk', () => {
  it('hears every answer of what it embeds, and leaves the rest of it alone', () => {
    const desk = talk(Desk).click('one more', 0).shows('Last answer: nothing yet')
    desk.click('Yes').shows('Last answer: yes').click('No').shows('Last answer: no')
    expect(desk.text).toMatch(/^− 1 \+ − 10 \+/)
  })
})
