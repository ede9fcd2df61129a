// The file: opened, recognised as ours, and brought to the present layout.
// Invariant: a file that is not ours is refused before anything is written to it; tables are made and changed in one transaction,
// so two processes that start at once make them once. What this takes does not grow with what is kept.
// Does not know what the tables mean.
import { closeSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { ReparteeError } from '../../errors/index.ts'
import { foreign, isBusy, troubled } from './trouble.ts'

export interface FileOptions {
  readonly maxBytes: number | undefined
}

/** 'rprt': what SQLite's `application_id` says of a file that is ours. */
const OURS = 0x72707274

/** Each brings a file one version further; the number of those that were done is its `user_version`. Only ever add to them. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE conversation (
     id INTEGER PRIMARY KEY,
     cid TEXT NOT NULL UNIQUE,
     owner TEXT NOT NULL,
     epoch INTEGER NOT NULL,
     revision INTEGER NOT NULL,
     token TEXT NOT NULL,
     updated INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     wake INTEGER,
     data BLOB
   ) STRICT;
   CREATE INDEX conversation_expires ON conversation (expires);
   CREATE INDEX conversation_wake ON conversation (wake) WHERE wake IS NOT NULL;
   CREATE TABLE baton (key TEXT PRIMARY KEY, value BLOB NOT NULL, popper TEXT, expires INTEGER NOT NULL) STRICT;
   CREATE INDEX baton_expires ON baton (expires);
   CREATE TABLE meter (key TEXT PRIMARY KEY, "full" REAL NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX meter_full ON meter ("full");
   CREATE TABLE node (id TEXT PRIMARY KEY, home TEXT NOT NULL, pid INTEGER NOT NULL, beat INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE topic (name TEXT, node TEXT, PRIMARY KEY (name, node)) STRICT, WITHOUT ROWID;
   CREATE TABLE frame (id INTEGER PRIMARY KEY, node TEXT NOT NULL, topic TEXT, bytes BLOB NOT NULL) STRICT;
   CREATE INDEX frame_node ON frame (node, id);`,
]

/** Files up to this are looked through when they are opened, bytes: some ten milliseconds' worth. */
const CHECKED = 16 << 20
/** What is kept of the file in memory, KiB. */
const CACHE = 16_384
/** How long the log may stay once it has been this large, bytes. */
export const LOG: number = 16 << 20
/** How long others may hold the file while it is opened, ms. */
const OPEN_MS = 5000

export async function opened(file: string, { maxBytes }: FileOptions): Promise<DatabaseSync> {
  const path = resolve(file)
  const Database = await loaded()
  if (!existsSync(dirname(path))) {
    throw new ReparteeError('store-missing', {
      what: `${path} cannot be made`,
      expected: 'a folder that exists',
      got: `no ${dirname(path)}`,
      try: 'make the folder first, or name another',
    })
  }
  const size = existsSync(path) ? statSync(path).size : 0
  let db: DatabaseSync | undefined
  try {
    db = new Database(path)
    db.exec(`PRAGMA busy_timeout = ${OPEN_MS}`)
    recognise(db, path)
    shape(db, path)
    if (maxBytes !== undefined)
      db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / numberOf(db, 'page_size')))}`)
    if (size <= CHECKED) check(db, path)
    // From here on whoever finds the file locked waits without holding everything else up.
    db.exec('PRAGMA busy_timeout = 0')
    settle(dirname(path))
    return db
  } catch (error) {
    db?.close()
    throw troubled(path, error)
  }
}

/** @throws ReparteeError where a look through the file finds damage */
export function check(db: DatabaseSync, path: string): void {
  const { quick_check: found } = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (found === 'ok') return
  throw troubled(path, Object.assign(new Error(found), { errcode: 11 }))
}

/** SQLite as this runtime has it. @throws ReparteeError `store-unsupported` where it has none */
export async function loaded(): Promise<typeof DatabaseSync> {
  try {
    return (await import('node:sqlite')).DatabaseSync
  } catch (cause) {
    throw new ReparteeError('store-unsupported', {
      what: 'This runtime has no SQLite',
      expected: 'the module node:sqlite: Node 22.13 or later',
      got: `${'Bun' in globalThis ? 'Bun' : 'Node'} ${process.version}`,
      try: 'run on a newer Node, or use another engine',
      cause,
    })
  }
}

/** Whether the file is ours by now; an empty one may become so. @throws ReparteeError `store-foreign` for any other */
export function recognise(db: DatabaseSync, path: string): boolean {
  const id = numberOf(db, 'application_id')
  const version = numberOf(db, 'user_version')
  if (id === OURS) {
    if (version <= MIGRATIONS.length) return true
    const got = `layout ${version}, while this version knows ${MIGRATIONS.length}`
    throw foreign(path, got, 'start the newer version again, or go back to a backup from before')
  }
  const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (id !== 0 || version !== 0 || tables !== 0)
    throw foreign(path, `the database of another program (${tables} tables)`, 'name another file')
  return false
}

function shape(db: DatabaseSync, path: string): void {
  const { journal_mode: mode } = logged(db)
  if (mode !== 'wal') {
    throw new ReparteeError('store-unsupported', {
      what: `${path} lies where processes cannot share it`,
      expected: 'a local disk, where SQLite can keep a write-ahead log',
      got: `journal mode ${mode}`,
      try: 'name a file on a local disk, not on a network share',
    })
  }
  db.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE}; PRAGMA journal_size_limit = ${LOG}; PRAGMA temp_store = MEMORY`,
  )
  if (numberOf(db, 'user_version') === MIGRATIONS.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const migration of MIGRATIONS.slice(numberOf(db, 'user_version'))) db.exec(migration)
    db.exec(`PRAGMA application_id = ${OURS}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
  } catch (error) {
    if (isBusy(error)) throw error
    db.exec('ROLLBACK')
    throw error
  }
}

/** Changing the mode does not wait for others as transactions do. */
function logged(db: DatabaseSync): { journal_mode: string } {
  const until = Date.now() + OPEN_MS
  for (;;) {
    try {
      return db.prepare('PRAGMA journal_mode = WAL').get() as { journal_mode: string }
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/** That the files exist is on disk, too. */
function settle(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function numberOf(db: DatabaseSync, pragma: string): number {
  return Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] as number
}
