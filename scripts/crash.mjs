// Fault tests: `npm run test:crash -- --kills 200`. Server processes on a file are killed and worse while visitors are at work; at the end
// everything that was acknowledged has to be there, once. Then mistakes are put in, of which each must be found. `--seed` for the same
// again as far as processes can be played again, `--only <trial>` for one of the trials, `--mistakes` for the mistakes alone.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const child = spawn(
  process.execPath,
  ['--no-warnings', '--conditions=source', '--import', 'tsx', 'test/crash/main.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.on('SIGINT', () => child.kill('SIGINT')).on('SIGTERM', () => child.kill('SIGTERM'))
child.on('close', code => process.exit(code ?? 1))
