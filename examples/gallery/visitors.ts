// Visitors who are simulated: so many at a time, each looks at a few pages and leaves, and another comes.
// Invariant: there are never more than were asked for, and none is left once the signal was aborted.
import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerRun } from 'repartee/ops'
import { ENTRIES } from './list.ts'
import { Visitor } from './visitor.ts'

/** More would be a load test. */
export const MOST_VISITORS = 500
/** Of a visit: pages that are looked at, and what is pressed on each. */
const PAGES = 4
const PRESSES = 8
const PAUSE_MS = 600
const TELL_MS = 10_000

export interface Wish {
  readonly origin: string
  readonly count: number
  /** Where they go. Default: all examples. */
  readonly paths?: readonly string[]
  readonly random?: () => number
}

/** Comes to its end when the run is told to. */
export async function simulate({ signal, log, beat }: WorkerRun, wish: Wish): Promise<void> {
  const { origin, count, paths = PATHS, random = Math.random } = wish
  const told = { visits: 0, pressed: 0, failed: 0 }
  const one = async (): Promise<void> => {
    // Not all in the same moment.
    await sleep(random() * PAUSE_MS * 4, undefined, { signal })
    while (!signal.aborted) {
      const visitor = new Visitor(origin, signal, random)
      try {
        told.visits++
        for (let left = 1 + random() * PAGES; left > 0; left--)
          told.pressed += await look(visitor, pick(paths, random), signal, random)
      } catch {
        if (!signal.aborted) told.failed++
      }
      visitor.leave()
      await sleep(PAUSE_MS, undefined, { signal })
    }
  }
  const tell = async (): Promise<void> => {
    log(`${count} visitors at a time`)
    for (;;) {
      await sleep(TELL_MS, undefined, { signal })
      beat()
      log(`${told.visits} visits, ${told.pressed} times something pressed, ${told.failed} visits failed`)
    }
  }
  beat()
  await Promise.allSettled([tell(), ...Array.from({ length: count }, one)])
}

/** Looks at a page; how often something was pressed. */
async function look(
  visitor: Visitor,
  path: string,
  signal: AbortSignal,
  random: () => number,
): Promise<number> {
  await visitor.open(path)
  let pressed = 0
  for (let left = 1 + random() * PRESSES; left > 0 && visitor.has; left--) {
    await sleep(PAUSE_MS * (0.5 + random()), undefined, { signal })
    if (!visitor.has || !(await visitor.press())) break
    pressed++
  }
  return pressed
}

const ROOMS = ['kitchen', 'library', 'garden'].map(room => `/chat/${room}`)
const PATHS = [...ENTRIES.map(({ path }) => path), '/', ...ROOMS, ...ROOMS]

const pick = (paths: readonly string[], random: () => number): string =>
  paths[Math.floor(random() * paths.length)] ?? '/'

/** `SIMULATE=50`; 0 for nobody. Undefined for what is no number of visitors. */
export function countOf(text: string): number | undefined {
  const count = text === '' ? 0 : Number(text)
  return Number.isInteger(count) && count >= 0 && count <= MOST_VISITORS ? count : undefined
}
