import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSchedule } from './schedule.ts'
import { LATE_MS, MOST_COUNTED, Ticks } from './ticks.ts'

const START = Date.UTC(2026, 0, 1)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

function planned(text: string, at: number = START): Ticks {
  const ticks = new Ticks(readSchedule(text, 'UTC'))
  ticks.plan(at)
  return ticks
}

describe('the times of a schedule', () => {
  it('are due from their instant on', () => {
    const ticks = planned('* * * * *')
    expect(ticks.look(START + MINUTE - 1)).toBeUndefined()
    expect(ticks.look(START + MINUTE)).toEqual({ onTime: START + MINUTE, late: undefined, missed: 0 })
    expect(ticks.look(START + MINUTE)).toBeUndefined()
    expect(ticks.next).toBe(START + 2 * MINUTE)
  })

  it('are on time while they are hardly late, and late from then on', () => {
    const hardly = planned('* * * * *')
    expect(hardly.look(START + MINUTE + LATE_MS - 1)).toMatchObject({ onTime: START + MINUTE, missed: 0 })
    const late = planned('* * * * *')
    expect(late.look(START + MINUTE + LATE_MS)).toMatchObject({ late: START + MINUTE, missed: 1 })
  })

  it('give only the newest where several came', () => {
    const ticks = planned('* * * * * *')
    expect(ticks.look(START + 3_500)).toEqual({ onTime: START + 3 * SECOND, late: undefined, missed: 2 })
    expect(ticks.next).toBe(START + 4 * SECOND)
  })

  it('are counted to a bound after a long sleep', () => {
    const ticks = planned('* * * * * *')
    expect(ticks.look(START + 30 * 24 * HOUR)).toMatchObject({ missed: MOST_COUNTED })
    expect(ticks.next).toBe(START + 30 * 24 * HOUR + SECOND)
  })

  it('do not come again when the clock is set back', () => {
    const ticks = planned('* * * * *')
    for (let at = START + MINUTE; at <= START + HOUR; at += MINUTE) ticks.look(at)
    ticks.plan(START + 10 * MINUTE)
    expect(ticks.next).toBe(START + HOUR + MINUTE)
  })

  it('come as ever when a clock that was a year ahead is put right', () => {
    const ticks = planned('* * * * *')
    ticks.look(START + MINUTE)
    const wrong = START + 365 * 24 * HOUR
    ticks.look(wrong)
    for (let at = wrong + MINUTE; at <= wrong + HOUR; at += MINUTE) ticks.look(at)
    ticks.plan(START + 5 * MINUTE)
    expect(ticks.next).toBe(START + 6 * MINUTE)
  })

  it('are none while it rests', () => {
    const ticks = planned('* * * * *')
    ticks.rest()
    expect(ticks.look(START + HOUR)).toBeUndefined()
    ticks.plan(START + HOUR)
    expect(ticks.look(START + HOUR + MINUTE)).toMatchObject({ onTime: START + HOUR + MINUTE, missed: 0 })
  })

  it('come once each, in order while the clock runs, and are all accounted for, whatever the clock does', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ go: fc.integer({ min: 1, max: 4_000 }) }) },
      fc.record({ go: fc.integer({ min: 5_000, max: 40_000 }) }),
      fc.record({ set: fc.integer({ min: -60_000, max: 60_000 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(1, 2, 7), (steps, every) => {
        const ticks = planned(every === 1 ? '* * * * * *' : `*/${every} * * * * *`)
        const period = (at: number): boolean =>
          new Date(at).getUTCSeconds() % every === 0 && at % SECOND === 0
        const given = new Set<number>()
        let now = START
        let [met, setBack] = [0, false]
        for (const one of steps) {
          const before = now
          now += 'go' in one ? one.go : one.set
          if (now < before) {
            ticks.plan(now)
            setBack = true
          }
          const due = ticks.look(now)
          expect(ticks.next).toBeGreaterThan(now)
          if (due === undefined) continue
          const tick = due.onTime ?? due.late ?? Number.NaN
          expect(period(tick)).toBe(true)
          expect(given.has(tick)).toBe(false)
          given.add(tick)
          expect(tick).toBeGreaterThan(before)
          expect(tick).toBeLessThanOrEqual(now)
          if (due.onTime !== undefined) expect(now - due.onTime).toBeLessThan(LATE_MS)
          met += due.missed + (due.onTime === undefined ? 0 : 1)
        }
        // As long as the clock was never set back, each second that passed is either given out or counted as missed.
        if (!setBack) {
          let all = 0
          for (let at = START + SECOND; at <= now; at += SECOND) if (period(at)) all++
          expect(met).toBe(all)
        }
      }),
      { numRuns: 300 },
    )
  })
})
