// Makes dist, what the package ships: the client bundle first (a module of the server), then the compiler's output, of which the
// command is made one that can be started.
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildClient } from './build-client.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
await buildClient()
rmSync(`${root}/dist`, { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (status === 0) {
  const { bin } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  for (const command of Object.values(bin)) chmodSync(`${root}/${command}`, 0o755)
}
process.exitCode = status ?? 1
