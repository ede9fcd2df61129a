// Where files lie that visitors send: a folder of this process's own, and what processes that are no more have left behind.
// Invariant: a folder's name says which process of which machine made it, so one that nobody will come back for is known: its process
// is gone, or, where that cannot be asked, it has not said for long that it lives. Only folders of one's own are removed.
// Does not know files. Its clock is the files' own, since it is their times that are compared.
import { lstat, mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const PREFIX = 'repartee-'
/** A process that has not said for so long that it lives is no more, ms. */
const SILENT_MS = 15 * 60_000

const machine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

export class UploadFolder {
  readonly #parent: string
  #made: Promise<string> | undefined

  /** `parent`: default the system's folder for temporary files. */
  constructor(parent: string | undefined) {
    this.#parent = parent ?? tmpdir()
  }

  /** The folder, made when it is first asked for. */
  path(): Promise<string> {
    this.#made ??= mkdir(this.#parent, { recursive: true }).then(() =>
      mkdtemp(join(this.#parent, `${PREFIX}${machine()}-${process.pid}-`)),
    )
    // Tried again with the next file.
    this.#made.catch(() => (this.#made = undefined))
    return this.#made
  }

  /** Says that its process lives, and removes what others left that do not. To be called every few minutes. */
  async tidy(): Promise<void> {
    const now = Date.now()
    const own = await this.#made
    if (own !== undefined) await utimes(own, now / 1000, now / 1000).catch(() => {})
    const names = await readdir(this.#parent).catch(() => [])
    for (const name of names) {
      const path = join(this.#parent, name)
      // Somebody else may be removing the same.
      if (name.startsWith(PREFIX) && (await isLeft(path, name, now).catch(() => false)))
        await rm(path, { recursive: true, force: true }).catch(() => {})
    }
  }

  async close(): Promise<void> {
    const made = this.#made
    this.#made = undefined
    if (made !== undefined) await rm(await made, { recursive: true, force: true })
  }
}

async function isLeft(path: string, name: string, now: number): Promise<boolean> {
  const [, on, pid] = /^repartee-([\da-f]{8})-(\d+)-\w{6}$/.exec(name) ?? []
  if (on === undefined) return false
  const found = await lstat(path)
  if (!found.isDirectory() || (process.getuid !== undefined && process.getuid() !== found.uid)) return false
  // Its number may be another's by now; in a container it always is.
  return (on === machine() && !isAlive(Number(pid))) || now - found.mtimeMs > SILENT_MS
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
