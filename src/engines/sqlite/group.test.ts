// What shares a transaction, what waits for the disk, and what a failure takes with it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Group } from './group.ts'

let folder: string
let db: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  db = new DatabaseSync(join(folder, 'a.db'))
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT')
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const grouped = (synced = true): Group => new Group(db, join(folder, 'a.db'), synced)
const add = (n: unknown) => () => db.prepare('INSERT INTO t VALUES (?)').run(n as number)
const all = (): unknown[] =>
  db
    .prepare('SELECT n FROM t ORDER BY n')
    .all()
    .map(row => row['n'])

it('puts what is asked for in one turn into one transaction, and answers in order', async () => {
  const group = grouped()
  const inside: boolean[] = []
  let before: unknown[] = []
  const look = new DatabaseSync(join(folder, 'a.db'))
  const seen = () => look.prepare('SELECT count(*) AS n FROM t').get()!['n']
  const answers = await Promise.all([
    group.do(() => (add(1)(), 'one')),
    group.do(() => {
      add(2)()
      before = [seen()]
      return 'two'
    }, true),
    group.do(() => {
      inside.push(seen() === 0)
      return 'three'
    }),
  ])
  expect(answers).toEqual(['one', 'two', 'three'])
  expect(before).toEqual([0])
  expect(inside).toEqual([true])
  expect(seen()).toBe(2)
  look.close()
  await group.end()
})

it('does the others again when one fails, and tells that one', async () => {
  const group = grouped()
  await group.do(add(3))
  const answers = await Promise.allSettled([1, 2, 3, 4].map(n => group.do(add(n), true)))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(all()).toEqual([1, 2, 3, 4])
  await group.end()
})

it('goes on after any failure, also one of what was asked for', async () => {
  const group = grouped()
  const answers = await Promise.allSettled([
    group.do(() => {
      throw new Error('mine')
    }),
    group.do(add(1)),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(await group.do(() => 'on')).toBe('on')
  await group.end()
})

it('leaves room for other things between turns, however much there is to do', async () => {
  const group = grouped()
  let turns = 0
  const timer = setInterval(() => turns++)
  await Promise.all(Array.from({ length: 5000 }, (_, n) => group.do(add(n))))
  clearInterval(timer)
  expect(turns).toBeGreaterThan(0)
  expect(all().length).toBe(5000)
  await group.end()
})

it('carries the log over into the file while it goes on, so the log stays small', async () => {
  db.exec('CREATE TABLE big (n INTEGER PRIMARY KEY, data BLOB)')
  const group = grouped(false)
  const put = db.prepare('INSERT OR REPLACE INTO big VALUES (?, ?)')
  const data = new Uint8Array(100_000)
  for (let n = 0; n < 800; n++) await group.do(() => put.run(n % 50, data), true, data.length)
  const { log } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as { log: number }
  // 80 MB were written: some 20,000 pages.
  expect(log).toBeLessThan(15_000)
  await group.end()
})

it('finishes what was asked for before it ends', async () => {
  const group = grouped()
  const asked = [1, 2, 3].map(n => group.do(add(n), true))
  await group.end()
  await Promise.all(asked)
  expect(all()).toEqual([1, 2, 3])
})
