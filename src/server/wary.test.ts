import { expect, it } from 'vitest'
import type { Left } from './record.ts'
import { deathsOf, isDeadly, nameOf, Wary } from './wary.ts'

type Marks = Pick<Left, 'deaths' | 'trying'>

/** What the next owner finds, of one that died while it tried that event, or else at another time. */
const died = (before: Marks, trying?: string): Marks => new Wary(deathsOf(before, true), 0).marks(0, trying)

it('an event that three processes died of is deadly; the first of them was not wary', () => {
  const once = died({})
  expect(isDeadly(deathsOf(once, true))).toBe(false)
  const twice = died(once, 'offer 12')
  expect(isDeadly(deathsOf(twice, true))).toBe(false)
  const thrice = died(twice, 'offer 12')
  expect(isDeadly(deathsOf(thrice, true))).toBe(true)
  // Somebody who let go of it did not die.
  expect(isDeadly(deathsOf(thrice, false))).toBe(false)
})

it('processes that die of different events, or of none, prove nothing', () => {
  let marks: Marks = {}
  for (const event of ['offer 12', 'timer 1 4', 'offer 12', undefined, 'offer 13']) marks = died(marks, event)
  expect(deathsOf(marks, true)).toEqual({ of: 'offer 13', n: 1 })
})

it('what is told at each beginning does not hide what ends it', () => {
  const marks = died(died({}, 'offer 12'), 'offer 12')
  const wary = new Wary(deathsOf(died({}, 'offer 12'), true), 0)
  expect(wary.marks(0)).toEqual({ deaths: { of: 'offer 12', n: 1 } })
  expect(wary.marks(0, 'missed 1')).toEqual({ deaths: { of: 'offer 12', n: 1 }, trying: 'missed 1' })
  expect(isDeadly(deathsOf(marks, true))).toBe(true)
})

it('after a minute nobody is wary any more', () => {
  const wary = new Wary({ of: 'offer 12', n: 1 }, 1000)
  expect([wary.isOn(60_999), wary.isOn(61_000)]).toEqual([true, false])
  expect(wary.marks(61_000, 'offer 12')).toEqual({})
})

it('an event that comes again has the same name', () => {
  expect(nameOf({ kind: 'timer', iid: '3', timer: 4 })).toBe('timer 3 4')
  expect(nameOf({ kind: 'missed', iid: '3', topic: 't' })).toBe('missed 3')
  expect(nameOf({ kind: 'end', why: 'expired' })).toBe('end')
})
