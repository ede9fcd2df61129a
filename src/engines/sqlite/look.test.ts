// A look into a file: what it shows, and that nothing tells that somebody looked.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { look, sqlite } from './index.ts'
import type { Look, SqliteEngine } from './index.ts'

let folder: string
let engines: SqliteEngine[]
let looks: Look[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  engines = []
  looks = []
})
afterEach(async () => {
  for (const each of looks) each.close()
  for (const each of engines) await each.stop()
  rmSync(folder, { recursive: true, force: true })
})

const file = (): string => join(folder, 'a #1?.db')

async function running(): Promise<SqliteEngine> {
  const engine = sqlite(file())
  engines.push(engine)
  await engine.start()
  return engine
}

async function looking(path = file()): Promise<Look> {
  const made = await look(path)
  looks.push(made)
  return made
}

async function keep(engine: SqliteEngine, cid: string, text: string, ttlMs = 60_000): Promise<void> {
  const claimed = await engine.claim(cid, null)
  if (!claimed.won) throw new Error(`${cid} was not won`)
  const data = new TextEncoder().encode(text)
  await engine.commit(claimed.lease, { revision: claimed.revision, token: text, data, ttlMs })
}

const cids = (it: Look): string[] => it.rows({ after: 0, limit: 100 }).map(({ cid }) => cid)
const state = (): unknown =>
  readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'base64')])

it('shows what is kept, stretch by stretch, with as much of it as is asked for', async () => {
  const engine = await running()
  for (const n of [1, 2, 3]) await keep(engine, `c${n}`, `text ${n}`)
  const it = await looking()
  const [first, second] = it.rows({ after: 0, limit: 2 })
  expect([first, second]).toMatchObject([
    { cid: 'c1', revision: 1, bytes: 6, data: null },
    { cid: 'c2', revision: 1, bytes: 6, data: null },
  ])
  expect(it.rows({ after: second?.id ?? 0, limit: 2, bytes: 4 })).toMatchObject([
    { cid: 'c3', data: new TextEncoder().encode('text') },
  ])
  expect(it.beginning('c', 2)).toEqual(['c1', 'c2'])
  expect(it.beginning('c3', 2)).toEqual(['c3'])
  expect(it.one('c2')).toMatchObject({ cid: 'c2', data: new TextEncoder().encode('text 2') })
  expect(it.one('c')).toBe(undefined)
  expect(it.size().conversations).toBe(3)
})

it('shows what is past its time no more', async () => {
  const engine = await running()
  await keep(engine, 'long', 'text')
  await keep(engine, 'short', 'text', 1)
  const it = await looking()
  await new Promise(done => setTimeout(done, 5))
  expect([cids(it), it.size().conversations, it.one('short')]).toEqual([['long'], 1, undefined])
})

it('sees what is committed while it looks, and who is alive', async () => {
  const engine = await running()
  await keep(engine, 'c1', 'text')
  const it = await looking()
  expect(cids(it)).toEqual(['c1'])
  await keep(engine, 'c2', 'text')
  expect(cids(it)).toEqual(['c1', 'c2'])
  expect(it.living()).toEqual([it.one('c1')?.owner])
  await engine.stop()
  expect(it.living()).toEqual([])
})

it('leaves a file that nobody has open, and its folder, as they were to the last byte', async () => {
  const engine = await running()
  await keep(engine, 'c1', 'text')
  await engine.stop()
  const before = state()
  const it = await looking()
  expect(cids(it)).toEqual(['c1'])
  it.check()
  expect(it.size().conversations).toBe(1)
  expect(it.living()).toEqual([])
  expect(state()).toEqual(before)
  it.close()
  looks = []
  expect(state()).toEqual(before)
  expect(readdirSync(folder)).toHaveLength(1)
})

it('notices when somebody begins to use a file that it took for unused', async () => {
  const first = await running()
  await keep(first, 'c1', 'text')
  await first.stop()
  const it = await looking()
  expect(cids(it)).toEqual(['c1'])
  const next = await running()
  await keep(next, 'c2', 'text')
  expect(cids(it)).toEqual(['c1', 'c2'])
  await next.stop()
  expect(cids(it)).toEqual(['c1', 'c2'])
})

it('writes lines that import takes in', async () => {
  const engine = await running()
  await keep(engine, 'c1', 'text')
  const it = await looking()
  const [found] = it.rows({ after: 0, limit: 1, bytes: Infinity })
  if (found === undefined) throw new Error('it found none')
  expect(it.lineOf(found)).toBe(await engine.export('c1'))
  const other = sqlite(join(folder, 'b.db'))
  engines.push(other)
  await other.start()
  expect(await other.import(it.lineOf(found))).toBe(true)
  expect(await other.export('c1')).toBe(it.lineOf(found))
})

it('copies a file in use, and one that nobody uses, and replaces nothing', async () => {
  const engine = await running()
  await keep(engine, 'c1', 'text')
  await (await looking()).backup(join(folder, 'b.db'))
  await engine.stop()
  const it = await looking()
  await it.backup(join(folder, 'c.db'))
  await expect(it.backup(join(folder, 'c.db'))).rejects.toThrow('replaces nothing')
  for (const copy of ['b.db', 'c.db']) expect(cids(await looking(join(folder, copy)))).toEqual(['c1'])
})

it('makes no file, and refuses what is none of ours without a trace', async () => {
  await expect(looking(join(folder, 'none.db'))).rejects.toMatchObject({ code: 'store-missing' })
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(join(folder, 'text.db'), 'not a database, however long it may be'.repeat(100))
  writeFileSync(join(folder, 'empty.db'), '')
  const other = new DatabaseSync(join(folder, 'other.db'))
  other.exec('CREATE TABLE theirs (x)')
  other.close()
  const engine = await running()
  await engine.stop()
  const newer = new DatabaseSync(file())
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  const before = state()
  for (const name of ['text.db', 'empty.db', 'other.db', 'a #1?.db'])
    await expect(looking(join(folder, name))).rejects.toMatchObject({ code: 'store-foreign' })
  await expect(looking(folder)).rejects.toMatchObject({ name: 'ReparteeError' })
  expect(state()).toEqual(before)
  expect(existsSync(join(folder, 'none.db'))).toBe(false)
})

it('counts and lists conversations, and not what processes know together', async () => {
  const engine = await running()
  await keep(engine, 'sys:cron:tidy', 'a note')
  await keep(engine, 'sysop', 'a conversation')
  expect((await engine.list()).map(({ cid }) => cid)).toEqual(['sysop'])
  expect((await engine.size()).conversations).toBe(1)
  const it = await looking()
  expect(it.rows({ after: 0, limit: 10 }).map(({ cid }) => cid)).toEqual(['sysop'])
  expect(it.beginning('sys', 10)).toEqual(['sysop'])
  expect(it.size().conversations).toBe(1)
})
