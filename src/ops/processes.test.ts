// Real processes over one file: what each of them computes, and one of them does.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Said } from './processes.fixture.tsx'

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const ran: number[] = []
const passed: number[] = []

function started(): ChildProcess {
  const child = fork(new URL('./processes.fixture.tsx', import.meta.url), [join(folder, 'a.db')], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  children.push(child)
  child.on('message', (said: Said) => void ('ran' in said ? ran.push(said.ran) : passed.push(said.passed)))
  return child
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(done => setTimeout(done, 20))
}

it('each second of a cron runs in one process, while others come and are killed; a limit is of all of them', async () => {
  const first = started()
  const second = started()
  await until(() => passed.length === 2 && ran.length >= 2)
  first.kill('SIGKILL')
  await once(first, 'exit')
  const before = ran.length
  await until(() => ran.length >= before + 2)
  started()
  await until(() => passed.length === 3)
  second.send('close')
  await once(second, 'exit')
  const after = ran.length
  await until(() => ran.length >= after + 2)
  expect(new Set(ran).size).toBe(ran.length)
  expect(passed.reduce((sum, each) => sum + each, 0)).toBe(10)
}, 60_000)
