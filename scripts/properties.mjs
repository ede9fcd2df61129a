// The kernel's promises, looked at for longer: `npm run test:properties -- --runs 10000`. The properties run so many random
// conversations each; then the mistakes are put into the kernel, and each of them must be found.
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.env.PATH = `node_modules/.bin${delimiter}${process.env.PATH}`

const { values } = parseArgs({ options: { runs: { type: 'string', default: '10000' } } })
const runs = Number(values.runs)
if (!Number.isSafeInteger(runs) || runs < 1) {
  console.error(`--runs is a whole number from 1 up, not ${JSON.stringify(values.runs)}`)
  process.exit(2)
}
console.log(
  `${runs} random conversations for each property; about ${Math.ceil((runs * 70) / 60_000)} minutes.`,
)
const child = spawn(
  'vitest run --reporter=verbose src/kernel/properties.test.tsx src/kernel/flows.property.test.tsx src/kernel/mistakes.test.tsx',
  { shell: true, stdio: 'inherit', env: { ...process.env, REPARTEE_RUNS: String(runs) } },
)
child.on('close', code => process.exit(code ?? 1))
