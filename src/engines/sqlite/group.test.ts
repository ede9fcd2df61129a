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

const grouped = (synced = true, toDisk?: (log: number, done: (error: Error | null) => void) => void) =>
  new Group(db, join(folder, 'a.db'), synced, toDisk)
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
  const count = look.prepare('SELECT count(*) AS n FROM t')
  const seen = () => count.get()!['n']
  // A turn has only some milliseconds: what takes time at first is done before.
  expect(seen()).toBe(0)
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
  for (let n = 0; n < 800; n++) {
    await group.do(() => put.run(n % 50, data), true, data.length)
    // On a machine with much else to do a thread begins late, and has its turn seldom.
    if (n % 50 === 49) await new Promise(done => setTimeout(done, n < 100 ? 500 : 50))
  }
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

/** A disk that takes its time until somebody says so. */
function slowDisk() {
  const waiting: ((error: Error | null) => void)[] = []
  return {
    toDisk: (_: number, done: (error: Error | null) => void) => void waiting.push(done),
    get syncs() {
      return waiting.length
    },
    finish: (at: number, error: Error | null = null) => waiting[at]?.(error),
  }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise(done => setImmediate(done))
}

it('answers what must last after a sync that began after it, and what need not last before', async () => {
  const disk = slowDisk()
  const group = grouped(true, disk.toDisk)
  const answered: string[] = []
  const ask = (name: string, lasting: boolean): void =>
    void group.do(() => name, lasting).then(said => answered.push(said))
  ask('first', true)
  ask('passing', false)
  await turns()
  expect([answered, disk.syncs]).toEqual([['passing'], 1])
  ask('second', true)
  await turns()
  ask('third', true)
  await turns()
  // The sync that is under way proves nothing of these.
  expect([answered, disk.syncs]).toEqual([['passing'], 1])
  disk.finish(0)
  await turns()
  expect([answered, disk.syncs]).toEqual([['passing', 'first'], 2])
  disk.finish(1)
  await turns()
  expect([answered, disk.syncs]).toEqual([['passing', 'first', 'second', 'third'], 2])
  await group.end()
})

it('acknowledges nothing any more once a sync failed', async () => {
  const disk = slowDisk()
  const group = grouped(true, disk.toDisk)
  const first = group.do(add(1), true)
  await turns()
  disk.finish(0, new Error('EIO'))
  await expect(first).rejects.toMatchObject({ code: 'unknown-outcome' })
  await expect(group.do(add(2), true)).rejects.toMatchObject({ code: 'unknown-outcome' })
  expect(await group.do(() => 'looking goes on')).toBe('looking goes on')
  await group.end()
})

it('waits for no disk where that was not asked for, and brings everything there when told', async () => {
  const disk = slowDisk()
  const group = grouped(false, disk.toDisk)
  await group.do(add(1), true)
  expect(disk.syncs).toBe(0)
  const synced = group.sync()
  await turns()
  expect(disk.syncs).toBe(1)
  disk.finish(0)
  await synced
  await group.sync()
  expect(disk.syncs).toBe(1)
  await group.end()
})
