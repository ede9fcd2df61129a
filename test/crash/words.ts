// Figures in words.
import type { Figures } from './trial.ts'

/** What a trial has come to so far. */
export function told({ kills, acknowledged, seconds, faults, conversations }: Figures): string {
  const rate = Math.round(acknowledged / Math.max(seconds, 0.001))
  const others = Object.entries(faults)
    .filter(([fault]) => fault !== 'kill')
    .map(([fault, times]) => `${times} ${fault}`)
  const more = others.length > 0 ? `; ${others.join(', ')}` : ''
  return `${kills} kills, ${acknowledged} events acknowledged (${rate}/s), ${conversations} conversations, ${Math.round(seconds)} s${more}`
}

/** What a whole run has come to. */
export function summary(all: readonly Figures[]): string {
  const sum = (of: (figures: Figures) => number): number =>
    all.reduce((total, figures) => total + of(figures), 0)
  const faults = new Map<string, number>()
  for (const figures of all)
    for (const [fault, times] of Object.entries(figures.faults))
      faults.set(fault, (faults.get(fault) ?? 0) + times)
  const longest = Math.max(...all.map(({ longestGapMs }) => longestGapMs))
  const rows: readonly (readonly [string, string | number])[] = [
    ['kills', sum(figures => figures.kills)],
    ['faults', [...faults].map(([fault, times]) => `${times} ${fault}`).join(', ')],
    ['conversations, none lost', sum(figures => figures.conversations)],
    ['events acknowledged, each there once', sum(figures => figures.acknowledged)],
    ['events given up, there once or not at all', sum(figures => figures.unknown)],
    ['alarms, each rang once', sum(figures => figures.timers)],
    ['pieces of work begun', sum(figures => figures.work)],
    ['longest time from a kill to the next event acknowledged', `${Math.round(longest)} ms`],
    ['heap of a server, after collections', `${mb(all.flatMap(({ memory }) => memory))} MB`],
    ['seconds', Math.round(sum(figures => figures.seconds))],
  ]
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows.map(([what, much]) => `${what.padEnd(width)}  ${much}`).join('\n')
}

function mb(bytes: readonly number[]): string {
  const of = (value: number): string => (value / 1e6).toFixed(0)
  return bytes.length === 0 ? '-' : `${of(Math.min(...bytes))} to ${of(Math.max(...bytes))}`
}
