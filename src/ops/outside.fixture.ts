// Virtual time for the tests of this folder: it passes when a test says so, and what falls due runs in order.
import type { Outside } from './outside.ts'

export interface VirtualOutside extends Outside {
  /** Lets `ms` pass, running what falls due, each at its own time; promises settle in between. */
  pass(ms: number): Promise<void>
  /** Sets the wall clock without letting time pass: what an operator or a time server does. */
  setWall(ms: number): void
  /** What waits. */
  readonly waiting: number
}

interface Due {
  readonly at: number
  readonly run: () => void
}

export function virtualOutside(startMs: number = Date.UTC(2026, 0, 1), chance = 0.5): VirtualOutside {
  let [ticks, wall] = [0, startMs]
  const due = new Set<Due>()
  const next = (until: number): Due | undefined =>
    [...due].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
  // Promises in promises settle within a turn of the event loop or two.
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve))
  }
  return {
    now: () => wall,
    ticks: () => ticks,
    random: () => chance,
    after(ms, run) {
      const one = { at: ticks + Math.max(0, ms), run }
      due.add(one)
      return () => void due.delete(one)
    },
    async pass(ms) {
      const until = ticks + ms
      await settle()
      for (let one = next(until); one !== undefined; one = next(until)) {
        due.delete(one)
        wall += one.at - ticks
        ticks = one.at
        one.run()
        await settle()
      }
      wall += until - ticks
      ticks = until
      await settle()
    },
    setWall: ms => void (wall = ms),
    get waiting() {
      return due.size
    },
  }
}
