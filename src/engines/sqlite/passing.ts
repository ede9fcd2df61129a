// What passes: batons that one may take, and how much of an allowance is left.
// Invariant: called inside of a transaction; a baton has one popper, who is told the same again.
// Does not know what a baton is for.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { taken } from '../meter.ts'
import type { Rule } from '../port.ts'

/** A popped baton answers the same popper again for so long, ms: its first answer may have been lost. */
const POPPED_MS = 10_000

export class Passing {
  readonly #put: StatementSync
  readonly #look: StatementSync
  readonly #pop: StatementSync
  readonly #full: StatementSync
  readonly #meter: StatementSync
  readonly #sweepBatons: StatementSync
  readonly #sweepMeters: StatementSync

  constructor(db: DatabaseSync) {
    this.#put = db.prepare('INSERT OR REPLACE INTO baton (key, value, expires) VALUES (?, ?, ?)')
    this.#look = db.prepare('SELECT value, popper FROM baton WHERE key = ? AND expires > ?')
    this.#pop = db.prepare('UPDATE baton SET popper = ?, expires = ? WHERE key = ?')
    this.#full = db.prepare('SELECT "full" FROM meter WHERE key = ?')
    this.#meter = db.prepare('INSERT OR REPLACE INTO meter (key, "full") VALUES (?, ?)')
    this.#sweepBatons = db.prepare(
      'DELETE FROM baton WHERE key IN (SELECT key FROM baton WHERE expires <= ? LIMIT ?)',
    )
    this.#sweepMeters = db.prepare(
      'DELETE FROM meter WHERE key IN (SELECT key FROM meter WHERE "full" <= ? LIMIT ?)',
    )
  }

  put(now: number, key: string, value: Uint8Array, ttlMs: number): void {
    this.#put.run(key, value, Math.ceil(now + ttlMs))
  }

  pop(now: number, key: string, token: string): Uint8Array | null {
    const baton = this.#look.get(key, now) as
      | { readonly value: Uint8Array; readonly popper: string | null }
      | undefined
    if (baton === undefined) return null
    if (baton.popper === null) this.#pop.run(token, now + POPPED_MS, key)
    else if (baton.popper !== token) return null
    return baton.value
  }

  limit(
    now: number,
    key: string,
    rule: Rule,
    take: number,
  ): { readonly ok: boolean; readonly retryMs: number } {
    const kept = this.#full.get(key) as { readonly full: number } | undefined
    const { ok, retryMs, full } = taken(kept?.full, now, rule, take)
    if (ok) this.#meter.run(key, full)
    return { ok, retryMs }
  }

  /** Whether there may be more. */
  sweep(now: number, limit: number): boolean {
    const batons = Number(this.#sweepBatons.run(now, limit).changes)
    const meters = Number(this.#sweepMeters.run(now, limit).changes)
    return batons === limit || meters === limit
  }
}
