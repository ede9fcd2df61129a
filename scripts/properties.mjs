// What is promised, looked at for longer: `npm run test:properties -- --runs 10000`. The kernel's properties run so many random
// conversations each, then that of client and server together so many scripts of visitors and of faults; and the mistakes are put
// in, of which each must be found. `--only kernel` or `--only convergence` for one of the two.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.env.PATH = `node_modules/.bin${delimiter}${process.env.PATH}`

const FILES = {
  kernel: 'src/kernel/properties.test.tsx src/kernel/flows.property.test.tsx src/kernel/mistakes.test.tsx',
  convergence: 'test/convergence/convergence.test.ts',
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, only: { type: 'string', default: '' } },
})
const runs = Number(values.runs)
if (!Number.isSafeInteger(runs) || runs < 1) {
  console.error(`--runs is a whole number from 1 up, not ${JSON.stringify(values.runs)}`)
  process.exit(2)
}
const { only } = values
if (only !== '' && !Object.hasOwn(FILES, only)) {
  console.error(`--only is ${Object.keys(FILES).join(' or ')}, not ${JSON.stringify(only)}`)
  process.exit(2)
}
const files = Object.entries(FILES).flatMap(([name, paths]) => (only === '' || only === name ? [paths] : []))
console.log(
  `${runs} random conversations for each property; about ${Math.ceil((runs * 140 * files.length) / 60_000)} minutes.`,
)
const child = spawn(`vitest run --reporter=verbose ${files.join(' ')}`, {
  shell: true,
  stdio: 'inherit',
  env: { ...process.env, REPARTEE_RUNS: String(runs) },
})
child.on('close', code => process.exit(code ?? 1))
