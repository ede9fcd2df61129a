// Makes dist, what the package ships: the client bundle first (a module of the server), then the compiler's output.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildClient } from './build-client.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
await buildClient()
rmSync(`${root}/dist`, { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
process.exitCode = status ?? 1
