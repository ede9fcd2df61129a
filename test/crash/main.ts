// The crash test at a terminal: what it is doing now, on one line; what was wrong, in readable form; figures at the end.
// Ends with 1 where something was found, and where a mistake was not.
import { parseArgs } from 'node:util'
import { MISTAKES } from './mistakes.ts'
import { telling } from './progress.ts'
import { run, runMistake } from './run.ts'
import { told, summary } from './words.ts'
import type { Figures } from './trial.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    visitors: { type: 'string', default: '32' },
    only: { type: 'string' },
    mistakes: { type: 'boolean', default: false },
  },
})
const [kills, seed, visitors] = [number('kills'), number('seed'), number('visitors')]

function number(name: 'kills' | 'seed' | 'visitors'): number {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value > 0) return value
  console.error(`--${name} is a whole number from 1 up, not ${JSON.stringify(values[name])}`)
  process.exit(2)
}

const { progress, line } = telling()

/** How many kills a mistake may take to be found. */
const MISTAKE_KILLS = 12

async function mistakes(): Promise<boolean> {
  let isAll = true
  for (const name of Object.keys(MISTAKES)) {
    const onProgress = (figures: Figures): void => progress(`${name}: ${told(figures)}`)
    const { wrong, figures } = await runMistake(name, { seed, kills: MISTAKE_KILLS, visitors, onProgress })
    const [found] = wrong
    isAll &&= found !== undefined
    line(
      found === undefined
        ? `✗ a server with a mistake is not found: ${name}`
        : `✓ found within ${figures.kills} kills: ${name}\n    ${found.what.split('\n', 1)[0]}`,
    )
  }
  return isAll
}

async function kill(): Promise<boolean> {
  let [trialName, trialKills] = ['', 0]
  const ran = await run({
    seed,
    kills,
    visitors,
    only: values.only,
    onTrial(name, many) {
      ;[trialName, trialKills] = [name, many]
      progress(`${name}: ${many} kills to come`)
    },
    onProgress: figures => progress(`${trialName}, of ${trialKills} kills: ${told(figures)}`),
  })
  for (const { name, report } of ran)
    line(`${report.wrong.length === 0 ? '✓' : '✗'} ${name}: ${told(report.figures)}`)
  const wrong = ran.flatMap(({ report }) => report.wrong)
  for (const { what, told: more } of wrong) console.log(`\n✗ ${what}\n\n${more}\n`)
  if (wrong.length > 0) {
    for (const trouble of new Set(ran.at(-1)?.report.troubles))
      console.log(`a server had trouble: ${trouble}`)
    const last = ran.at(-1)
    console.log(`\nagain: npm run test:crash -- --kills ${last?.kills} --seed ${seed} --only '${last?.name}'`)
    return false
  }
  console.log(`\n${summary(ran.map(({ report }) => report.figures))}`)
  return true
}

console.log(`seed ${seed}`)
const isFine = values.mistakes
  ? await mistakes()
  : (await kill()) && (values.only !== undefined || (await mistakes()))
process.exitCode = isFine ? 0 : 1
