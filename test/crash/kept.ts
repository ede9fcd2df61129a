// What is in the file, looked at from outside: no process is asked, and nobody is woken.
// Invariant: only reads. A conversation is read as a server would take it up, and painted as a page would show it.
import { DatabaseSync } from 'node:sqlite'
import { repaint, restore, type World } from '../../src/kernel/index.ts'
import { readRecord } from '../../src/server/record.ts'
import { Shown } from './page.ts'

export class Kept {
  readonly #db: DatabaseSync
  readonly #world: World = { program: new Map(), key: [1, 2], dev: false }

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { readOnly: true })
    this.#db.exec('PRAGMA busy_timeout = 5000')
  }

  /** The page that a conversation shows; undefined if it is not there. */
  page(cid: string): Shown | undefined {
    const row = this.#db.prepare('SELECT data FROM conversation WHERE cid = ?').get(cid) as
      | { readonly data: Uint8Array | null }
      | undefined
    if (row === undefined || row.data === null) return undefined
    const { html } = repaint(this.#world, restore(this.#world, readRecord(row.data).snapshot))
    return new Shown(html)
  }

  /** As it stands, for reading. */
  told(cid: string): string {
    const row = this.#db
      .prepare('SELECT owner, epoch, revision, wake, expires, data FROM conversation WHERE cid = ?')
      .get(cid) as { readonly data: Uint8Array | null } | undefined
    if (row === undefined) return 'not there'
    const { data, ...rest } = row
    return `${JSON.stringify(rest)}\n${data === null ? 'no data' : new TextDecoder().decode(data)}`
  }

  /** Conversations of which a timer waits, and the earliest of these. */
  waiting(): { readonly n: number; readonly first: number | null } {
    return this.#db.prepare('SELECT count(wake) AS n, min(wake) AS first FROM conversation').get() as never
  }

  count(): number {
    return (this.#db.prepare('SELECT count(*) AS n FROM conversation').get() as { readonly n: number }).n
  }

  /** What SQLite finds wrong with the file; 'ok' for nothing. */
  check(): string {
    return (this.#db.prepare('PRAGMA integrity_check').get() as { readonly integrity_check: string })
      .integrity_check
  }

  close(): void {
    this.#db.close()
  }
}
