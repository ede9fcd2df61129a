// Everything that must hold before a change is done: the checks, two at a time, then the tests.
// Idea: a check is a name and a command; it passes when the command does. What a check says is shown when it fails.
// Nothing stops at the first failure. The last line is `N passed, N failed`, checks and tests counted together, and the
// exit code says the same. `--checks` leaves the tests out.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.env.PATH = `node_modules/.bin${delimiter}${process.env.PATH}`

/** @typedef {{ name: string, run: string, needs?: string }} Check `needs` names the check that has to pass before. */

/** @type {readonly Check[]} */
const CHECKS = [
  { name: 'build', run: 'node scripts/build.mjs' },
  { name: 'formatting', run: 'oxfmt --check' },
  { name: 'types', run: 'tsc -p tsconfig.json' },
  { name: 'types of the client, in a browser', run: 'tsc -p tsconfig.client.json' },
  { name: 'types of the client, with its tests', run: 'tsc -p src/client' },
  { name: 'types of the tests, which reach into pages', run: 'tsc -p test' },
  { name: 'types that must not compile', run: 'tsc -p test/types' },
  { name: 'lint', run: 'oxlint --type-aware' },
  { name: 'unused code and packages', run: 'knip --no-config-hints' },
  { name: 'the package, as published', run: 'publint --strict', needs: 'build' },
  { name: 'the package, as resolved', run: 'attw --pack . --profile esm-only', needs: 'build' },
  { name: 'size of the client', run: 'size-limit', needs: 'build' },
]
const AT_A_TIME = 2

/** Runs a command line; answers whether it passed, and what it said unless it speaks for itself. */
function run(/** @type {string} */ line, /** @type {'pipe' | 'inherit'} */ stdio) {
  return new Promise(done => {
    const child = spawn(line, { shell: true, stdio: ['ignore', stdio, stdio] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', text => (said += text))
    child.on('close', code => done({ ok: code === 0, said }))
  })
}

/** @type {Map<string, Promise<boolean>>} */
const outcomes = new Map()

async function check(/** @type {Check} */ { name, run: line, needs }) {
  if (needs !== undefined && !(await outcomes.get(needs))) {
    console.log(`✗ ${name}: not run, ${needs} failed`)
    return false
  }
  const begun = performance.now()
  const { ok, said } = await run(line, 'pipe')
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds(begun)}): ${line}`)
  if (!ok) console.log(said.trimEnd().replaceAll(/^/gm, '    '))
  return ok
}

async function checks() {
  const waiting = [...CHECKS]
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const outcome = check(next)
      outcomes.set(next.name, outcome)
      await outcome
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, lane))
  return Promise.all(outcomes.values())
}

/** Runs vitest and reads its report; a run that fails without a failed test (an error while loading) counts as one. */
async function tests() {
  const report = '.cache/vitest.json'
  rmSync(report, { force: true })
  const { ok } = await run(
    `vitest run --reporter=default --reporter=json --outputFile.json=${report}`,
    'inherit',
  )
  try {
    const {
      numPassedTests: passed,
      numFailedTests: failed,
      numTotalTests: all,
    } = JSON.parse(readFileSync(report, 'utf8'))
    const skipped = all - passed - failed
    if (skipped > 0) console.log(`✗ ${skipped} tests were skipped; none may be`)
    return { passed, failed: Math.max(failed + skipped, ok ? 0 : 1) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

const seconds = (/** @type {number} */ begun) => `${((performance.now() - begun) / 1000).toFixed(1)} s`

console.log(`── checks ${'─'.repeat(50)}`)
const results = await checks()
const total = { passed: results.filter(Boolean).length, failed: results.filter(ok => !ok).length }
if (!process.argv.includes('--checks')) {
  console.log(`── tests ${'─'.repeat(51)}`)
  const { passed, failed } = await tests()
  total.passed += passed
  total.failed += failed
}
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
