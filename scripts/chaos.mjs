// Many nodes under fire: `npm run test:chaos -- --minutes 10`. Three server processes over one Redis server, while they, their wires and
// the server itself are killed and worse; at the end everything that was acknowledged has to be there, once. Then the same with the fence
// removed, and with other mistakes, each of which must be found. `--seed` for the same again as far as processes can be played again,
// `--only <trial or mistake>` for one of them, `--mistakes` for the mistakes alone.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const child = spawn(
  process.execPath,
  ['--no-warnings', '--conditions=source', '--import', 'tsx', 'test/chaos/main.ts', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.on('SIGINT', () => child.kill('SIGINT')).on('SIGTERM', () => child.kill('SIGTERM'))
child.on('close', code => process.exit(code ?? 1))
