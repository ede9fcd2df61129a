// Carries what the log has grown by into the file, in a thread of its own: the event loop waits for no disk.
// Invariant: one is under way at a time. Writers go on meanwhile; only where the log grew faster than it could be carried over are they
// held up for what is left of it. The thread begins with the first and ends with the engine; without it SQLite does the same by itself.
// Does not know what is written.
import { Worker } from 'node:worker_threads'
import type { DatabaseSync } from 'node:sqlite'

/** Carried over when the log may have grown by so much, bytes. */
const GROWN = 4 << 20
/** Frames of a log that is too long to go on without holding writers up: 32 MB. */
const LONG = 8192
/** How long somebody who reads or writes is waited for then, ms: so long writers may be held up. */
const PATIENCE_MS = 50
/** Frames after which SQLite does it by itself, where there is no thread. */
const ALONE = 1000

const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads')
const { DatabaseSync } = require('node:sqlite')
const db = new DatabaseSync(workerData.path)
db.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2048; PRAGMA journal_size_limit = ' + workerData.limit + '; PRAGMA busy_timeout = ${PATIENCE_MS}')
const passive = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
const restart = db.prepare('PRAGMA wal_checkpoint(RESTART)')
parentPort.on('message', message => {
  if (message === 'end') {
    db.close()
    parentPort.close()
    return
  }
  try {
    if (passive.get().log > ${LONG}) restart.get()
  } catch {}
  parentPort.postMessage('done')
})
`

export class Checkpoints {
  readonly #db: DatabaseSync
  readonly #data: { readonly path: string; readonly limit: number }
  #worker: Worker | undefined
  #isBusy = false
  #isOff = false
  #grown = 0

  /** `limit`: how long the log may stay once it has been larger, bytes. */
  constructor(db: DatabaseSync, path: string, limit: number) {
    this.#db = db
    this.#data = { path, limit }
    db.exec('PRAGMA wal_autocheckpoint = 0')
  }

  /** The log has grown by about so much. */
  grew(bytes: number): void {
    this.#grown += bytes
    if (this.#grown < GROWN || this.#isBusy || this.#isOff) return
    this.#grown = 0
    this.#isBusy = true
    this.#worker ??= this.#begun()
    this.#worker.postMessage('carry')
  }

  async end(): Promise<void> {
    this.#isOff = true
    const worker = this.#worker
    if (worker === undefined) return
    await new Promise(done => {
      // From here on somebody waits for it.
      worker.ref()
      worker.once('exit', done)
      worker.postMessage('end')
    })
  }

  #begun(): Worker {
    const worker = new Worker(PROGRAM, { eval: true, workerData: this.#data, stdout: false, execArgv: [] })
    worker.unref()
    worker.on('message', () => (this.#isBusy = false))
    worker.on('error', () => {
      this.#worker = undefined
      if (!this.#isOff) this.#db.exec(`PRAGMA wal_autocheckpoint = ${ALONE}`)
      this.#isOff = true
    })
    return worker
  }
}
