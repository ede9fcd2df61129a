// Real processes over one file, and over one server: what each of them computes, and one of them does.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anyServer, noServer } from '../engines/redis/server.fixture.ts'
import type { Said } from './processes.fixture.tsx'

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  children = []
  ran = []
  passed = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

let ran: number[] = []
let passed: number[] = []

function started(...where: readonly string[]): ChildProcess {
  const child = fork(new URL('./processes.fixture.tsx', import.meta.url), where, {
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

/** Each second leads to one run while processes come, close and are killed; of sixty requests in three of them ten may go on. */
async function holds(...where: readonly string[]): Promise<void> {
  const first = started(...where)
  const second = started(...where)
  await until(() => passed.length === 2 && ran.length >= 2)
  first.kill('SIGKILL')
  await once(first, 'exit')
  const before = ran.length
  await until(() => ran.length >= before + 2)
  started(...where)
  await until(() => passed.length === 3)
  second.send('close')
  await once(second, 'exit')
  const after = ran.length
  await until(() => ran.length >= after + 2)
  expect(new Set(ran).size).toBe(ran.length)
  expect(passed.reduce((sum, each) => sum + each, 0)).toBe(10)
}

describe('a cron and a limit of several processes', () => {
  it('are one each over a file', async () => {
    await holds(join(folder, 'a.db'))
  }, 120_000)

  it.skipIf(noServer())(
    'are one each over a server',
    async () => {
      const server = await anyServer()
      try {
        await holds(server.url, `test-${crypto.randomUUID()}`)
      } finally {
        await server.end()
      }
    },
    60_000,
  )
})
