// What may happen in a world, as plain data: what visitors do, and what goes wrong. A script is replayed by its text, and is made shorter
// by leaving steps out.
import fc from 'fast-check'
import { programs, type Program } from '../../src/kernel/program.fixture.tsx'
import { FATES, type Fate } from './net.ts'

/** In milliseconds and bytes. `which` chooses among what there is. */
export type Step =
  | { do: 'press' | 'move' | 'type' | 'tick' | 'unfold' | 'focus'; tab: number; which: number }
  | { do: 'hit'; tab: number; key: 'a' | 'b' | 'c'; times: number }
  | { do: 'say' | 'back' | 'forward' | 'reload' | 'vanish' | 'hide' | 'show' | 'online'; tab: number }
  | { do: 'event is' | 'stream is'; tab: number; fate: Fate }
  | { do: 'cut'; tab: number; after: number; clean: boolean; heard: boolean }
  | { do: 'stall' | 'storm' | 'offline' | 'sleep' | 'rest'; tab: number; ms: number }
  /** For so long that the server has let the conversation go by then, or nearly. */
  | { do: 'away'; tab: number; how: 'offline' | 'hidden' | 'put away'; ms: number }
  | { do: 'portions' | 'slow'; tab: number; bytes: number }
  | { do: 'buffer'; tab: number; yes: boolean }
  | { do: 'muddle'; tab: number; how: 'twice' | 'swapped' }
  | { do: 'restart' | 'kill'; ms: number }
  | { do: 'unsure'; times: number }
  | { do: 'pass'; ms: number }

export interface Script {
  readonly seed: number
  readonly tabs: number
  /** Whether they are tabs of one browser. */
  readonly together: boolean
  /** Whether a browser has only a few connections. */
  readonly limited: boolean
  /** What is shown instead of the desk. It may come to an end. */
  readonly program?: Program | undefined
  /** Each with the milliseconds until the next. */
  readonly steps: readonly (readonly [Step, number])[]
}

/**
 * Beyond what a conversation stays in memory for, which is half a minute, ten of them where it may miss messages, and five more where it
 * takes the client so long to let go.
 */
const AWAY = [40_000, 40_000, 40_000, 40_000, 660_000, 960_000] as const

const tab = fc.nat(3)
const which = fc.nat(200)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('press' as const), tab, which }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('hit' as const),
      tab,
      key: fc.constantFrom('a', 'b', 'c'),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), tab }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('type', 'tick', 'unfold', 'focus'), tab, which }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), tab, which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('back', 'back', 'forward'), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), tab }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('hide', 'show', 'online', 'vanish', 'vanish'), tab }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom('event is', 'event is', 'stream is'),
      tab,
      fate: fc.constantFrom(...FATES),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      tab,
      after: fc.oneof(fc.constant(0), fc.nat(400)),
      clean: fc.boolean(),
      heard: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('stall', 'stall', 'storm', 'offline', 'sleep', 'rest'),
      tab,
      ms: fc.oneof(fc.nat(900), fc.nat(60_000)),
    }),
  },
  {
    // a quarter of an hour takes seconds to play
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('away' as const),
      tab,
      how: fc.constantFrom('offline', 'hidden', 'put away'),
      ms: fc.constantFrom(...AWAY),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('portions', 'slow'),
      tab,
      bytes: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 8, max: 2000 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('buffer' as const), tab, yes: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('muddle' as const),
      tab,
      how: fc.constantFrom('twice', 'swapped'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('restart', 'kill'), ms: fc.nat(4000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('unsure' as const), times: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.oneof(fc.nat(800), fc.nat(20_000)) }),
  },
) as fc.Arbitrary<Step>

export const scripts: fc.Arbitrary<Script> = fc.record({
  seed: fc.nat(1_000_000),
  tabs: fc.constantFrom(1, 1, 1, 2, 2, 4),
  together: fc.boolean(),
  limited: fc.boolean(),
  program: fc.option(
    // its addresses lead to no page, flows that call each other go on for ever where nobody has to let them, and no browser
    // takes a form within a form
    programs.map(parts =>
      parts.map(part => ({
        ...part,
        has: 'no address' as const,
        kind: 'component' as const,
        form: part.form === 'form' ? ('field' as const) : part.form,
      })),
    ),
    { nil: undefined, freq: 3 },
  ),
  steps: fc.array(fc.tuple(step, fc.oneof(fc.nat(8), fc.nat(150))), {
    minLength: 1,
    maxLength: 30,
    size: 'max',
  }),
})

/** For people, and to be pasted back. */
export function wordsOf({ seed, tabs, together, limited, steps }: Script): string {
  const lines = steps.map(([step, ms]) => `  ${wordOf(step)}; ${ms} ms`)
  return [`tabs ${tabs}, together ${together}, limited ${limited}, seed ${seed}`, ...lines].join('\n')
}

export function wordOf({ do: what, ...more }: Step): string {
  const rest = Object.entries(more).map(([name, value]) => `${name} ${String(value)}`)
  return rest.length > 0 ? `${what}: ${rest.join(', ')}` : what
}
