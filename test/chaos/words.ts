// Figures in words.
import type { Figures } from './trial.ts'

const faultsOf = (faults: Readonly<Record<string, number>>): string =>
  Object.entries(faults)
    .map(([fault, times]) => `${times} ${fault}`)
    .join(', ')

/** What a trial has come to so far. */
export function told({ faults, acknowledged, seconds, conversations }: Figures): string {
  const rate = Math.round(acknowledged / Math.max(seconds, 0.001))
  return `${acknowledged} events acknowledged (${rate}/s), ${conversations} conversations, ${Math.round(seconds)} s; ${faultsOf(faults)}`
}

/** What a whole run has come to. */
export function summary(all: readonly Figures[]): string {
  const sum = (of: (figures: Figures) => number): number =>
    all.reduce((total, figures) => total + of(figures), 0)
  const faults: Record<string, number> = {}
  for (const figures of all)
    for (const [fault, times] of Object.entries(figures.faults)) faults[fault] = (faults[fault] ?? 0) + times
  const waits = all.flatMap(figures => figures.waits).sort((a, b) => a - b)
  const wait = (part: number): string => `${Math.round(waits[Math.floor((waits.length - 1) * part)] ?? 0)} ms`
  const rows: readonly (readonly [string, string | number])[] = [
    ['faults', `${Object.values(faults).reduce((a, b) => a + b, 0)}: ${faultsOf(faults)}`],
    ['conversations, none lost', sum(figures => figures.conversations)],
    ['events acknowledged, each there once', sum(figures => figures.acknowledged)],
    ['events given up, there once or not at all', sum(figures => figures.unknown)],
    ['alarms, each rang once, and none waits', sum(figures => figures.timers)],
    ['commits, no revision left out, none twice, no epoch back', sum(figures => figures.commits)],
    ['commits of unknown outcome', sum(figures => figures.unknownCommits)],
    ['commits that healed the server', sum(figures => figures.heals)],
    ['moves from node to node', sum(figures => figures.moves)],
    ['from saying to answer: p50, p99, longest', `${wait(0.5)}, ${wait(0.99)}, ${wait(1)}`],
    ['seconds', Math.round(sum(figures => figures.seconds))],
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows.map(([what, much]) => `${what.padEnd(width)}  ${much}`).join('\n')
}
