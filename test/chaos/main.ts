// The chaos test at a terminal: what it is doing now, on one line; what was wrong, in readable form; figures at the end.
// Ends with 1 where something was found, and where a mistake was not.
import { parseArgs } from 'node:util'
import { noServer } from '../../src/engines/redis/server.fixture.ts'
import { MISTAKES } from './mistakes.ts'
import { PLAN } from './plan.ts'
import { telling } from '../crash/progress.ts'
import { run, runMistake } from './run.ts'
import { summary, told } from './words.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
    visitors: { type: 'string', default: '36' },
    only: { type: 'string' },
    mistakes: { type: 'boolean', default: false },
  },
})
const { only } = values
const [minutes, seed, visitors] = [number('minutes'), number('seed'), number('visitors')]
const names = [...PLAN.map(({ name }) => name), ...Object.keys(MISTAKES)]
if (only !== undefined && !names.includes(only)) fail(`--only is one of: ${names.join('; ')}`)
const missing = noServer(true)
if (missing !== undefined) fail(missing)

function number(name: 'minutes' | 'seed' | 'visitors'): number {
  const value = Number(values[name])
  if (value > 0 && (name === 'minutes' || Number.isSafeInteger(value))) return value
  return fail(`--${name} is a number above 0, not ${JSON.stringify(values[name])}`)
}

function fail(text: string): never {
  console.error(text)
  process.exit(2)
}

const { progress, line } = telling()

async function mistake(name: string): Promise<boolean> {
  const { wrong, flaws, figures } = await runMistake(name, {
    seed,
    visitors,
    onProgress: so => progress(`${name}: ${told(so)}`),
  })
  const counted = Object.entries(flaws).map(([flaw, times]) => `${times} ${flaw}`)
  const isFound = wrong.length > 0 || counted.length > 0
  line(
    isFound
      ? `✓ fails, as it must, within ${Math.round(figures.seconds)} s: ${name}`
      : `✗ a server with a mistake is not found: ${name}`,
  )
  if (counted.length > 0) console.log(`    of ${figures.commits} revisions: ${counted.join(', ')}`)
  if (wrong[0] !== undefined) console.log(`    ${wrong[0].what.split('\n', 1)[0]}`)
  return isFound
}

async function mistakes(): Promise<boolean> {
  let isAll = true
  for (const name of Object.keys(MISTAKES)) isAll = (await mistake(name)) && isAll
  return isAll
}

async function chaos(): Promise<boolean> {
  let trialName = ''
  const ran = await run({
    seed,
    seconds: minutes * 60,
    visitors,
    only,
    onTrial(name, seconds) {
      trialName = name
      progress(`${name}: ${Math.round(seconds)} s`)
    },
    onLeftOut: (name, why) => line(`- ${name}: ${why}`),
    onProgress: figures => progress(`${trialName}: ${told(figures)}`),
  })
  for (const { name, report } of ran)
    line(`${report.wrong.length === 0 ? '✓' : '✗'} ${name}: ${told(report.figures)}`)
  const wrong = ran.flatMap(({ report }) => report.wrong)
  for (const { what, told: more } of wrong) console.log(`\n✗ ${what}\n\n${more}\n`)
  if (wrong.length > 0) {
    const last = ran.at(-1)
    for (const trouble of new Set(last?.report.troubles)) console.log(`a server had trouble: ${trouble}`)
    console.log(`\nagain: npm run test:chaos -- --minutes ${minutes} --seed ${seed} --only '${last?.name}'`)
    return false
  }
  console.log(`\n${summary(ran.map(({ report }) => report.figures))}\n`)
  return true
}

console.log(`seed ${seed}`)
const isFine =
  only !== undefined && only in MISTAKES
    ? await mistake(only)
    : values.mistakes
      ? await mistakes()
      : (await chaos()) && (only !== undefined || (await mistakes()))
process.exitCode = isFine ? 0 : 1
