// What runs in the page: worlds, one after another, each in the same few windows.
import fc from 'fast-check'
import { play, type Outcome } from './play.ts'
import { scripts, wordsOf, type Script } from './script.ts'

export interface Report {
  /** Scripts that were played, and what happened in them. */
  readonly runs: number
  readonly steps: number
  /** The shortest script that was found to fail, and what did not hold. */
  readonly failure?: string
  readonly replay?: string
}

declare global {
  var views: Window[] | undefined
}

/** Also of a lab that was here before this one. */
const views: Window[] = (globalThis.views ??= [])

/** Plays one script. */
export async function once(script: Script): Promise<Pick<Outcome, 'wrong' | 'log'>> {
  const { wrong, log } = await played(script)
  return { wrong, log }
}

/** Plays the scripts of these many seeds until one fails. `shorten`: looks for a shorter one that fails, too. */
export async function many(runs: number, seed: number, shorten: boolean): Promise<Report> {
  let steps = 0
  for (let n = 0; n < runs; n++) {
    const script = fc.sample(scripts, { numRuns: 1, seed: seed + n })[0]!
    const outcome = await played(script)
    steps += outcome.steps
    if (outcome.wrong.length === 0) continue
    const failure = shorten ? await shortest(script, outcome.wrong) : { failure: outcome.wrong.join('\n') }
    return { runs: n + 1, steps, ...failure }
  }
  return { runs, steps }
}

async function played(script: Script): Promise<Outcome> {
  while (views.length < 4) views.push(open('about:blank', '', 'width=100,height=100')!)
  return play(script, views)
}

/** Leaves out whatever the failure does not need: halves of the steps first, single ones last. */
async function shortest(found: Script, why: readonly string[]): Promise<Pick<Report, 'failure' | 'replay'>> {
  let script = found
  let wrong = why
  let tries = 80
  const fails = async (shorter: Script): Promise<boolean> => {
    if (tries-- <= 0) return false
    const outcome = await played(shorter)
    if (outcome.wrong.length === 0) return false
    script = shorter
    wrong = outcome.wrong
    return true
  }
  for (const tabs of [1, 2]) if (tabs < script.tabs && (await fails({ ...script, tabs }))) break
  if (script.program) await fails({ ...script, program: undefined })
  for (let size = Math.ceil(script.steps.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0)
    for (let at = 0; at < script.steps.length;)
      if (!(await fails({ ...script, steps: script.steps.toSpliced(at, size) }))) at += size
  return { failure: `${wrong.join('\n')}\n${wordsOf(script)}`, replay: JSON.stringify(script) }
}
