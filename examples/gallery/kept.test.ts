import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keptIn } from './kept.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What the gallery says of where it keeps things. */
async function said(flags: readonly string[], env: Record<string, string>): Promise<string> {
  const args = [...flags, '--conditions=source', '--import', 'tsx', 'examples/gallery/main.tsx']
  const child = spawn(process.execPath, args, {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    for await (const line of createInterface({ input: child.stdout }))
      if (line.startsWith('What its visitors do')) return line
    return ''
  } finally {
    child.kill('SIGKILL')
  }
}

describe('the gallery keeps what visitors do', () => {
  it('in a file, with a secret that is made once and is for this user alone', () => {
    const file = join(folder, 'a.db')
    const [one, two] = [keptIn(file, false), keptIn(file, false)]
    expect(one.engine.name).toBe('sqlite')
    expect(one.secret).toMatch(/^[0-9a-f]{64}$/)
    expect(two.secret).toBe(one.secret)
    expect(readFileSync(`${file}.secret`, 'utf8')).toBe(one.secret)
    expect(statSync(`${file}.secret`).mode & 0o777).toBe(0o600)
  })

  it('without a secret of its own where it was given one', () => {
    expect(keptIn(join(folder, 'a.db'), true)).not.toHaveProperty('secret')
    expect(() => statSync(join(folder, 'a.db.secret'))).toThrow('ENOENT')
  })

  it('in memory where it is told to, or where there is nothing else, and says so', async () => {
    expect(keptIn('', false)).toMatchObject({ engine: { name: 'memory' } })
    const DATA = join(folder, 'a.db')
    expect(await said(['--no-experimental-sqlite'], { DATA })).toMatch(
      /in memory: Node \S+ has no node:sqlite$/,
    )
    expect(await said([], { DATA })).toMatch(/ kept in \S*a\.db$/)
  })

  it('in a server that it was given, with the secret that all who share it have', () => {
    const file = join(folder, 'a.db')
    const [one, two] = [keptIn(file, false, 'redis://:word@there:1'), keptIn(file, false, 'redis://there:1')]
    expect([one.engine.name, one.where]).toEqual(['redis', 'by Redis at there:1'])
    expect(two.secret).toBe(one.secret)
    expect(keptIn(file, true, 'redis://there:1')).not.toHaveProperty('secret')
  })

  it('nowhere in a folder that is not there, which is told when it begins', async () => {
    const { engine } = keptIn(join(folder, 'none', 'a.db'), false)
    await expect(engine.start()).rejects.toMatchObject({ code: 'store-missing' })
  })
})
