// What is taken over from a process that died was perhaps written and not brought to the disk: whoever is given it may say that it was
// heard, so it has to be there before.
import fs from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sqlite, type SqliteEngine } from './index.ts'

type Done = (error: Error | null) => void

const { fdatasync } = fs
let folder: string
let engines: SqliteEngine[]
/** Syncs that are under way, since the disk is slow. */
let syncs: Done[]
let isSlow: boolean

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repartee-'))
  engines = []
  syncs = []
  isSlow = false
  disk((log, done) => (isSlow ? void syncs.push(done) : fdatasync(log, done)))
})
afterEach(async () => {
  isSlow = false
  for (const done of syncs) done(null)
  for (const engine of engines) await engine.stop()
  disk(fdatasync)
  rmSync(folder, { recursive: true })
})

function disk(sync: (log: number, done: Done) => void): void {
  fs.fdatasync = sync as typeof fs.fdatasync
  syncBuiltinESMExports()
}
const isUnderWay = async (many: number): Promise<void> => {
  while (syncs.length < many) await new Promise(done => setImmediate(done))
}

async function up(durability: 'full' | 'normal' = 'full'): Promise<SqliteEngine> {
  const engine = sqlite(join(folder, 'a.db'), { durability })
  await engine.start()
  engines.push(engine)
  return engine
}

/** A process that has written something, and waits for the disk. */
async function writing(durability?: 'full' | 'normal') {
  const engine = await up(durability)
  const claimed = await engine.claim('c', null)
  const { lease } = claimed
  isSlow = true
  const change = { revision: 0, token: 'a', data: new Uint8Array([1]), ttlMs: 1e6 }
  const committed = engine.commit(lease, change).catch(() => undefined)
  return { engine, lease, committed }
}

it('is handed out when it is on the disk', async () => {
  const { lease } = await writing()
  await isUnderWay(1)
  const other = await up()
  let isOut = false
  const claimed = other.claim('c', lease).finally(() => (isOut = true))
  await isUnderWay(2)
  await other.peek('c')
  expect(isOut).toBe(false)
  syncs[1]?.(null)
  expect(await claimed).toMatchObject({ won: true, revision: 1, data: new Uint8Array([1]) })
})

it('is not handed out where the disk does not take it', async () => {
  const { lease } = await writing()
  await isUnderWay(1)
  const other = await up()
  const claimed = other.claim('c', lease)
  await isUnderWay(2)
  syncs[1]?.(new Error('EIO'))
  await expect(claimed).rejects.toMatchObject({ code: 'unknown-outcome' })
})

it('is not handed out to the process itself where a sync of it failed', async () => {
  const { engine, committed } = await writing()
  await isUnderWay(1)
  syncs[0]?.(new Error('EIO'))
  await committed
  await expect(engine.claim('c', null)).rejects.toMatchObject({ code: 'unknown-outcome' })
})

it('is handed out at once where it was let go, and where nobody was promised a disk', async () => {
  const { engine, lease, committed } = await writing()
  await isUnderWay(1)
  syncs[0]?.(null)
  await committed
  await engine.release(lease, 1)
  const other = await up()
  expect(await other.claim('c', null)).toMatchObject({ won: true, revision: 1 })
  const third = await up('normal')
  expect(await third.claim('c', await third.peek('c'))).toMatchObject({ won: true, revision: 1 })
  expect(syncs).toHaveLength(1)
})
