// Commits that were acknowledged a moment ago: a server that crashes, or gives way to its replica, may have lost them.
// Invariant: the last commit of each conversation of the last few seconds, as long as they fit; what went to somebody else, or was
// forgotten on purpose, is not made anew.
// Does not know the server.
import type { Change, Lease } from '../port.ts'

export interface Recent {
  readonly lease: Lease
  readonly change: Omit<Change, 'data'> & { readonly data: Uint8Array }
  /** Where the server has nothing of it, it is made again. */
  readonly isOurs: boolean
}

/** A server that syncs once a second, on a disk that is slow, loses less than that, ms. */
const LOST_MS = 3000
/**
 * A replica that was chosen to take over loses what its primary did since: that may come back meanwhile, and be heard by another replica. Choosing and
 * taking over are done by then, ms.
 */
const REPLACED_MS = 30_000
/** As much is kept at most, bytes; the oldest goes first. */
const MOST = 64_000_000

export class Recents {
  /** By cid, oldest first. */
  readonly #kept = new Map<string, { readonly recent: Recent; readonly at: number }>()
  #bytes = 0

  note(recent: Recent, now: number): void {
    this.forget(recent.lease.cid)
    this.#kept.set(recent.lease.cid, { recent, at: now })
    this.#bytes += recent.change.data.length
    for (const cid of this.#kept.keys()) {
      if (this.#bytes <= MOST) break
      this.forget(cid)
    }
  }

  /** Whoever takes it next knows better. */
  released(cid: string): void {
    const kept = this.#kept.get(cid)
    if (kept !== undefined) this.#kept.set(cid, { ...kept, recent: { ...kept.recent, isOurs: false } })
  }

  forget(cid: string): void {
    const kept = this.#kept.get(cid)
    if (kept === undefined) return
    this.#bytes -= kept.recent.change.data.length
    this.#kept.delete(cid)
  }

  /** All of it was put again just now. */
  renew(now: number): void {
    for (const [cid, kept] of this.#kept) this.#kept.set(cid, { ...kept, at: now })
  }

  /** The server is well: what is older than some seconds, it has. `isReplicated`: and a replica may take its place. */
  age(now: number, isReplicated: boolean): void {
    const since = now - (isReplicated ? REPLACED_MS : LOST_MS)
    for (const [cid, { at }] of this.#kept) {
      if (at > since) break
      this.forget(cid)
    }
  }

  all(): readonly Recent[] {
    return [...this.#kept.values()].map(({ recent }) => recent)
  }
}
