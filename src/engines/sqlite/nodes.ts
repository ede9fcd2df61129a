// The processes that share the file: their signs of life, what they joined, and what they say to each other.
// Invariant: a frame waits for one node and is read once; what is gone with a node (its topics, its frames) is gone for good.
// Does not know when it is called: the engine beats and polls. Whoever only reads needs no transaction.
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { NodeId } from '../port.ts'

export interface Frame {
  readonly topic: string | null
  readonly bytes: Uint8Array
}

/** A node that gave no sign of life for so long counts as dead, ms. */
export const LEASE_MS = 3000
/** And is forgotten, with what waits for it, after so long, ms. */
const FORGOTTEN_MS = 30_000
/** Frames that are read in one turn. */
const FRAMES = 256

export class Nodes {
  readonly #home = homeOf()
  readonly #beat: StatementSync
  readonly #node: StatementSync
  readonly #others: StatementSync
  readonly #living: StatementSync
  readonly #hearers: StatementSync
  readonly #join: StatementSync
  readonly #leave: StatementSync
  readonly #say: StatementSync
  readonly #frames: StatementSync
  readonly #heard: StatementSync
  readonly #dead: StatementSync
  readonly #forget: readonly StatementSync[]
  readonly #version: StatementSync

  constructor(db: DatabaseSync) {
    this.#beat = db.prepare(
      'INSERT INTO node (id, home, pid, beat) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET beat = excluded.beat',
    )
    this.#node = db.prepare('SELECT id, home, pid FROM node WHERE id = ? AND beat > ?')
    this.#others = db.prepare('SELECT id FROM node WHERE id <> ? AND beat > ? LIMIT 1')
    this.#living = db.prepare('SELECT id, home, pid FROM node WHERE beat > ?')
    this.#hearers = db.prepare(
      'SELECT node.id, home, pid, beat FROM topic JOIN node ON node.id = topic.node WHERE topic.name = ?',
    )
    this.#join = db.prepare('INSERT OR IGNORE INTO topic (name, node) VALUES (?, ?)')
    this.#leave = db.prepare('DELETE FROM topic WHERE name = ? AND node = ?')
    this.#say = db.prepare('INSERT INTO frame (node, topic, bytes) VALUES (?, ?, ?)')
    this.#frames = db.prepare('SELECT id, topic, bytes FROM frame WHERE node = ? ORDER BY id LIMIT ?')
    this.#heard = db.prepare('DELETE FROM frame WHERE node = ? AND id <= ?')
    this.#dead = db.prepare('SELECT id FROM node WHERE beat <= ?')
    this.#forget = [
      db.prepare('DELETE FROM node WHERE id = ?'),
      db.prepare('DELETE FROM topic WHERE node = ?'),
      db.prepare('DELETE FROM frame WHERE node = ?'),
    ]
    this.#version = db.prepare('PRAGMA data_version')
  }

  /** A number that is another one whenever somebody else has written. */
  version(): number {
    return (this.#version.get() as { readonly data_version: number }).data_version
  }

  beat(me: NodeId, now: number): void {
    this.#beat.run(me, this.#home, process.pid, now)
  }

  hasOthers(me: NodeId, now: number): boolean {
    return this.#others.get(me, now - LEASE_MS) !== undefined
  }

  isAlive(node: NodeId, now: number): boolean {
    const row = this.#node.get(node, now - LEASE_MS) as Row | undefined
    return row !== undefined && this.#runs(row)
  }

  /** All that may be running. */
  living(now: number): readonly NodeId[] {
    const rows = this.#living.all(now - LEASE_MS) as unknown as Row[]
    return rows.filter(row => this.#runs(row)).map(({ id }) => id)
  }

  send(to: NodeId, bytes: Uint8Array, now: number): 0 | 1 {
    if (!this.isAlive(to, now)) return 0
    this.#say.run(to, null, bytes)
    return 1
  }

  /** Waits also for those that were silent for a while, until they are forgotten; how many heed it now. */
  publish(name: string, bytes: Uint8Array, now: number): number {
    const hearers = this.#hearers.all(name) as unknown as (Row & { readonly beat: number })[]
    let alive = 0
    for (const hearer of hearers) {
      if (!this.#runs(hearer)) continue
      this.#say.run(hearer.id, name, bytes)
      if (hearer.beat > now - LEASE_MS) alive++
    }
    return alive
  }

  join(me: NodeId, name: string): void {
    this.#join.run(name, me)
  }

  leave(me: NodeId, name: string): void {
    this.#leave.run(name, me)
  }

  /** Whether anything waits for it. */
  isTold(me: NodeId): boolean {
    return this.#frames.get(me, 1) !== undefined
  }

  /** What waits for it, up to a bound; read once. */
  frames(me: NodeId): readonly Frame[] {
    const found = this.#frames.all(me, FRAMES) as unknown as (Frame & { readonly id: number })[]
    const last = found.at(-1)
    if (last !== undefined) this.#heard.run(me, last.id)
    return found
  }

  forget(node: NodeId): void {
    for (const statement of this.#forget) statement.run(node)
  }

  /** Forgets those that have been dead for long. */
  sweep(now: number): void {
    for (const { id } of this.#dead.all(now - FORGOTTEN_MS) as unknown as Row[]) this.forget(id)
  }

  /** Of a process beside this one the system knows at once whether it is there. */
  #runs({ home, pid }: Row): boolean {
    if (home !== this.#home) return true
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ESRCH'
    }
  }
}

interface Row {
  readonly id: NodeId
  readonly home: string
  readonly pid: number
}

/** Where numbers of processes mean the same: a machine, or a container on it. */
function homeOf(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
