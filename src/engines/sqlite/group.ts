// Group commit: what is asked for in one turn of the event loop shares a transaction, and those that must be on disk share a sync.
// Invariant: an answer is given after COMMIT, and where it must survive the machine after a sync that began after COMMIT. One piece of
// work that fails takes no other with it: the rest is done again without it. A sync that failed is never followed by an answer.
// Does not know what is written. The sync, and what carries the log over into the file (checkpoint.ts), run beside the event loop:
// here SQLite only appends to its log.
import { close, fdatasync, openSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ReparteeError } from '../../errors/index.ts'
import { Checkpoints } from './checkpoint.ts'
import { LOG } from './file.ts'
import { isBusy, isFull, isOfFile, troubled } from './trouble.ts'

interface Work {
  /** Called inside of a transaction; more than once if that had to be taken back. */
  readonly run: () => unknown
  readonly lasting: boolean
  /** How much it may write. */
  readonly bytes: number
  readonly done: (value: unknown) => void
  readonly failed: (error: unknown) => void
  /** When it is given up, while others hold the file. */
  readonly until: number
}

/** Brings what was written to a file to the disk. */
type ToDisk = (log: number, done: (error: Error | null) => void) => void

/** So much of one turn of the event loop goes to writing, ms, and so many pieces of work at most. */
const TURN_MS = 4
const TURN_WORKS = 512
/** How long others may hold the file, ms, and how long until it is tried again. */
const BUSY_MS = 4000
const AGAIN_MS = 2
/** What a piece of work changes besides what it writes, bytes: pages of tables and indexes. */
const TOUCHED = 8192

export class Group {
  readonly #db: DatabaseSync
  readonly #path: string
  readonly #log: number
  readonly #synced: boolean
  readonly #toDisk: ToDisk
  readonly #checkpoints: Checkpoints
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  #queue: Work[] = []
  #isPlanned = false
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined
  #broken: unknown
  #isUnsynced = false

  /** `synced`: lasting work waits for the disk. `toDisk` is for tests. */
  constructor(db: DatabaseSync, path: string, synced: boolean, toDisk: ToDisk = fdatasync) {
    this.#toDisk = toDisk
    this.#db = db
    this.#path = path
    this.#synced = synced
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#checkpoints = new Checkpoints(db, path, LOG)
    this.#log = openSync(`${path}-wal`, 'r+')
  }

  /** Does it together with others. `lasting`: the answer waits for the disk where that was asked for. */
  do<T>(run: () => T, lasting = false, bytes = 0): Promise<T> {
    return new Promise((done, failed) => {
      this.#queue.push({
        run,
        lasting,
        bytes,
        done: done as (value: unknown) => void,
        failed,
        until: performance.now() + BUSY_MS,
      })
      this.#plan()
    })
  }

  /** Brings what was committed before to the disk, if there is something. */
  async sync(): Promise<void> {
    if (this.#isUnsynced) await this.#afterSync()
  }

  /** All that is in the log, whoever wrote it, is on the disk, where that was asked for. */
  async settle(): Promise<void> {
    if (this.#synced) await this.#afterSync()
  }

  /** Waits for all that was asked for. */
  async end(): Promise<void> {
    while (this.#queue.length > 0) await this.do(() => undefined).catch(() => undefined)
    await this.#next?.catch(() => undefined)
    await this.#running?.catch(() => undefined)
    await this.#checkpoints.end()
    await new Promise<void>(done => close(this.#log, () => done()))
  }

  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#isPlanned = false
    try {
      this.#begin.run()
    } catch (error) {
      this.#wait(error)
      return
    }
    const answers: unknown[] = []
    const begun = performance.now()
    let isAll = false
    try {
      for (const work of this.#queue) {
        answers.push(work.run())
        if (answers.length === TURN_WORKS || performance.now() - begun > TURN_MS) break
      }
      isAll = true
      this.#commit.run()
    } catch (error) {
      this.#undo()
      this.#fail(answers.length, isAll, error)
      if (this.#queue.length > 0) this.#plan()
      return
    }
    const works = this.#queue.splice(0, answers.length)
    this.#checkpoints.grew(works.reduce((sum, { bytes }) => sum + bytes + TOUCHED, 0))
    this.#answer(works, answers)
    if (this.#queue.length > 0) this.#plan()
  }

  /** One that failed by itself is taken out, and the others are done again. What concerns the file concerns all of this turn. */
  #fail(ran: number, isAll: boolean, error: unknown): void {
    const isWide = isAll || isOfFile(error)
    const bad = isWide ? this.#queue.splice(0, isAll ? ran : ran + 1) : this.#queue.splice(ran, 1)
    // It may have been written as a whole before it failed; a full disk is known before.
    const isKnown = !isAll || isFull(error)
    const trouble = isKnown ? troubled(this.#path, error) : this.#unknown(error)
    for (const work of bad) work.failed(trouble)
  }

  #answer(works: readonly Work[], answers: readonly unknown[]): void {
    const isLasting = works.some(work => work.lasting)
    this.#isUnsynced ||= isLasting
    const synced = isLasting && this.#synced && this.#broken === undefined ? this.#afterSync() : undefined
    for (const [at, work] of works.entries()) {
      if (work.lasting && this.#broken !== undefined) work.failed(this.#unknown(this.#broken))
      else if (!work.lasting || synced === undefined) work.done(answers[at])
      else synced.then(() => work.done(answers[at]), work.failed)
    }
  }

  /** The file is held by another process: those who have waited long enough are told, the others wait on. */
  #wait(error: unknown): void {
    const now = performance.now()
    const isOver = (work: Work): boolean => !isBusy(error) || work.until < now
    const over = this.#queue.filter(isOver)
    this.#queue = this.#queue.filter(work => !isOver(work))
    for (const work of over) work.failed(troubled(this.#path, error))
    if (this.#queue.length === 0) return
    this.#isPlanned = true
    setTimeout(() => this.#flush(), AGAIN_MS)
  }

  #undo(): void {
    try {
      this.#db.exec('ROLLBACK')
    } catch {
      // SQLite has already done so.
    }
  }

  /** Resolves after a sync that begins from now on; all who ask while one is under way share the next. */
  #afterSync(): Promise<void> {
    this.#next ??= (async () => {
      await this.#running?.catch(() => undefined)
      this.#next = undefined
      this.#isUnsynced = false
      this.#running = this.#brought()
      await this.#running
    })()
    return this.#next
  }

  async #brought(): Promise<void> {
    // After a sync that failed the system may have forgotten what was not written: a later one that succeeds would prove nothing.
    this.#broken ??= await new Promise<unknown>(done =>
      this.#toDisk(this.#log, error => done(error ?? undefined)),
    )
    if (this.#broken !== undefined) throw this.#unknown(this.#broken)
  }

  #unknown(cause: unknown): ReparteeError {
    return new ReparteeError('unknown-outcome', {
      what: `${this.#path} could not be brought to the disk`,
      expected: 'a volume that works',
      got: String(cause),
      try: 'start again once the volume is well; until then nothing is acknowledged',
      cause,
    })
  }
}
