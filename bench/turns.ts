// Figures of many rounds, of several that are measured in turn.
// Invariant: everybody has a turn in each round, so that a noisy minute hits all alike; the first round is not counted.
// Does not know what a figure is of.
import type { Bench, Report } from './harness.ts'

/** Figures of one round, by name. */
export type Figures = Readonly<Record<string, number>>

/** What a figure is measured in, and whether more of it is better. */
export interface Measure {
  readonly unit: string
  readonly better?: NonNullable<Report['better']>
}

export type Measures = Readonly<Record<string, Measure>>

/** Runs `round` in turn for each, once more than is counted. */
export async function turns<W extends string>(
  whos: readonly W[],
  rounds: number,
  round: (who: W) => Promise<Figures>,
): Promise<Record<W, Figures[]>> {
  const all = Object.fromEntries(whos.map(who => [who, [] as Figures[]])) as Record<W, Figures[]>
  for (let i = -1; i < rounds; i++) {
    for (const who of whos) {
      const figures = await round(who)
      if (i >= 0) all[who].push(figures)
    }
  }
  return all
}

/** One line for each measure, with a ratio to what stands beside it. Those that nobody has are left out. */
export function report(
  bench: Bench,
  name: string,
  measures: Measures,
  ours: readonly Figures[],
  beside: Readonly<Record<string, readonly Figures[]>> = {},
): void {
  for (const [figure, measure] of Object.entries(measures)) {
    if (ours.every(each => each[figure] === undefined)) continue
    const of = (all: readonly Figures[]): number[] => all.map(each => each[figure] ?? Number.NaN)
    const baselines = Object.entries(beside).filter(([, all]) => all.some(each => each[figure] !== undefined))
    bench.report(`${name}: ${figure}`, {
      ...measure,
      ours: of(ours),
      baselines: Object.fromEntries(baselines.map(([who, all]) => [who, of(all)])),
    })
  }
}
