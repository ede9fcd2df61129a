// Folders of files: one's own goes with its process; of others' only what nobody will come back for.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { UploadFolder } from './upload-folder.ts'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'upload-folder-'))
})
afterEach(() => rmSync(parent, { recursive: true }))

const DEAD = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))

/** A folder as a process with this number leaves it. */
async function left(pid: number, agoMs = 0, change = (name: string) => name): Promise<string> {
  const made = basename(await new UploadFolder(parent).path())
  rmSync(join(parent, made), { recursive: true })
  const path = join(parent, change(made.replace(`-${process.pid}-`, `-${pid}-`)))
  mkdirSync(path)
  writeFileSync(join(path, 'a file'), 'x')
  const seconds = (Date.now() - agoMs) / 1000
  utimesSync(path, seconds, seconds)
  return path
}

const tidied = async (): Promise<void> => new UploadFolder(parent).tidy()
const HOUR = 3_600_000

it('is made with all that leads to it', async () => {
  const own = new UploadFolder(join(parent, 'not', 'there'))
  expect(existsSync(await own.path())).toBe(true)
  await own.close()
})

it('a process that is no more leaves nothing', async () => {
  const path = await left(DEAD)
  await tidied()
  expect(existsSync(path)).toBe(false)
})

it('a process that lives keeps its own, and says so', async () => {
  const own = new UploadFolder(parent)
  const path = await own.path()
  utimesSync(path, 1000, 1000)
  await own.tidy()
  await tidied()
  expect(existsSync(path)).toBe(true)
  await own.close()
  expect(readdirSync(parent)).toEqual([])
})

it('of a machine that cannot be asked, what has been silent for long is left', async () => {
  const other = (name: string): string => name.replace(/-[\da-f]{8}-/, '-00000000-')
  const [fresh, old] = [await left(DEAD, 0, other), await left(DEAD, HOUR, other)]
  await tidied()
  expect([existsSync(fresh), existsSync(old)]).toEqual([true, false])
})

it('a number that another process has by now protects nothing for ever', async () => {
  const [fresh, old] = [await left(process.pid), await left(process.pid, HOUR)]
  await tidied()
  expect([existsSync(fresh), existsSync(old)]).toEqual([true, false])
})

it('what others call alike, and links, are left alone', async () => {
  const away = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  const path = await left(DEAD)
  rmSync(path, { recursive: true })
  symlinkSync(away, path)
  for (const name of ['repartee-', 'repartee-notes', 'repartee-00000000-1-abc']) mkdirSync(join(parent, name))
  await tidied()
  expect(readdirSync(parent)).toHaveLength(4)
  expect(existsSync(away)).toBe(true)
  rmSync(away, { recursive: true })
})

it('is nothing while nobody sends a file', async () => {
  const folder = new UploadFolder(parent)
  await folder.tidy()
  await folder.close()
  expect(readdirSync(parent)).toEqual([])
})

it('a folder that cannot be had is no reason to fall', async () => {
  writeFileSync(join(parent, 'a file'), 'x')
  const folder = new UploadFolder(join(parent, 'a file', 'not there'))
  await folder.tidy()
  await expect(folder.path()).rejects.toThrow(/ENOTDIR/)
  rmSync(join(parent, 'a file'))
  expect(existsSync(await folder.path())).toBe(true)
})
