// A look into the file of an engine, whoever has it open: what stands there, and who is alive. For tools beside the programs that use it.
// Invariant: nothing is written, neither into the file nor beside it, and nobody waits for it. SQLite leaves a log and an index of it beside
// whatever it reads in the common way; so a file without a log, which nobody has open, is read as one that does not change. Whether
// somebody began to use it is asked after each read, which then is done again in the common way.
// Does not know what is kept.
import { existsSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { ReparteeError } from '../../errors/index.ts'
import type { NodeId } from '../port.ts'
import { copiedBy, mustBeFree } from './copy.ts'
import { check, loaded, recognise } from './file.ts'
import { lineOf } from './line.ts'
import { Nodes } from './nodes.ts'
import { IS_NOTE } from './records.ts'
import type { Entry, Kept } from './records.ts'
import { foreign, troubled } from './trouble.ts'

/** A conversation's record, and as much of what is kept of it as was asked for. */
export interface Found extends Entry {
  /** Where it stands in the file: later ones were made later. */
  readonly id: number
  readonly data: Uint8Array | null
}

/** Which records: from the one after `after` on, at most `limit`; of what is kept the first `bytes` (default: none). */
export interface Stretch {
  readonly after: number
  readonly limit: number
  readonly bytes?: number
}

/** How long somebody may hold the file alone, ms. */
const BUSY_MS = 5000
const COLUMNS = 'id, cid, owner, epoch, revision, coalesce(length(data), 0) AS bytes, updated, expires, wake'

/**
 * Opens a file of `sqlite(file)` to look into it. Rejects with a `store-…` error where there is none, or none of ours.
 *
 * @example
 * const looking = await look('conversations.db')
 * for (const { cid, owner } of looking.rows({ after: 0, limit: 100 })) console.log(cid, owner)
 * looking.close()
 */
export async function look(file: string): Promise<Look> {
  const path = resolve(file)
  const Database = await loaded()
  if (!existsSync(path)) {
    throw new ReparteeError('store-missing', {
      what: `${path} is not there`,
      expected: 'a file that sqlite(file) made',
      got: 'no file of that name',
      try: 'check the path; nothing was made',
    })
  }
  return new Look(path, Database)
}

/** All of it is synchronous, and each answer is of one moment. What is past its time is not shown. */
export class Look {
  readonly #path: string
  readonly #Database: typeof DatabaseSync
  #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** What tells that nobody has begun to use it; undefined once it is read in the common way. */
  #still: string | undefined

  constructor(path: string, Database: typeof DatabaseSync) {
    this.#path = path
    this.#Database = Database
    this.#still = existsSync(`${path}-wal`) ? undefined : this.#traces()
    this.#db = this.#opened()
    try {
      this.#read(db => {
        if (!recognise(db, path)) throw foreign(path, 'an empty database', 'name another file')
      })
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  /** Records in the order in which they were made, with `id` to go on from. */
  rows({ after, limit, bytes = 0 }: Stretch): readonly Found[] {
    const data = bytes === 0 ? 'NULL' : bytes === Infinity ? 'data' : `substr(data, 1, ${Math.floor(bytes)})`
    return this.#read(() =>
      this.#statement(
        `SELECT ${COLUMNS}, ${data} AS data FROM conversation WHERE id > ? AND expires > ? AND NOT ${IS_NOTE} ORDER BY id LIMIT ?`,
      ).all(after, Date.now(), limit),
    ) as unknown as Found[]
  }

  /** The cids that begin so, at most `limit` of them. */
  beginning(start: string, limit: number): readonly string[] {
    const found = this.#read(() =>
      this.#statement(
        `SELECT cid FROM conversation WHERE cid >= ? AND cid < ? AND expires > ? AND NOT ${IS_NOTE} ORDER BY cid LIMIT ?`,
      ).all(start, `${start}\u{10ffff}`, Date.now(), limit),
    ) as unknown as { readonly cid: string }[]
    return found.map(({ cid }) => cid)
  }

  one(cid: string): Found | undefined {
    return this.#read(() =>
      this.#statement(`SELECT ${COLUMNS}, data FROM conversation WHERE cid = ? AND expires > ?`).get(
        cid,
        Date.now(),
      ),
    ) as unknown as Found | undefined
  }

  /** As `import` takes it in. */
  lineOf(found: Kept): string {
    return lineOf(found)
  }

  size(): { readonly conversations: number; readonly bytes: number } {
    return this.#read(() =>
      this.#statement(
        `SELECT (SELECT count(*) FROM conversation WHERE expires > ? AND NOT ${IS_NOTE}) AS conversations, page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size`,
      ).get(Date.now()),
    ) as unknown as { readonly conversations: number; readonly bytes: number }
  }

  /** The processes that have it open, as far as can be known. */
  living(): readonly NodeId[] {
    return this.#read(db => new Nodes(db).living(Date.now()))
  }

  /** Looks the whole file through. @throws ReparteeError `store-corrupt` */
  check(): void {
    this.#read(db => check(db, this.#path))
  }

  /** Copies the file as it stands, while it is used, to one that does not exist yet. */
  async backup(to: string): Promise<void> {
    const path = resolve(to)
    mustBeFree(path)
    try {
      await copiedBy(this.#db, path)
      if (this.#isStill()) return
      rmSync(path)
      await copiedBy(this.#db, path)
    } catch (error) {
      throw troubled(path, error)
    }
  }

  close(): void {
    this.#db.close()
  }

  #opened(): DatabaseSync {
    try {
      if (this.#still === undefined) {
        const db = new this.#Database(this.#path, { readOnly: true })
        db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
        return db
      }
      const url = pathToFileURL(this.#path)
      url.search = '?immutable=1'
      return new this.#Database(url.href, { readOnly: true })
    } catch (error) {
      if (this.#still === undefined) throw troubled(this.#path, error)
      // Node 22.13 and 22.14 take no addresses.
      this.#still = undefined
      return this.#opened()
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)))
    return statement
  }

  #read<T>(read: (db: DatabaseSync) => T): T {
    let value: { readonly it: T } | undefined
    let trouble: unknown
    try {
      value = { it: read(this.#db) }
    } catch (error) {
      trouble = error
    }
    if (!this.#isStill()) return this.#read(read)
    if (value === undefined) throw troubled(this.#path, trouble)
    return value.it
  }

  /** Whether what was read is to be trusted; if not, it is open in the common way from now on. */
  #isStill(): boolean {
    if (this.#still === undefined || this.#still === this.#traces()) return true
    this.#still = undefined
    this.#statements.clear()
    this.#db.close()
    this.#db = this.#opened()
    return false
  }

  #traces(): string {
    const { size, mtimeNs, ino } = statSync(this.#path, { bigint: true })
    return `${size} ${mtimeNs} ${ino} ${existsSync(`${this.#path}-wal`)}`
  }
}
