// Conversations as rows: who has them, which revision they are at, what is kept of them, and when they are due.
// Invariant: everything here is called inside of one transaction (those that only read need none), so what was read still holds when
// something is written. A row past its time is as none.
// Does not know who asks, nor when it is on disk.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Change, Claimed, Committed, Lease, NodeId } from '../port.ts'

/** What processes of a program know together is kept as conversations are, and is none. */
export const IS_NOTE = "(cid >= 'sys:' AND cid < 'sys;')"

/** What operators are shown of a conversation. */
export interface Entry {
  readonly cid: string
  /** '' where nobody has it. */
  readonly owner: NodeId
  readonly epoch: number
  readonly revision: number
  readonly bytes: number
  /** Times are ms since 1970. */
  readonly updated: number
  readonly expires: number
  readonly wake: number | null
}

/** A record, whoever has it. */
export interface Kept extends Omit<Entry, 'owner' | 'bytes'> {
  readonly data: Uint8Array | null
}

interface Row {
  readonly id: number
  readonly owner: string
  readonly epoch: number
  readonly revision: number
  readonly token: string
  readonly expires: number
  readonly wake: number | null
}

export type Made = Omit<Change, 'data'> & { readonly data: Uint8Array }

/** `isFresh`: what is kept may have been written and not answered yet. */
export interface Taken {
  readonly claimed: Claimed
  readonly isFresh: boolean
}

/** A record that is claimed and not committed is forgotten after so long, ms. */
const CLAIMED_MS = 60_000

export class Records {
  readonly #look: StatementSync
  readonly #data: StatementSync
  readonly #insert: StatementSync
  readonly #own: StatementSync
  readonly #next: StatementSync
  readonly #write: StatementSync
  readonly #writeAll: StatementSync
  readonly #delete: StatementSync
  readonly #due: StatementSync
  readonly #sweep: StatementSync
  readonly #list: StatementSync
  readonly #count: StatementSync
  readonly #all: StatementSync
  readonly #add: StatementSync

  constructor(db: DatabaseSync) {
    const at = 'FROM conversation WHERE cid = ?'
    this.#look = db.prepare(`SELECT id, owner, epoch, revision, token, expires, wake ${at}`)
    this.#data = db.prepare('SELECT data FROM conversation WHERE id = ?')
    this.#insert = db.prepare(
      "INSERT INTO conversation (cid, owner, epoch, revision, token, updated, expires) VALUES (?, ?, 1, 0, '', ?, ?)",
    )
    this.#own = db.prepare('UPDATE conversation SET owner = ?, epoch = ? WHERE id = ?')
    const body = 'revision = ?, token = ?, updated = ?, data = ?'
    this.#next = db.prepare(
      `UPDATE conversation SET ${body} WHERE cid = ? AND owner = ? AND epoch = ? AND revision = ? AND expires = ? AND wake IS ?`,
    )
    this.#write = db.prepare(`UPDATE conversation SET ${body} WHERE id = ?`)
    this.#writeAll = db.prepare(`UPDATE conversation SET ${body}, expires = ?, wake = ? WHERE id = ?`)
    this.#delete = db.prepare('DELETE FROM conversation WHERE id = ?')
    this.#due = db.prepare(
      'SELECT cid FROM conversation WHERE wake <= ? AND expires > ? ORDER BY wake LIMIT ?',
    )
    this.#sweep = db.prepare(
      'DELETE FROM conversation WHERE id IN (SELECT id FROM conversation WHERE expires <= ? LIMIT ?)',
    )
    const shown = 'cid, owner, epoch, revision, coalesce(length(data), 0) AS bytes, updated, expires, wake'
    this.#list = db.prepare(
      `SELECT ${shown} FROM conversation WHERE cid > ? AND expires > ? AND NOT ${IS_NOTE} ORDER BY cid LIMIT ?`,
    )
    this.#count = db.prepare(
      `SELECT (SELECT count(*) FROM conversation) - (SELECT count(*) FROM conversation WHERE ${IS_NOTE}) AS n`,
    )
    this.#all = db.prepare(
      'SELECT cid, epoch, revision, updated, expires, wake, data FROM conversation WHERE cid = ? AND expires > ?',
    )
    this.#add = db.prepare(
      "INSERT INTO conversation (cid, owner, epoch, revision, token, updated, expires, wake, data) VALUES (?, '', ?, ?, '', ?, ?, ?, ?)",
    )
  }

  claim(me: NodeId, now: number, cid: string, expect: Lease | null): Taken {
    const row = this.#row(cid, now)
    if (row === undefined) {
      this.#insert.run(cid, me, now, now + CLAIMED_MS)
      const lease = { cid, owner: me, epoch: 1 }
      return { claimed: { won: true, lease, revision: 0, data: null }, isFresh: false }
    }
    const { id, owner, revision } = row
    const expected = expect !== null && owner === expect.owner && row.epoch === expect.epoch
    if (owner !== me && owner !== '' && !expected)
      return { claimed: { won: false, lease: { cid, owner, epoch: row.epoch } }, isFresh: false }
    const epoch = owner === me ? row.epoch : row.epoch + 1
    if (owner !== me) this.#own.run(me, epoch, id)
    const { data } = this.#data.get(id) as { readonly data: Uint8Array | null }
    const claimed: Claimed = { won: true, lease: { cid, owner: me, epoch }, revision, data }
    // Whoever lets go has had an answer to all that they wrote.
    return { claimed, isFresh: owner !== '' && data !== null }
  }

  commit(now: number, lease: Lease, change: Made): Committed {
    const revision = change.revision + 1
    const { token, data } = change
    const expires = coarse(now, change.ttlMs)
    const wake = change.wakeAt === undefined ? null : Math.floor(change.wakeAt)
    // Nearly all are the next of the same owner, and change no time: these are found and written in one step.
    const { cid, owner, epoch } = lease
    const isNext = this.#next.run(
      revision,
      token,
      now,
      data,
      cid,
      owner,
      epoch,
      change.revision,
      expires,
      wake,
    )
    if (isNext.changes !== 0) return { ok: true, revision }
    const row = this.#owned(lease, now)
    if (row === undefined) return { ok: false, why: 'fenced' }
    if (row.token === change.token) return { ok: true, revision: row.revision }
    const healed = change.revision - row.revision
    if (healed < 0) return { ok: false, why: 'conflict' }
    // Where neither time changes no index is touched.
    if (expires === row.expires && wake === row.wake) this.#write.run(revision, token, now, data, row.id)
    else this.#writeAll.run(revision, token, now, data, expires, wake, row.id)
    return { ok: true, revision, ...(healed > 0 && { healed }) }
  }

  release(now: number, lease: Lease, revision: number): void {
    const row = this.#owned(lease, now)
    if (row?.revision === revision) this.#own.run('', row.epoch, row.id)
  }

  drop(now: number, lease: Lease): void {
    const row = this.#owned(lease, now)
    if (row !== undefined) this.#delete.run(row.id)
  }

  peek(now: number, cid: string): Lease | null {
    const row = this.#row(cid, now, true)
    return row === undefined ? null : { cid, owner: row.owner, epoch: row.epoch }
  }

  overdue(now: number, due: number, limit: number): readonly string[] {
    return (this.#due.all(due, now, limit) as { readonly cid: string }[]).map(({ cid }) => cid)
  }

  /** Whether there may be more. */
  sweep(now: number, limit: number): boolean {
    return Number(this.#sweep.run(now, limit).changes) === limit
  }

  list(now: number, after: string, limit: number): readonly Entry[] {
    return this.#list.all(after, now, limit) as unknown as Entry[]
  }

  count(): number {
    return (this.#count.get() as { readonly n: number }).n
  }

  read(now: number, cid: string): Kept | undefined {
    return this.#all.get(cid, now) as unknown as Kept | undefined
  }

  /** As it was elsewhere, owned by nobody; false where there is one of that name. */
  add(now: number, kept: Kept): boolean {
    if (this.#row(kept.cid, now) !== undefined) return false
    const { cid, epoch, revision, updated, expires, wake, data } = kept
    this.#add.run(cid, epoch, revision, updated, expires, wake, data)
    return true
  }

  #owned({ cid, owner, epoch }: Lease, now: number): Row | undefined {
    const row = this.#row(cid, now, true)
    return row?.owner === owner && row.epoch === epoch ? row : undefined
  }

  /** Makes way for a new one where the old is past its time. */
  #row(cid: string, now: number, keeps = false): Row | undefined {
    const row = this.#look.get(cid) as unknown as Row | undefined
    if (row === undefined || row.expires > now) return row
    if (!keeps) this.#delete.run(row.id)
    return undefined
  }
}

/** The end of a record's time, so coarse that it moves once in 64 parts of it: an index need not follow every commit. */
function coarse(now: number, ttlMs: number): number {
  const grain = 2 ** Math.max(0, Math.floor(Math.log2(ttlMs / 64)))
  return Math.ceil((now + ttlMs) / grain) * grain
}
