// Whatever a program does and whatever happens to it, the conversation keeps its promises. See play.fixture.tsx for what is
// checked. `npm run test:properties -- --runs 10000` looks longer.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { live, restarts, travels } from './play.fixture.tsx'
import { movers, moves, programs } from './program.fixture.tsx'

const RUNS = Number(process.env['REPARTEE_RUNS'] ?? 300)
const LONG = 30_000 + 200 * RUNS

describe('a conversation, whatever its program and whatever happens', () => {
  it(
    'keeps its promises after every step, and leaves nothing at the end',
    () => {
      fc.assert(
        fc.property(programs, moves, (program, played) => live(program, played)),
        { numRuns: RUNS },
      )
    },
    LONG,
  )

  it(
    'shows the same pages whether or not it was restarted on the way',
    () => {
      fc.assert(
        fc.property(programs, moves, fc.nat(3), (program, played, often) => restarts(program, played, often)),
        { numRuns: Math.ceil(RUNS / 3) },
      )
    },
    LONG,
  )

  it(
    'shows each page as it was left, going back and forward in any order, while time goes on beside',
    () => {
      let entries = 0
      const clicks = fc.array(fc.nat(2000), { minLength: 1, maxLength: 6 })
      fc.assert(
        fc.property(movers, clicks, fc.array(fc.nat(9), { maxLength: 8 }), (program, pressed, trips) => {
          entries += travels(program, pressed, trips)
        }),
        { numRuns: RUNS },
      )
      // Not for want of entries.
      expect(entries).toBeGreaterThan(RUNS)
    },
    LONG,
  )
})
