// One file on its way in, or arrived: where its bytes lie, how many are there, and what the program may do with them.
// Invariant: each byte is written once, in order. There is one writer: who comes later stops who wrote before, and goes on where that
// one's last write ended; a connection that died unnoticed cannot write any more. Never more than a chunk is in memory.
// Does not know whose it is, nor how bytes travel.
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { Contents } from '../kernel/index.ts'
import type { Upload } from '../jsx/index.ts'
import { inTime, type Patience } from './in-time.ts'
import { randomId } from './session.ts'

/** What became of bytes. `elsewhere`: they do not begin where it goes on. `stopped`: somebody else writes now, or it is given up. */
export type Taken = 'taken' | 'elsewhere' | 'too-long' | 'broken' | 'stopped'

export class UploadFile {
  readonly upload: Upload
  /** Bytes that are there. */
  received = 0
  readonly #placed: () => Promise<string>
  #path = ''
  #isGone = false
  /** Counts those who wrote; only the last one may. */
  #turn = 0
  /** The write that is on. */
  #writing: Promise<unknown> = Promise.resolve()
  /** Ends the present writer's waiting for more. */
  #stop: () => void = () => {}

  /** `placed`: where it is to lie. */
  constructor(upload: Upload, placed: () => Promise<string>) {
    this.upload = upload
    this.#placed = placed
  }

  get isWhole(): boolean {
    return this.received === this.upload.size
  }

  /** Makes its place on the disk. */
  async begin(): Promise<void> {
    this.#path = await this.#placed()
    await (await open(this.#path, 'wx', 0o600)).close()
    // Given up meanwhile.
    if (this.#isGone) await rm(this.#path, { force: true })
  }

  /** Stops whoever writes; what is there then is there for good. */
  async settle(): Promise<void> {
    this.#turn++
    this.#stop()
    await this.#writing.catch(() => {})
  }

  /**
   * Writes what comes, from `at` on. What came before a body broke off counts. Rejects if the disk does not take it.
   */
  async take(at: number, body: AsyncIterable<Uint8Array>, patience: Patience): Promise<Taken> {
    const turn = this.#turn + 1
    await this.settle()
    if (turn !== this.#turn) return 'stopped'
    if (at !== this.received) return 'elsewhere'
    const chunks = body[Symbol.asyncIterator]()
    let file: FileHandle | undefined
    try {
      file = await open(this.#path, 'r+')
      for (;;) {
        if (turn !== this.#turn) return 'stopped'
        const next = await inTime(chunks, patience, give => (this.#stop = give))
        if (turn !== this.#turn) return 'stopped'
        if (next === undefined) return 'broken'
        if (next.done === true) return 'taken'
        if (this.received + next.value.byteLength > this.upload.size) return 'too-long'
        this.#writing = this.#write(file, next.value)
        await this.#writing
      }
    } finally {
      await file?.close()
      // Not awaited: it would wait for the chunk that does not come.
      void chunks.return?.()?.catch(() => {})
    }
  }

  /** Of what is there, from that byte on; empty where it ends. */
  async read(from: number, most: number): Promise<Buffer> {
    const file = await open(this.#path, 'r')
    try {
      const bytes = Buffer.alloc(Math.max(0, Math.min(most, this.received - from)))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
      return bytes.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }

  /** Takes it off the disk. */
  async remove(): Promise<void> {
    this.#isGone = true
    await this.settle()
    if (this.#path !== '') await rm(this.#path, { force: true })
  }

  /** `taken`: told when the program has taken it over. */
  contents(taken: () => void): Contents {
    const path = this.#path
    return {
      text: () => readFile(path, 'utf8'),
      bytes: () => readFile(path),
      stream: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
      async moveTo(to) {
        await mkdir(dirname(to), { recursive: true })
        await move(path, to)
        taken()
      },
    }
  }

  async #write(file: FileHandle, bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.byteLength;) {
      const { bytesWritten } = await file.write(bytes, from, bytes.byteLength - from, this.received)
      from += bytesWritten
      this.received += bytesWritten
    }
  }
}

/** Whoever opens it need not know that it has still to come. */
export function later(coming: Promise<Contents>): Contents {
  // Told to whoever reads it, if anybody does.
  coming.catch(() => {})
  return {
    text: async () => (await coming).text(),
    bytes: async () => (await coming).bytes(),
    stream() {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      coming
        .then(contents => contents.stream().pipeTo(writable))
        .catch((error: unknown) => writable.abort(error))
      return readable
    },
    moveTo: async path => (await coming).moveTo(path),
  }
}

/** Another file system is no reason not to: then it is copied, and is there all at once all the same. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    const draft = `${to}.${randomId()}`
    try {
      await copyFile(from, draft)
      await rename(draft, to)
    } finally {
      await rm(draft, { force: true })
    }
    await rm(from, { force: true })
  }
}
